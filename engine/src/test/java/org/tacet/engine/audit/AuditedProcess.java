package org.tacet.engine.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tacet.engine.testing.TestSpark;

/** Audits a spec in a process of its own, whose engine may not be the shipped one. */
final class AuditedProcess {

  private AuditedProcess() {}

  /**
   * @param arguments a folder with the tables, a file with the spec, a file for the outcome, the
   *     number of draws, then the pairs
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    if (Files.notExists(folder.resolve("visits"))) {
      AuditSpecs.writeTables(TestSpark.session(), folder);
    }
    AuditReport report =
        new ReleaseAudit(
                TestSpark.session(),
                AuditSpecs.of(folder, Files.readString(Path.of(arguments[1]))),
                AuditSpecs.options(
                    Integer.parseInt(arguments[3]),
                    Arrays.copyOfRange(arguments, 4, arguments.length)),
                pair -> {})
            .run();
    Files.writeString(Path.of(arguments[2]), AuditTexts.of(report));
  }
}

package org.tacet.engine.audit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/**
 * A way to break a release, as a change of its source text; the audit has to see it.
 *
 * @param name what is wrong, with the privacy rule that it breaks
 * @param spec what is audited, but for its sources
 * @param draws of each data set of a pair
 * @param pairs that are tried
 * @param edits of files of the main code
 */
record PlantedFault(String name, String spec, int draws, List<String> pairs, List<Edit> edits) {

  /**
   * A change of a file.
   *
   * @param file below the root of the project's Java packages, with its module
   * @param text that stands there once
   */
  record Edit(String module, String file, String text, String replacement) {}

  PlantedFault(String name, String spec, int draws, String pair, Edit... edits) {
    this(name, spec, draws, List.of(pair), List.of(edits));
  }

  static Edit inEngine(String file, String text, String replacement) {
    return new Edit("engine", "engine/" + file, text, replacement);
  }

  static Edit inAccountant(String file, String text, String replacement) {
    return new Edit("accountant", "accountant/" + file, text, replacement);
  }

  /**
   * Compiles the changed files against this process's class path.
   *
   * @param folder that is made, and holds the classes afterwards
   * @throws IllegalStateException when a text is no longer what it was, or does not compile
   */
  void compileTo(Path folder) throws IOException {
    Path root = Path.of(System.getProperty("tacet.root"));
    Files.createDirectories(folder);
    Map<Path, String> changed = new LinkedHashMap<>();
    for (Edit edit : edits) {
      Path file = root.resolve(edit.module()).resolve("src/main/java/org/tacet/" + edit.file());
      String source = changed.containsKey(file) ? changed.get(file) : Files.readString(file);
      int at = source.indexOf(edit.text());
      if (at < 0 || source.indexOf(edit.text(), at + 1) >= 0) {
        throw new IllegalStateException(
            "%s: %s does not hold once the text %s; mend the fault"
                .formatted(name, edit.file(), edit.text()));
      }
      changed.put(file, source.replace(edit.text(), edit.replacement()));
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-nowarn",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    for (Map.Entry<Path, String> file : changed.entrySet()) {
      Path written = folder.resolve("src" + File.separator + file.getKey().getFileName());
      Files.createDirectories(written.getParent());
      Files.writeString(written, file.getValue());
      arguments.add(written.toString());
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(name + ": the changed source does not compile");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

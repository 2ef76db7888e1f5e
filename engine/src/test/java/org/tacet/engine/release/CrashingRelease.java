package org.tacet.engine.release;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.ProcessEnd;
import org.tacet.engine.testing.TestSpark;

/** A process that runs a release and is killed on the way. */
final class CrashingRelease {

  /** The key of what it draws, if it comes so far. */
  static final long KEY = 1;

  private CrashingRelease() {}

  /** The arguments: spec file, ledger, release id, output, the point of the crash. */
  public static void main(String[] arguments) throws IOException {
    CrashPoint point = CrashPoint.valueOf(arguments[4]);
    ReleaseProgress progress =
        new ReleaseProgress() {
          @Override
          public void begins(Phase phase) {
            if (point.isBefore(phase)) {
              ProcessEnd.now();
            }
          }

          @Override
          public void notice(String text) {
            System.out.println(text);
          }
        };
    Overrides output = new Overrides(Optional.of(arguments[3]), Optional.empty(), Optional.empty());
    new ReleaseRun(TestSpark.session(), id -> FixedReleaseKeys.numbered(KEY), progress)
        .run(
            ReleaseSpecReader.read(arguments[0], Configuration::new, Map.of(), output),
            arguments[2],
            point.arm(arguments[1]),
            new ReleaseRun.Permissions(point.replaces(), true));
  }
}

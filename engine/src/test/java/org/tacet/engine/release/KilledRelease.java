package org.tacet.engine.release;

import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.TestSpark;

/** A process that runs a release and dies, as by kill -9, when a phase begins. */
final class KilledRelease {

  static final int KILLED = 137;

  private KilledRelease() {}

  /** The arguments: spec file, ledger, release id, output, the phase that is not reached. */
  public static void main(String[] arguments) {
    Phase last = Phase.valueOf(arguments[4]);
    ReleaseProgress progress =
        new ReleaseProgress() {
          @Override
          public void begins(Phase phase) {
            if (phase == last) {
              Runtime.getRuntime().halt(KILLED);
            }
          }

          @Override
          public void notice(String text) {
            System.out.println(text);
          }
        };
    Overrides output = new Overrides(Optional.of(arguments[3]), Optional.empty(), Optional.empty());
    new ReleaseRun(TestSpark.session(), id -> FixedReleaseKeys.numbered(1), progress)
        .run(
            ReleaseSpecReader.read(arguments[0], Configuration::new, Map.of(), output),
            arguments[2],
            Ledgers.open(arguments[1]),
            ReleaseRun.Permissions.DEFAULT);
  }
}

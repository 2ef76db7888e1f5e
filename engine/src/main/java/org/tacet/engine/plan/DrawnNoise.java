package org.tacet.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.noise.GoogleLaplace;
import org.tacet.engine.noise.GoogleLibrary;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.NoiseSource;

/** What is drawn from, where that is not what was calibrated: the noise of another library. */
final class DrawnNoise {

  private DrawnNoise() {}

  /**
   * @throws InvalidSpecException when the library is not there
   */
  static void require(NoiseSource source) {
    if (source == NoiseSource.GOOGLE) {
      GoogleLibrary.require();
    }
  }

  /**
   * One mechanism for each that was calibrated; it costs no more.
   *
   * @throws InvalidSpecException when the source has no noise of such a scale
   */
  static List<NoiseMechanism> of(
      NoiseSource source, List<NoiseMechanism> calibrated, List<Sensitivity> sensitivities) {
    if (source == NoiseSource.TACET) {
      return calibrated;
    }
    List<NoiseMechanism> drawn = new ArrayList<>();
    for (int index = 0; index < calibrated.size(); index++) {
      try {
        drawn.add(
            new GoogleLaplace(
                (DiscreteLaplace) calibrated.get(index), sensitivities.get(index).lInf()));
      } catch (IllegalArgumentException e) {
        throw new InvalidSpecException(
            new Fault(
                "privacy.noise_source",
                "can't draw this release's noise: " + e.getMessage(),
                source.word(),
                "noise of at most 2^40 grid steps",
                "give the aggregate a coarser grid or tighter bounds, or remove noise_source"),
            e);
      }
    }
    return List.copyOf(drawn);
  }
}

package org.tacet.accountant.noise;

import java.io.Serializable;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.randomness.BitSource;

/**
 * Integer noise added to each entry of an integer vector, independently. Samples have exactly the
 * stated law when the bits are uniform: no rounding enters (P6). A mechanism of another library's
 * draws takes no bits, and says what its law is.
 *
 * <p>Immutable, safe for many threads. All lengths are in steps of the aggregate's public grid.
 */
public interface NoiseMechanism extends Serializable {

  /**
   * Draws one value.
   *
   * @throws ArithmeticException if the value leaves the range of a long, which has probability
   *     below e^-2000 and depends on the bits alone, never on data
   */
  long sample(BitSource bits);

  /**
   * Returns what releasing a vector of the given sensitivity with this noise costs, parameters
   * rounded up.
   */
  PrivacyLoss privacyLoss(Sensitivity sensitivity);

  /**
   * The standard deviation in grid steps, in double arithmetic: for display, never for accounting.
   */
  double standardDeviation();

  /**
   * Returns the smallest k with {@code P(|noise| <= k) >= confidence}, in grid steps: for display
   * (P20).
   *
   * @param confidence above 0 and below 1
   * @throws IllegalArgumentException if the confidence is outside (0, 1)
   */
  long halfWidth(double confidence);

  /** Whether sums of such noise are again Gaussian; all others are of Laplace's family. */
  default boolean isGaussian() {
    return false;
  }

  /** The name in manifests, such as {@code discrete_laplace}. */
  String name();

  /**
   * The law's scale parameter in grid steps: the t of Laplace noise, the sigma of Gaussian noise.
   */
  double scale();
}

package org.tacet.accountant.calibration;

import java.util.Locale;

/** The family of noise that a release asks for. */
public enum NoiseKind {
  /** Discrete Laplace noise. */
  LAPLACE,
  /** Discrete Gaussian noise; needs a delta. */
  GAUSSIAN,
  /** Whichever of them gives less error; Laplace noise where there is no delta. */
  AUTO;

  /** The word in specs and manifests: {@code laplace}, {@code gaussian} or {@code auto}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

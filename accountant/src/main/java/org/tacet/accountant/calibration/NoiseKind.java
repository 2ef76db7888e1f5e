package org.tacet.accountant.calibration;

import java.util.Locale;

/** The family of noise that a release asks for. */
public enum NoiseKind {
  /** Discrete Laplace noise, calibrated to the L1 sensitivity. */
  LAPLACE,
  /** Discrete Gaussian noise, calibrated to the L2 sensitivity; needs a delta. */
  GAUSSIAN;

  /** The word in specs and manifests: {@code laplace} or {@code gaussian}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

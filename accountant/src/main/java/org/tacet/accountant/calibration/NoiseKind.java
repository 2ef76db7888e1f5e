package org.tacet.accountant.calibration;

/** The family of noise that a release asks for. */
public enum NoiseKind {
  /** Discrete Laplace noise, calibrated to the L1 sensitivity. */
  LAPLACE,
  /** Discrete Gaussian noise, calibrated to the L2 sensitivity; needs a delta. */
  GAUSSIAN
}

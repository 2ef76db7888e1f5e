package org.tacet.engine.spec;

import java.util.Locale;

/** Who draws a release's noise. Groups are chosen by Tacet in any case. */
public enum NoiseSource {
  /** Exact samplers of discrete laws, keyed by the release: the same cell draws the same again. */
  TACET("exact discrete (Canonne, Kamath, Steinke 2020)"),
  /**
   * {@code LaplaceNoise} of Google's differential privacy library, which the user brings along: not
   * keyed, and not exact, for it samples in doubles.
   */
  GOOGLE(
      "not exact: LaplaceNoise of com.google.privacy:differentialprivacy:1.0.0, rounded to steps");

  private final String sampler;

  NoiseSource(String sampler) {
    this.sampler = sampler;
  }

  /** The word in specs and manifests: {@code tacet} or {@code google}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How noise is drawn, for manifests. */
  public String sampler() {
    return sampler;
  }

  /** Whether what is drawn has exactly the law that is accounted for. */
  public boolean isExact() {
    return this == TACET;
  }
}

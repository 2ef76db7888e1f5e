package org.tacet.accountant.distribution;

/**
 * The discrete Fourier transform of real sequences whose length is a power of two, with a bound of
 * its rounding errors.
 *
 * <p>A sequence of N reals is transformed as N / 2 complex numbers, by butterflies of radix 2 after
 * a reordering by reversed bits (Cooley, Tukey 1965), and then separated. In such a graph each
 * input reaches each output along one path, and every operation on it multiplies by one plus at
 * most: u for a complex addition, sqrt(5) u for a complex product (Brent, Percival, Zimmermann
 * 2007, "Error bounds on complex floating-point multiplication"), 3 u for a twiddle factor (below),
 * with u = 2^-53. That makes log2(N) (1 + 2.24 + 3) u for a path. The separation joins two paths of
 * full weight to one output, which doubles it, and adds a few roundings of its own. So every output
 * is off by at most {@link #relativeError} times the sum of the inputs' magnitudes.
 */
final class FourierTransform {

  private final int half;
  private final int bits;
  private final double[] cosine;
  private final double[] sine;

  /**
   * @param length N, a power of two of at least 8
   */
  FourierTransform(int length) {
    half = length / 2;
    bits = Integer.numberOfTrailingZeros(half);
    cosine = new double[half + 1];
    sine = new double[half + 1];
    // Angles up to pi / 4 are off by two roundings, sine and cosine by an ulp each.
    double step = 2 * Math.PI / length;
    int eighth = length / 8;
    for (int k = 0; k <= eighth; k++) {
      double c = Math.cos(k * step);
      double s = Math.sin(k * step);
      setTwiddle(k, c, s);
      setTwiddle(length / 4 - k, s, c);
      setTwiddle(length / 4 + k, -s, c);
      setTwiddle(half - k, -c, s);
    }
  }

  private void setTwiddle(int k, double c, double s) {
    cosine[k] = c;
    sine[k] = s;
  }

  int length() {
    return 2 * half;
  }

  /** How many frequencies there are: 0 to N / 2. */
  int frequencies() {
    return half + 1;
  }

  /** The bound of the class comment. */
  double relativeError() {
    return (2 * 6.3 * (bits + 1) + 16) * 0x1p-53;
  }

  /**
   * Transforms {@code N} reals: X_k = sum over j of x_j e^(-2 pi i j k / N) for k = 0..N/2.
   *
   * @param values the sequence
   * @param real receives the real parts
   * @param imaginary receives the imaginary parts
   */
  void forward(double[] values, double[] real, double[] imaginary) {
    for (int j = 0; j < half; j++) {
      int target = reversed(j);
      real[target] = values[2 * j];
      imaginary[target] = values[2 * j + 1];
    }
    butterflies(real, imaginary);
    // X_k = (C_k + conj C_(M-k)) / 2 - i w^k (C_k - conj C_(M-k)) / 2, for both of k and M - k.
    double r0 = real[0];
    double i0 = imaginary[0];
    real[0] = r0 + i0;
    imaginary[0] = 0;
    real[half] = r0 - i0;
    imaginary[half] = 0;
    for (int k = 1; k <= half / 2; k++) {
      int mirror = half - k;
      double evenReal = (real[k] + real[mirror]) / 2;
      double evenImaginary = (imaginary[k] - imaginary[mirror]) / 2;
      double oddReal = (imaginary[k] + imaginary[mirror]) / 2;
      double oddImaginary = (real[mirror] - real[k]) / 2;
      double turnedReal = oddReal * cosine[k] + oddImaginary * sine[k];
      double turnedImaginary = oddImaginary * cosine[k] - oddReal * sine[k];
      real[k] = evenReal + turnedReal;
      imaginary[k] = evenImaginary + turnedImaginary;
      real[mirror] = evenReal - turnedReal;
      imaginary[mirror] = turnedImaginary - evenImaginary;
    }
  }

  /**
   * The inverse of {@link #forward}, with the division by N. Each output is off by at most {@link
   * #relativeError} times the sum of all N magnitudes, over N.
   *
   * @param real the real parts; overwritten
   * @param imaginary the imaginary parts; overwritten
   * @return the {@code N} reals
   */
  double[] inverse(double[] real, double[] imaginary) {
    double r0 = real[0];
    double rHalf = real[half];
    real[0] = (r0 + rHalf) / 2;
    // Conjugated throughout, so that the forward butterflies give the inverse.
    imaginary[0] = -(r0 - rHalf) / 2;
    for (int k = 1; k <= half / 2; k++) {
      int mirror = half - k;
      double evenReal = (real[k] + real[mirror]) / 2;
      double evenImaginary = (imaginary[k] - imaginary[mirror]) / 2;
      double turnedReal = (real[k] - real[mirror]) / 2;
      double turnedImaginary = (imaginary[k] + imaginary[mirror]) / 2;
      double oddReal = turnedReal * cosine[k] - turnedImaginary * sine[k];
      double oddImaginary = turnedImaginary * cosine[k] + turnedReal * sine[k];
      // C_k = even + i odd and C_(M-k) = conj(even) + i conj(odd).
      real[k] = evenReal - oddImaginary;
      imaginary[k] = -(evenImaginary + oddReal);
      real[mirror] = evenReal + oddImaginary;
      imaginary[mirror] = -(oddReal - evenImaginary);
    }
    double[] orderedReal = new double[half];
    double[] orderedImaginary = new double[half];
    for (int j = 0; j < half; j++) {
      int target = reversed(j);
      orderedReal[target] = real[j];
      orderedImaginary[target] = imaginary[j];
    }
    butterflies(orderedReal, orderedImaginary);
    double[] values = new double[2 * half];
    for (int j = 0; j < half; j++) {
      values[2 * j] = orderedReal[j] / half;
      values[2 * j + 1] = -orderedImaginary[j] / half;
    }
    return values;
  }

  private int reversed(int index) {
    return Integer.reverse(index) >>> (Integer.SIZE - bits);
  }

  /** Two radix-2 stages at a time while there are two left, for the memory's sake. */
  private void butterflies(double[] real, double[] imaginary) {
    int size = 1;
    if ((bits & 1) == 1) {
      for (int j = 0; j < half; j += 2) {
        double r = real[j + 1];
        double i = imaginary[j + 1];
        real[j + 1] = real[j] - r;
        imaginary[j + 1] = imaginary[j] - i;
        real[j] += r;
        imaginary[j] += i;
      }
      size = 2;
    }
    for (; size < half; size *= 4) {
      twoStages(real, imaginary, size);
    }
  }

  private void twoStages(double[] real, double[] imaginary, int size) {
    // Twiddles of the second stage step by this much through the table of e^(-2 pi i k / N).
    int stride = half / (2 * size);
    for (int start = 0; start < half; start += 4 * size) {
      for (int k = 0; k < size; k++) {
        int a = start + k;
        int b = a + size;
        int c = b + size;
        int d = c + size;
        double w1r = cosine[2 * k * stride];
        double w1i = -sine[2 * k * stride];
        double w2r = cosine[k * stride];
        double w2i = -sine[k * stride];
        double br = real[b] * w1r - imaginary[b] * w1i;
        double bi = real[b] * w1i + imaginary[b] * w1r;
        double dr = real[d] * w1r - imaginary[d] * w1i;
        double di = real[d] * w1i + imaginary[d] * w1r;
        double sumR = real[a] + br;
        double sumI = imaginary[a] + bi;
        double differenceR = real[a] - br;
        double differenceI = imaginary[a] - bi;
        double upperSumR = real[c] + dr;
        double upperSumI = imaginary[c] + di;
        double upperDifferenceR = real[c] - dr;
        double upperDifferenceI = imaginary[c] - di;
        double er = upperSumR * w2r - upperSumI * w2i;
        double ei = upperSumR * w2i + upperSumI * w2r;
        // The other twiddle is -i times the one before.
        double fr = upperDifferenceR * w2i + upperDifferenceI * w2r;
        double fi = upperDifferenceI * w2i - upperDifferenceR * w2r;
        real[a] = sumR + er;
        imaginary[a] = sumI + ei;
        real[c] = sumR - er;
        imaginary[c] = sumI - ei;
        real[b] = differenceR + fr;
        imaginary[b] = differenceI + fi;
        real[d] = differenceR - fr;
        imaginary[d] = differenceI - fi;
      }
    }
  }
}

package org.tacet.accountant.renyi;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.Skellam;

/**
 * Curves of noise and of single mechanisms. Noise multipliers are relative to what a unit adds, so
 * that they count half where it is replaced; the parameters of other mechanisms hold as they are.
 */
record NoiseCurves(NeighborRelation relation) {

  /** Discrete Laplace noise further apart is summed in closed form. */
  private static final int MOST_ATOMS = 512;

  /** Noise added to a sum, symmetric around it: an involution swaps any two shifts. Else null. */
  RenyiCurve symmetric(PrivacyEvent event) {
    if (event instanceof Laplace laplace) {
      return new LaplaceCurve(moves() / laplace.noiseMultiplier());
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return new LaplaceCurve(mechanism.epsilon());
    }
    if (event instanceof DiscreteLaplace laplace) {
      double shift = laplace.sensitivity() * moves();
      return shift <= MOST_ATOMS
          ? AtomCurve.discreteLaplace(laplace.noiseParameter(), (int) shift)
          : new WideDiscreteLaplaceCurve(laplace.noiseParameter(), shift);
    }
    if (event instanceof DiscreteGaussian gaussian) {
      double mu = gaussian.sensitivity() * moves() / gaussian.sigma();
      return new LinearCurve(0, mu * mu / 2 * (1 + 0x1p-50) + Double.MIN_VALUE);
    }
    if (event instanceof Skellam skellam) {
      return SkellamCurve.of(
          skellam.mu(), skellam.l1Sensitivity() * moves(), skellam.l2Sensitivity() * moves());
    }
    return null;
  }

  RenyiCurve randomizedResponse(RandomizedResponse response) {
    double p = response.noiseParameter();
    long answers = response.numBuckets();
    if (relation == NeighborRelation.ADD_OR_REMOVE_ONE) {
      throw RenyiCurves.refused(
          response,
          relation,
          "an absent record gives no answer; ask under REPLACE_ONE or REPLACE_SPECIAL");
    }
    if (answers == 1 || p == 1) {
      return RenyiCurves.FREE;
    }
    if (p == 0) {
      return new LinearCurve(Double.POSITIVE_INFINITY, 0);
    }
    return relation == NeighborRelation.REPLACE_ONE
        ? AtomCurve.randomizedResponse(p, answers)
        : AtomCurve.randomizedResponseToSpecial(p, answers);
  }

  RenyiCurve mixture(MixtureOfGaussians event) {
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw RenyiCurves.refused(event, relation, "ask under ADD_OR_REMOVE_ONE");
    }
    double sum = event.samplingProbs().stream().mapToDouble(Double::doubleValue).sum();
    int[] possible =
        IntStream.range(0, event.sensitivities().size())
            .filter(index -> event.samplingProbs().get(index) > 0)
            .toArray();
    double[] shifts =
        Arrays.stream(possible)
            .mapToDouble(index -> event.sensitivities().get(index) / event.standardDeviation())
            .toArray();
    double[] weights =
        Arrays.stream(possible).mapToDouble(i -> event.samplingProbs().get(i) / sum).toArray();
    double largest = Arrays.stream(shifts).max().orElseThrow();
    if (largest == 0) {
      return RenyiCurves.FREE;
    }
    return shifts.length == 1
        ? new LinearCurve(0, largest * largest / 2 * (1 + 0x1p-50))
        : GaussianMixtureCurve.mixture(shifts, weights);
  }

  private double moves() {
    return relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
  }
}

package org.tacet.accountant.event;

/**
 * Randomized response: the true one of k answers with probability 1 - p, else one drawn uniformly
 * from all k. For records that are replaced; under REPLACE_SPECIAL the special record's answer is
 * uniform. An absent record gives no answer, so that ADD_OR_REMOVE_ONE is refused.
 *
 * @param noiseParameter p, the probability of a uniformly drawn answer; in [0, 1]
 * @param numBuckets k, how many answers there are; at least 1
 */
public record RandomizedResponse(double noiseParameter, long numBuckets) implements PrivacyEvent {

  public RandomizedResponse {
    EventParameters.requireProbability("noise_parameter", noiseParameter);
    EventParameters.requireAtLeastOne("num_buckets", numBuckets);
  }
}

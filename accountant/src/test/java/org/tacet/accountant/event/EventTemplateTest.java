package org.tacet.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTemplateTest {

  /** A document with {@code null} for the values that are given as the text "null". */
  private static Map<String, Object> document(String type, Object... fields) {
    Map<String, Object> document = new HashMap<>(Map.of("type", type));
    for (int index = 0; index < fields.length; index += 2) {
      document.put((String) fields[index], fields[index + 1]);
    }
    return document;
  }

  @Test
  void fillsEveryOpenNoise() {
    Map<String, Object> gaussian = document("Gaussian", "noise_multiplier", null);
    Map<String, Object> laplace = document("Laplace", "noise_multiplier", null);
    EventTemplate template =
        EventTemplate.ofNoise(
            document(
                "Composed",
                "events",
                List.of(document("SelfComposed", "event", gaussian, "count", 3), laplace)));
    assertThat(template.event(2.5))
        .isEqualTo(new Composed(List.of(new SelfComposed(new Gaussian(2.5), 3), new Laplace(2.5))));
    assertThat(template.value(2.5)).isEqualTo(2.5);
  }

  @Test
  void moreNoiseIsASmallerParameterWhereItCountsTheOtherWay() {
    EventTemplate laplace =
        EventTemplate.ofNoise(
            document("DiscreteLaplace", "noise_parameter", null, "sensitivity", 2));
    assertThat(laplace.event(4)).isEqualTo(new DiscreteLaplace(0.25, 2));
    assertThat(laplace.value(4)).isEqualTo(0.25);
    EventTemplate response =
        EventTemplate.ofNoise(
            document("RandomizedResponse", "noise_parameter", null, "num_buckets", 2));
    assertThat(response.event(3)).isEqualTo(new RandomizedResponse(0.75, 2));
    assertThat(response.value(3)).isEqualTo(0.75);
  }

  @Test
  void fillsAnOpenCount() {
    Map<String, Object> gaussian = document("Gaussian", "noise_multiplier", 2);
    EventTemplate template =
        EventTemplate.ofCount(document("SelfComposed", "event", gaussian, "count", null));
    assertThat(template.repeated(7)).isEqualTo(new SelfComposed(new Gaussian(2), 7));
  }

  @Test
  void refusesWhatIsNotOneOpenParameter() {
    assertThatThrownBy(() -> EventTemplate.ofNoise(document("Gaussian", "noise_multiplier", 1.0)))
        .hasMessageContaining("\"noise_multiplier\": null")
        .hasMessageContaining("Provided value: no null");
    assertThatThrownBy(
            () ->
                EventTemplate.ofNoise(
                    document(
                        "Composed",
                        "events",
                        Arrays.asList(
                            document("Gaussian", "noise_multiplier", null),
                            document("DiscreteGaussian", "sigma", null, "sensitivity", 1)))))
        .hasMessageContaining("null in Gaussian.noise_multiplier, DiscreteGaussian.sigma");
    assertThatThrownBy(
            () ->
                EventTemplate.ofNoise(
                    document("DiscreteGaussian", "sigma", null, "sensitivity", null)))
        .hasMessageContaining("event.sensitivity must have a value");
    assertThatThrownBy(() -> EventTemplate.ofCount(document("Gaussian", "noise_multiplier", null)))
        .hasMessageContaining("\"count\": null");
  }
}

package org.tacet.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventDocumentTest {

  private static final Gaussian GAUSSIAN = new Gaussian(1.5);

  static Stream<PrivacyEvent> events() {
    return Stream.of(
        new NoOp(),
        new NonPrivate(),
        new EpsilonDelta(0.1, 1e-9),
        GAUSSIAN,
        new Laplace(Double.MIN_VALUE),
        new DiscreteLaplace(0.25, Long.MAX_VALUE),
        new DiscreteGaussian(3, 2),
        new RandomizedResponse(0.5, 10),
        new ExponentialMechanism(0),
        new PermuteAndFlip(2),
        new Zcdp(0.5, 0.25),
        new MixtureOfGaussians(1, List.of(0.0, 2.0), List.of(0.75, 0.25)),
        new PoissonSampled(0.01, GAUSSIAN),
        new SampledWithoutReplacement(100, 10, GAUSSIAN),
        new TruncatedSubsampledGaussian(1000, 0.1, 120, 1),
        new SelfComposed(GAUSSIAN, 1L << 53 | 1),
        new Composed(List.of(GAUSSIAN, new SelfComposed(new Laplace(2), 7))),
        new SingleEpochTreeAggregation(1, List.of(4L, 8L)),
        new RepeatAndSelect(GAUSSIAN, 5, Double.POSITIVE_INFINITY),
        new TruncatedGeometricSelection(1, 1e-8, 3),
        new LaplaceThreshold(1, 1e-8, 3, 2),
        new GaussianThreshold(1, 1e-9, 1e-8, 3, 2),
        new Skellam(100, 4, 2));
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatIsWrittenIsReadBack(PrivacyEvent event) {
    assertThat(EventDocument.read(EventDocument.of(event))).isEqualTo(event);
  }

  @Test
  void noTypeIsLeftOut() {
    assertThat(events().map(Object::getClass))
        .containsExactlyInAnyOrder(PrivacyEvent.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @CsvSource({
    "DiscreteLaplace,noise_parameter sensitivity",
    "ZCDP,rho xi",
    "MixtureOfGaussians,standard_deviation sensitivities sampling_probs",
    "SampledWithoutReplacement,source_dataset_size sample_size event",
    "TruncatedSubsampledGaussian,dataset_size sampling_probability truncated_batch_size noise_multiplier",
    "SingleEpochTreeAggregation,noise_multiplier step_counts",
    "GaussianThreshold,epsilon noise_delta delta max_groups max_rows_per_group",
    "Skellam,mu l1_sensitivity l2_sensitivity"
  })
  void fieldsHaveTheirNames(String type, String fields) {
    Map<String, Object> document =
        events()
            .map(EventDocument::of)
            .filter(one -> one.get("type").equals(type))
            .collect(Collectors.toList())
            .get(0);
    assertThat(document.keySet()).containsExactlyElementsOf(fields("type " + fields));
  }

  private static List<String> fields(String names) {
    return Arrays.asList(names.split(" "));
  }

  @Test
  void faultsAreNamedByTheirPath() {
    Map<String, Object> inner = new LinkedHashMap<>(EventDocument.of(GAUSSIAN));
    inner.put("noise_multiplier", -1);
    Map<String, Object> outer = new LinkedHashMap<>();
    outer.put("type", "SelfComposed");
    outer.put("count", 3);
    outer.put("event", inner);
    assertThatThrownBy(() -> EventDocument.read(outer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("event.event.noise_multiplier")
        .hasMessageContaining("-1");
    inner.put("noise_multiplier", 1);
    inner.put("sigma", 1);
    assertThatThrownBy(() -> EventDocument.read(outer)).hasMessageContaining("sigma");
    inner.remove("sigma");
    outer.put("count", 0);
    assertThatThrownBy(() -> EventDocument.read(outer)).hasMessageContaining("count");
    outer.put("type", "SelfComposedd");
    assertThatThrownBy(() -> EventDocument.read(outer)).hasMessageContaining("SelfComposedd");
  }
}

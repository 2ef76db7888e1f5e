package org.tacet.engine.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.BoundsQuestion;
import org.tacet.engine.plan.ChosenBounds;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ValueHistogram;

/** What a manifest says of bounds that were chosen from the data (P15). */
final class BoundsSection {

  private BoundsSection() {}

  static Map<String, Object> of(ReleasePlan plan, BoundsPlan bounds) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("share", bounds.share());
    section.put("epsilon", bounds.calibration().total().epsilon());
    section.put("composition", "basic");
    List<Map<String, Object>> histograms = new ArrayList<>();
    for (int index = 0; index < bounds.histograms().size(); index++) {
      histograms.add(
          histogram(
              bounds.histograms().get(index),
              plan.groupings().get(0).maxGroups(),
              plan.spec().rowsTogether(),
              bounds.mechanism(index)));
    }
    section.put("histograms", histograms);
    if (bounds.countsGroups()) {
      Map<String, Object> groups = new LinkedHashMap<>();
      groups.put("of_privacy_units_from", plan.likelyPublishedFrom());
      groups.put(
          "max_change", (long) plan.groupings().get(0).maxGroups() * plan.spec().rowsTogether());
      groups.putAll(noise(bounds.groupsMechanism()));
      section.put("count_of_groups", groups);
    }
    List<Map<String, Object>> chosen = new ArrayList<>();
    for (int index = 0; index < bounds.chosen().size(); index++) {
      chosen.add(chosen(plan, bounds.questions().get(index), bounds.chosen().get(index)));
    }
    section.put("chosen", chosen);
    return section;
  }

  private static Map<String, Object> histogram(
      ValueHistogram histogram, int maxGroups, int rowsTogether, NoiseMechanism mechanism) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", histogram.name());
    entry.put("counts", histogram.countsTotals() ? "totals of units in groups" : "rows");
    entry.put("grid", histogram.grid().step());
    entry.put("bins", ValueHistogram.BINS.leaves());
    entry.put("bins_an_octave", 1 << ValueHistogram.BINS.bits());
    entry.put("max_change", histogram.sensitivity(maxGroups, rowsTogether).lInf());
    entry.putAll(noise(mechanism));
    return entry;
  }

  private static Map<String, Object> noise(NoiseMechanism mechanism) {
    Map<String, Object> noise = new LinkedHashMap<>();
    noise.put("noise", mechanism.name());
    noise.put("noise_scale", mechanism.scale());
    return noise;
  }

  private static Map<String, Object> chosen(
      ReleasePlan plan, BoundsQuestion question, ChosenBounds answer) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(
        "aggregates",
        question.aggregates().stream()
            .map(index -> plan.spec().aggregates().get(index).name())
            .toList());
    entry.put("bounds", List.of(answer.bounds().lower(), answer.bounds().upper()));
    entry.put("fallback_used", answer.isFallback());
    return entry;
  }
}

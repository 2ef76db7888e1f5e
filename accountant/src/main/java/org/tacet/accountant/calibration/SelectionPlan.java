package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/** Makes the choices of groups of a release once its noise is known. */
final class SelectionPlan {

  /** What a choice by a table gets of epsilon; one by a threshold needs none. */
  interface EpsilonShare {
    BigDecimal of(SelectionRequest selection);
  }

  private SelectionPlan() {}

  /** How many choices cost an epsilon: those that no noised count can make. */
  static int costly(ReleaseRequest request) {
    return (int) request.selections().stream().filter(each -> each.unitCount().isEmpty()).count();
  }

  /**
   * A choice by the noised count wherever a count is named, else by a table.
   *
   * @param delta of all choices together, shared evenly
   */
  static List<GroupSelection> selections(
      ReleaseRequest request,
      List<NoiseMechanism> mechanisms,
      BigDecimal delta,
      EpsilonShare epsilon) {
    List<GroupSelection> selections = new ArrayList<>();
    int count = request.selections().size();
    BigDecimal share =
        count <= 1 ? delta : delta.divide(BigDecimal.valueOf(count), NoiseCalibration.DOWN);
    for (SelectionRequest each : request.selections()) {
      if (each.unitCount().isPresent()) {
        int unitCount = each.unitCount().getAsInt();
        selections.add(
            NoisyThresholdSelection.of(
                mechanisms.get(unitCount),
                unitCount,
                share,
                each.maxGroups(),
                each.minPrivacyUnits()));
      } else {
        selections.add(
            new TruncatedGeometricSelection(
                epsilon.of(each), share, each.maxGroups(), each.minPrivacyUnits()));
      }
    }
    return selections;
  }
}

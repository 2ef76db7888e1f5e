package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseIdFileNameTest {

  @Test
  void plainIdsStandForThemselves() {
    assertThat(ReleaseIdFileName.of("visits-20261126T000000Z-0a1b2c3d", 1))
        .isEqualTo("visits-20261126T000000Z-0a1b2c3d");
  }

  @Test
  void otherCharactersAreEscaped() {
    assertThat(ReleaseIdFileName.of("my_dag/scheduled__2026-11-26T00:00:00+00:00", 1))
        .isEqualTo("my_dag~2fscheduled__2026-11-26T00~3a00~3a00~2b00~3a00");
    assertThat(ReleaseIdFileName.of("a=b@c", 2)).isEqualTo("a~3db~40c@2");
  }

  @Test
  void longIdsAreCutAndToldApartByTheirHash() {
    String first = ReleaseIdFileName.of("a".repeat(511) + "b", 1);
    String second = ReleaseIdFileName.of("a".repeat(511) + "c", 1);
    assertThat(first)
        .hasSize(94)
        .startsWith("a".repeat(60) + "~~")
        .isNotEqualTo(second)
        .matches("[a-z0-9~]+");
    assertThat(ReleaseIdFileName.of("a".repeat(100), 1)).isEqualTo("a".repeat(100));
    assertThat(ReleaseIdFileName.of("/".repeat(34), 12)).hasSize(60 + 2 + 32 + 3);
  }

  /** Whatever the alphabet makes: all texts of up to four of its characters. */
  @Test
  void differentIdsAndAttemptsHaveDifferentNames() {
    List<String> ids = new ArrayList<>(List.of(""));
    for (int from = 0, length = 0; length < 4; length++) {
      int to = ids.size();
      for (; from < to; from++) {
        for (char next : "a2f/~@.:".toCharArray()) {
          ids.add(ids.get(from) + next);
        }
      }
    }
    List<String> names = new ArrayList<>();
    for (String id : ids) {
      names.add(ReleaseIdFileName.of(id, 1));
      names.add(ReleaseIdFileName.of(id, 2));
      names.add(ReleaseIdFileName.of(id, 22));
    }
    assertThat(names).hasSize(3 * 4681).doesNotHaveDuplicates().noneMatch(n -> n.contains("/"));
  }

  @Test
  void attemptsAreCountedFromOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> ReleaseIdFileName.of("a", 0));
  }
}

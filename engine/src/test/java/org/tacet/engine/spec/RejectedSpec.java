package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * A change of {@link SpecExample} that has one fault.
 *
 * @param path where it is
 * @param fragments of the message
 */
record RejectedSpec(String passage, String replacement, String path, List<String> fragments) {

  static RejectedSpec row(String passage, String replacement, String path, String... fragments) {
    return new RejectedSpec(passage, replacement, path, List.of(fragments));
  }

  void assertRejected() {
    InvalidSpecException invalid = SpecExample.rejected(SpecExample.with(passage, replacement));

    assertThat(invalid.faults()).as(invalid.getMessage()).hasSize(1);
    assertThat(invalid.path()).isEqualTo(path);
    assertThat(invalid).hasMessageStartingWith(path + ": ");
    assertThat(invalid.getMessage()).contains(fragments);
    assertThat(invalid.getMessage()).doesNotContain("\n").contains("; fix: ");
  }

  @Override
  public String toString() {
    return passage.strip() + " -> " + replacement.strip();
  }
}

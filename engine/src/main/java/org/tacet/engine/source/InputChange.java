package org.tacet.engine.source;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tacet.engine.source.InputFiles.InputFile;

/**
 * How a source is no longer what was listed. Which file it is stays untold: its name may hold a
 * value of a partition column.
 *
 * @param source the source's name in the spec
 */
public record InputChange(String source, Kind kind) {

  /** The kinds of change, the gravest first. */
  public enum Kind {
    REWRITTEN("a file was rewritten"),
    REMOVED("a file or partition was removed"),
    ADDED("a file or partition was added");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static Optional<InputChange> between(String source, InputFiles before, InputFiles now) {
    Map<String, InputFile> left = new HashMap<>();
    before.files().forEach(file -> left.put(file.path(), file));
    boolean rewritten = false;
    boolean added = false;
    for (InputFile file : now.files()) {
      if (!file.isGone()) {
        InputFile earlier = left.remove(file.path());
        added |= earlier == null;
        rewritten |= earlier != null && !earlier.equals(file);
      }
    }
    if (rewritten) {
      return Optional.of(new InputChange(source, Kind.REWRITTEN));
    } else if (!left.isEmpty()) {
      return Optional.of(new InputChange(source, Kind.REMOVED));
    }
    return added ? Optional.of(new InputChange(source, Kind.ADDED)) : Optional.empty();
  }

  /** The change in words, such as "a file was rewritten". */
  public String words() {
    return kind.words;
  }
}

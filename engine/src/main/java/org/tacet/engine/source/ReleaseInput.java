package org.tacet.engine.source;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * All that a release reads. It stays on the trusted side (P19).
 *
 * @param privateTables the private sources among them
 */
public record ReleaseInput(List<InputListing> listings, List<PrivateTable> privateTables) {

  /** Nothing. */
  public static final ReleaseInput NONE = new ReleaseInput(List.of(), List.of());

  public ReleaseInput {
    listings = List.copyOf(listings);
    privateTables = List.copyOf(privateTables);
  }

  /** The files of all sources, in the order of the spec. */
  public InputFiles files() {
    return InputFiles.concat(listings.stream().map(InputListing::files).toList());
  }

  /** Lists all sources anew; the first that is no longer what was read. */
  public Optional<InputChange> change(SparkSession session) {
    return listings.stream().flatMap(each -> each.change(session).stream()).findFirst();
  }
}

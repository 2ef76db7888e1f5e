package org.tacet.engine.source;

import java.util.List;
import java.util.OptionalInt;

/**
 * A private source, as accounts know tables: by place and by whose its rows are (P17).
 *
 * @param sourceName its name in the spec
 * @param places the folders and files that Spark was told to read, qualified, and the names in the
 *     catalog of the tables and views it was read from
 * @param folders the folders in which its files lie, qualified
 * @param unitColumns the unit's columns as the spec declares them; of a source that is owned by
 *     another, those of its owner
 * @param storedUnitColumns the same columns as the files name them, in lower case, whatever a view
 *     or query calls them; what is no column of the files is a text that names the source
 * @param rows how many rows together are protected, where rows are the units and no columns name
 *     them
 */
public record PrivateTable(
    String sourceName,
    List<String> places,
    List<String> folders,
    List<String> unitColumns,
    List<String> storedUnitColumns,
    OptionalInt rows) {

  public PrivateTable {
    places = List.copyOf(places);
    folders = List.copyOf(folders);
    unitColumns = List.copyOf(unitColumns);
    storedUnitColumns = List.copyOf(storedUnitColumns);
  }

  /**
   * Whether the source reads anything of what is registered at a place: the place or something in
   * it, or files that lie there although the source names a folder above.
   */
  public boolean reads(String registered) {
    return places.stream().anyMatch(place -> TablePlace.covers(registered, place))
        || folders.stream().anyMatch(folder -> TablePlace.covers(registered, folder));
  }
}

package org.tacet.engine.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers faults, so that the author of a spec sees all of them at once. */
final class Faults {

  private final Set<Fault> found = new LinkedHashSet<>();

  void add(Fault fault) {
    found.add(fault);
  }

  void addAll(Iterable<Fault> faults) {
    faults.forEach(found::add);
  }

  void add(String path, String problem, String given, String legal, String fix) {
    add(new Fault(path, problem, given, legal, fix));
  }

  void require(boolean holds, String path, String problem, Object given, String legal, String fix) {
    if (!holds) {
      add(path, problem, Given.of(given), legal, fix);
    }
  }

  /** Builds a part of a spec; the faults its constructor reports are placed under {@code path}. */
  <T> Optional<T> collect(String path, Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (InvalidSpecException invalid) {
      invalid.faults().forEach(fault -> add(fault.under(path)));
      return Optional.empty();
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Fault> list() {
    return new ArrayList<>(found);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidSpecException(list());
    }
  }
}

package org.tacet.engine.spec;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A spec that cannot be released as it stands. Thrown before anything is read or charged; holds
 * every fault found, one line each in the message.
 */
public final class InvalidSpecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<Fault> faults;

  public InvalidSpecException(Fault fault) {
    this(List.of(fault));
  }

  /**
   * @param faults at least one
   */
  public InvalidSpecException(List<Fault> faults) {
    this(faults, null);
  }

  /**
   * @param cause what showed the fault; null when the spec alone did
   */
  public InvalidSpecException(Fault fault, Throwable cause) {
    this(List.of(fault), cause);
  }

  InvalidSpecException(List<Fault> faults, Throwable cause) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")), cause);
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("an invalid spec has at least one fault");
    }
    this.faults = List.copyOf(faults);
  }

  /** Every fault found, in the order in which they were found; never empty. */
  public List<Fault> faults() {
    return faults;
  }

  /** The path of the first fault. */
  public String path() {
    return faults.get(0).path();
  }
}

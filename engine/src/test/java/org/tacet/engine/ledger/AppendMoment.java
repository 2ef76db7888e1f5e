package org.tacet.engine.ledger;

/** When a process ends, around an entry that it appends. */
public enum AppendMoment {
  BEFORE,

  /** Written aside and not linked, or sent to the server and not answered. */
  ON_ITS_WAY,

  AFTER
}

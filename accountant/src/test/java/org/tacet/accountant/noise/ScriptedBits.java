package org.tacet.accountant.noise;

import org.tacet.accountant.randomness.BitSource;

/** A source that gives the words it was told to, and fails when asked for more. */
final class ScriptedBits implements BitSource {

  private final long[] words;
  private int read;

  ScriptedBits(long... words) {
    this.words = words.clone();
  }

  @Override
  public long nextWord() {
    if (read == words.length) {
      throw new AssertionError("more than the " + words.length + " words of the script were read");
    }
    return words[read++];
  }

  int wordsRead() {
    return read;
  }
}

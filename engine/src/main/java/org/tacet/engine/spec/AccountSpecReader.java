package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Reads a YAML file into an {@link AccountSpec}, or says everything that is wrong with it. */
public final class AccountSpecReader {

  private AccountSpecReader() {}

  /**
   * Reads a file.
   *
   * @param location of a YAML file in UTF-8: a plain path on this machine, or a URI of Hadoop's
   * @param configuration Hadoop's, asked for a URI only
   * @throws InvalidSpecException when the file cannot be read or is no valid account
   */
  public static AccountSpec read(String location, Supplier<Configuration> configuration) {
    return parse(location, new SpecFile(location).read(configuration));
  }

  /** Reads the text of an account; otherwise like {@link #read}. */
  static AccountSpec parse(String origin, String yaml) {
    Faults faults = new Faults();
    JsonNode document = YamlDocument.read(origin, yaml, faults);
    return checked(document, faults);
  }

  /**
   * The account of a document.
   *
   * @param faults those that reading it found already
   */
  static AccountSpec checked(JsonNode document, Faults faults) {
    faults.addAll(SpecSchema.account().check(document));
    faults.throwIfAny();
    return AccountBuilder.build(document);
  }
}

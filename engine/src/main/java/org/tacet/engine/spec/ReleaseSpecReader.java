package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads a YAML file into a {@link ReleaseSpec}, or says everything that is wrong with it.
 *
 * <p>The hash of a spec is the SHA-256 of the canonical JSON ({@link CanonicalJson}) of the
 * document as it is carried out: every field that is written, with parameters filled in; under
 * {@code parameters} the value that each has; {@code output} and {@code ledger} as the command line
 * leaves them. Order of keys, comments, layout and ways of writing a number do not enter; defaults
 * that are not written do not either.
 */
public final class ReleaseSpecReader {

  private ReleaseSpecReader() {}

  /**
   * Reads a file.
   *
   * @param location of a YAML file in UTF-8: a plain path on this machine, or a URI of Hadoop's
   * @param configuration Hadoop's, asked for a URI only
   * @param set values of parameters by name, as on the command line
   * @param overrides the operational fields that the command line replaces
   * @throws InvalidSpecException when the file cannot be read or is not a valid spec
   */
  public static ReleaseSpec read(
      String location,
      Supplier<Configuration> configuration,
      Map<String, String> set,
      Overrides overrides) {
    return parse(location, new SpecFile(location).read(configuration), set, overrides);
  }

  /** Reads the text of a spec; otherwise like {@link #read}. */
  public static ReleaseSpec parse(String yaml, Map<String, String> set, Overrides overrides) {
    return parse("the spec", yaml, set, overrides);
  }

  /**
   * Makes the spec that a program has written down: the same document as in a file, without
   * parameters. A source may have {@link SourceInput#DATASET} in place of {@code table}.
   *
   * @param document maps, collections, booleans, numbers, and what is a text by {@code toString}
   * @throws InvalidSpecException with every fault, named by the path of its field in a spec
   */
  public static ReleaseSpec of(Map<String, ?> document) {
    Faults faults = new Faults();
    ObjectNode written = ProgramDocument.read(document, faults);
    faults.addAll(SpecSchema.release().check(withoutDatasets(written)));
    faults.throwIfAny();
    return SpecBuilder.build(written, CanonicalJson.sha256(written));
  }

  /** The schema is that of files, which know tables only. */
  private static JsonNode withoutDatasets(ObjectNode written) {
    ObjectNode asInFile = written.deepCopy();
    for (JsonNode source : asInFile.path("sources")) {
      if (source instanceof ObjectNode fields && fields.has(SourceInput.DATASET)) {
        fields.set("table", fields.remove(SourceInput.DATASET));
      }
    }
    return asInFile;
  }

  private static ReleaseSpec parse(
      String origin, String yaml, Map<String, String> set, Overrides overrides) {
    Faults faults = new Faults();
    JsonNode written = YamlDocument.read(origin, yaml, faults);
    Parameters parameters = Parameters.declared(written, set, faults);
    JsonNode resolved = ParameterReferences.replace(written, parameters, faults);
    override(resolved, overrides);
    faults.addAll(SpecSchema.release().check(resolved));
    faults.throwIfAny();
    return SpecBuilder.build(resolved, hash((ObjectNode) resolved, parameters));
  }

  private static void override(JsonNode spec, Overrides overrides) {
    if (!(spec instanceof ObjectNode fields)) {
      return;
    }
    overrides.ledger().ifPresent(ledger -> fields.put("ledger", ledger));
    overrides.output().ifPresent(path -> publishTo(fields, "path", path));
    overrides.table().ifPresent(table -> publishTo(fields, "table", table));
    if (overrides.format().isPresent() && !fields.has("output")) {
      fields.putObject("output");
    }
    if (fields.get("output") instanceof ObjectNode output) {
      overrides.format().ifPresent(format -> output.put("format", format.word()));
    }
  }

  /** Format and partitions of a spec's files go with its path, and mean nothing to a table. */
  private static void publishTo(ObjectNode fields, String key, String place) {
    if (fields.has("output") && !(fields.get("output") instanceof ObjectNode)) {
      return; // the schema says what is wrong with it
    }
    String other = key.equals("path") ? "table" : "path";
    if (!fields.has("output") || key.equals("table") || fields.get("output").has(other)) {
      fields.putObject("output");
    }
    ((ObjectNode) fields.get("output")).put(key, place);
  }

  private static String hash(ObjectNode resolved, Parameters parameters) {
    ObjectNode hashed = resolved.deepCopy();
    if (hashed.has("parameters")) {
      hashed.set("parameters", parameters.resolved());
    }
    return CanonicalJson.sha256(hashed);
  }
}

package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields of an account, given one by one as texts, as a command line does. Paths are those of
 * the YAML file, and so are the faults.
 */
public final class AccountFields {

  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final Faults faults = new Faults();

  /** A text, if it is given. */
  public AccountFields text(String path, Optional<String> value) {
    value.ifPresent(given -> put(path, JsonNodeFactory.instance.textNode(given)));
    return this;
  }

  /** A number, if it is given; what is none stays a text and is a fault. */
  public AccountFields number(String path, Optional<String> value) {
    value.ifPresent(
        given -> {
          String stripped = given.strip();
          JsonNode node = JsonNodeFactory.instance.textNode(given);
          if (Numbers.isNumber(stripped)) {
            Optional<JsonNode> number = Numbers.read(stripped).map(Numbers::node);
            if (number.isEmpty()) {
              faults.add(
                  path,
                  "is beyond the numbers that Tacet reads",
                  Given.written(stripped),
                  "a number of " + Numbers.LEGAL,
                  "round it");
            }
            // Any number will do where one was given: what is wrong with it was said.
            node = number.orElseGet(() -> JsonNodeFactory.instance.missingNode());
          }
          put(path, node);
        });
    return this;
  }

  /** A mark that is set or left out. */
  public AccountFields mark(String path, boolean set) {
    if (set) {
      put(path, JsonNodeFactory.instance.booleanNode(true));
    }
    return this;
  }

  /**
   * The account.
   *
   * @throws InvalidSpecException with every fault
   */
  public AccountSpec spec() {
    return AccountSpecReader.checked(document, faults);
  }

  private void put(String path, JsonNode value) {
    ObjectNode parent = document;
    String[] steps = path.split("\\.", -1);
    for (int step = 0; step < steps.length - 1; step++) {
      parent = parent.withObjectProperty(steps[step]);
    }
    parent.set(steps[steps.length - 1], value);
  }
}

package org.tacet.engine.spec;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Gives plain scalars the types of YAML 1.2 (core schema), not those of 1.1: {@code on}, {@code no}
 * and 1992-01-01 are strings, and so is 12:30.
 */
final class CoreSchemaResolver extends Resolver {

  /** A value that is written like a number and is none. */
  static final Tag NOT_FINITE = new Tag("tag:tacet.org,2026:not-finite");

  private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL");
  private static final Pattern EMPTY = Pattern.compile("");
  private static final Pattern INFINITE_OR_NAN =
      Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, BOOLEAN, "tTfF");
    addImplicitResolver(Tag.FLOAT, Numbers.DECIMAL, "-+0123456789.");
    addImplicitResolver(NOT_FINITE, INFINITE_OR_NAN, "-+.");
    addImplicitResolver(Tag.NULL, NULL, "~nN");
    addImplicitResolver(Tag.NULL, EMPTY, null);
  }
}

package org.tacet.engine.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.accountant.ledger.DocumentText;

/**
 * The ledger's documents as JSON. What JSON readers disagree about is refused: a name given twice,
 * text after the object, another encoding than UTF-8. Numbers keep their digits both ways, since a
 * budget that went through a double would not be the one that was written.
 */
public final class LedgerJson implements DocumentText {

  /**
   * Far beyond what an entry is deep (an event within a schedule within a filter), and far below
   * what would exhaust a stack.
   */
  static final int MAXIMUM_DEPTH = 64;

  /** An entry lists its input files, of which a release may have hundreds of thousands. */
  static final int MAXIMUM_BYTES = LedgerStorage.MAXIMUM_BYTES;

  private static final int MAXIMUM_DIGITS = 1_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAXIMUM_DEPTH)
                          .maxNumberLength(MAXIMUM_DIGITS)
                          .maxStringLength(MAXIMUM_BYTES)
                          .maxNameLength(MAXIMUM_DIGITS)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** With line feeds on every system, for the bytes are sealed. */
  private static final ObjectWriter WRITER =
      MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

  @Override
  public byte[] write(Map<String, Object> document) {
    requireExact("the document", document, 1);
    byte[] text;
    try {
      text = WRITER.writeValueAsBytes(document);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException(
          "the document can't be written as JSON: " + unwritable.getOriginalMessage(), unwritable);
    }
    requireSize(text);
    return text;
  }

  @Override
  public Map<String, Object> read(byte[] text) {
    requireSize(text);
    try {
      Map<String, Object> document =
          MAPPER.readValue(decoded(text), new TypeReference<LinkedHashMap<String, Object>>() {});
      if (document == null) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      document.replaceAll((name, value) -> widened(value));
      return document;
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException(
          "it is no JSON object of a ledger: "
              + unreadable.getOriginalMessage()
              + place(unreadable.getLocation()),
          unreadable);
    }
  }

  /**
   * With Long for Integer. Jackson's own setting for that would refuse what is larger than a long.
   */
  @SuppressWarnings("unchecked") // of what Jackson has read: lists and maps of objects
  private static Object widened(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    } else if (value instanceof Map<?, ?> map) {
      ((Map<String, Object>) map).replaceAll((name, inner) -> widened(inner));
    } else if (value instanceof List<?> list) {
      ((List<Object>) list).replaceAll(LedgerJson::widened);
    }
    return value;
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static String decoded(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException other) {
      throw new IllegalArgumentException("it is not written in UTF-8", other);
    }
  }

  private static void requireSize(byte[] text) {
    if (text.length > MAXIMUM_BYTES) {
      throw new IllegalArgumentException(
          "it must have at most "
              + MAXIMUM_BYTES
              + " bytes. Provided: "
              + text.length
              + ". Fix: let a release read fewer files, or larger ones");
    }
  }

  /** Refuses what JSON would turn into something else, and what could not be read again. */
  private static void requireExact(String field, Object value, int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new IllegalArgumentException(
          field + " must lie at most " + MAXIMUM_DEPTH + " lists and maps deep");
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, inner) -> {
            if (!(name instanceof String text) || !isWhole(text)) {
              throw new IllegalArgumentException(
                  "a name in " + field + " must be a string of whole characters");
            }
            requireExact("'" + name + "'", inner, depth + 1);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> requireExact(field, inner, depth + 1));
    } else if (!isExact(value)) {
      throw new IllegalArgumentException(
          field
              + " must be a string of whole characters, a boolean, a finite number, null, a list or a map. Provided: "
              + (value instanceof Number number ? number : value.getClass().getName()));
    }
  }

  private static boolean isExact(Object value) {
    return value == null
        || (value instanceof String text && isWhole(text))
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof BigDecimal
        || (value instanceof Double number && Double.isFinite(number));
  }

  /** Half a pair of surrogates has no form in UTF-8, and would become another character. */
  private static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}

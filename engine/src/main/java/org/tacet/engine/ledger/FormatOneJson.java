package org.tacet.engine.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * The ledger's files: JSON objects of a numbered format. Budgets are decimals in strings, since a
 * JSON number is a double to most readers and ten times 0.1 would not be 1. A field too many, too
 * few or of another type is refused, because a file that is not understood in full may charge what
 * is not seen.
 */
final class FormatOneJson {

  static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private record AccountFile(
      int format,
      String account,
      String privacyUnit,
      String epsilon,
      String delta,
      String created,
      String createdBy) {

    Account content() {
      return new Account(
          account, privacyUnit, loss(epsilon, delta), Instant.parse(created), createdBy);
    }
  }

  private record EntryFile(
      int format,
      String account,
      long number,
      String release,
      String state,
      String epsilon,
      String delta,
      String specHash,
      String output,
      String inputFingerprint,
      String manifestHash,
      String who,
      String host,
      long processId,
      String processStarted,
      String when) {

    LedgerEntry content() {
      return new LedgerEntry(
          number,
          release,
          EntryState.valueOf(state),
          loss(epsilon, delta),
          specHash,
          output,
          inputFingerprint,
          manifestHash,
          new ProcessIdentity(who, host, processId, Instant.parse(processStarted)),
          Instant.parse(when));
    }
  }

  private FormatOneJson() {}

  static byte[] write(Account account) {
    return write(
        new AccountFile(
            FORMAT,
            account.id(),
            account.privacyUnit(),
            account.total().epsilon().toString(),
            account.total().delta().toString(),
            account.created().toString(),
            account.createdBy()));
  }

  static byte[] write(String accountId, LedgerEntry entry) {
    return write(
        new EntryFile(
            FORMAT,
            accountId,
            entry.number(),
            entry.releaseId(),
            entry.state().name(),
            entry.charge().epsilon().toString(),
            entry.charge().delta().toString(),
            entry.specHash(),
            entry.output(),
            entry.inputFingerprint(),
            entry.manifestHash(),
            entry.writer().who(),
            entry.writer().host(),
            entry.writer().processId(),
            entry.writer().processStarted().toString(),
            entry.when().toString()));
  }

  static Account readAccount(String accountId, byte[] json, String location) {
    return read(
        json,
        location,
        tree -> {
          AccountFile file = MAPPER.treeToValue(tree, AccountFile.class);
          requireAccount(accountId, file.account());
          return file.content();
        });
  }

  static LedgerEntry readEntry(String accountId, byte[] json, String location) {
    return read(
        json,
        location,
        tree -> {
          EntryFile file = MAPPER.treeToValue(tree, EntryFile.class);
          requireAccount(accountId, file.account());
          return file.content();
        });
  }

  private interface Content<T> {
    T of(JsonNode tree) throws JsonProcessingException;
  }

  private static <T> T read(byte[] json, String location, Content<T> content) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      JsonNode format = tree.path("format");
      if (!format.isInt()) {
        throw new CorruptLedgerException(location, "it is no JSON object with a number 'format'");
      }
      if (format.intValue() != FORMAT) {
        throw new LedgerException(
            location
                + " is refused: it has format "
                + format.intValue()
                + " and this version of Tacet reads format "
                + FORMAT
                + ". Nothing is granted from this account by this version. Fix: use the version"
                + " that wrote it");
      }
      return content.of(tree);
    } catch (JsonProcessingException unreadable) {
      throw new CorruptLedgerException(location, unreadable.getOriginalMessage(), unreadable);
    } catch (IllegalArgumentException | DateTimeException illegal) {
      throw new CorruptLedgerException(location, illegal.getMessage(), illegal);
    } catch (IOException impossible) {
      throw new LedgerException(location + " could not be read from memory", impossible);
    }
  }

  private static byte[] write(Object file) {
    try {
      return MAPPER.writeValueAsBytes(file);
    } catch (JsonProcessingException unwritable) {
      throw new LedgerException("An entry could not be written as JSON: " + file, unwritable);
    }
  }

  private static void requireAccount(String expected, String given) {
    if (!given.equals(expected)) {
      throw new IllegalArgumentException(
          "it belongs to account '" + given + "' and not to '" + expected + "'");
    }
  }

  private static ApproximateDp loss(String epsilon, String delta) {
    return new ApproximateDp(new BigDecimal(epsilon), new BigDecimal(delta));
  }
}

package org.tacet.jobs.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A JSON array of queries, each answered by itself: a value, or an error that says what of it is
 * wrong. A fault in one leaves the others as they are.
 */
public final class QueryBatch {

  /** Half of a character, which a text may hold, has no bytes in UTF-8: it is written escaped. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** Id and answer: one of value and error is null. */
  private record Answer(Object id, Number value, String error) {}

  private final Function<Object, Number> accountant;

  /**
   * Batches on one grid.
   *
   * @param grid the interval of privacy losses, for accountants that have a grid
   */
  public QueryBatch(OptionalDouble grid) {
    this(document -> Query.read(document, grid).answer());
  }

  QueryBatch(Function<Object, Number> accountant) {
    this.accountant = accountant;
  }

  /**
   * What a batch comes to.
   *
   * @param lines a JSON array, an answer a line
   * @param failed how many answers are errors
   */
  public record Answers(List<String> lines, int failed) {

    public Answers {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Answers in the order of the queries.
   *
   * @throws IllegalArgumentException if the text is no JSON array at all
   */
  public Answers answer(String text) {
    ArraySlices array = ArraySlices.of(text);
    if (array.slices().isEmpty() && array.fault().isPresent()) {
      throw new IllegalArgumentException(array.fault().get());
    }
    List<QueryText> queries = array.slices().stream().map(QueryText::read).toList();
    List<String> faultsOfIds = faultsOfIds(queries);
    List<Integer> order = Stream.iterate(0, index -> index + 1).limit(queries.size()).toList();
    List<Answer> answers =
        new ArrayList<>(
            order.parallelStream()
                .map(index -> answer(queries.get(index), faultsOfIds.get(index)))
                .toList());
    // What is wrong behind the last query belongs to none of them.
    array.fault().ifPresent(fault -> answers.add(new Answer(null, null, fault)));
    return written(answers);
  }

  private static List<String> faultsOfIds(List<QueryText> queries) {
    Set<Object> seen = new HashSet<>();
    List<String> faults = new ArrayList<>();
    for (QueryText query : queries) {
      String fault = "";
      if (!(query.id() instanceof String id)) {
        fault =
            "id must be a text that no other query has. Provided value: "
                + (query.id() == null ? "none" : query.id())
                + ".";
      } else if (!seen.add(id)) {
        fault = "id must be one that no other query has. Provided value: \"" + id + "\".";
      }
      faults.add(fault);
    }
    return faults;
  }

  private Answer answer(QueryText query, String faultOfId) {
    try {
      Object document = query.document();
      Fields.of(document, "", "a query");
      if (!faultOfId.isEmpty()) {
        return new Answer(query.id(), null, faultOfId);
      }
      Number value = accountant.apply(document);
      return Double.isNaN(value.doubleValue())
          ? new Answer(query.id(), null, "could not be answered: the value is not a number")
          : new Answer(query.id(), value, null);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return new Answer(query.id(), null, reason(failure));
    }
  }

  /** A query holds no private data, so that a message may be shown. */
  private static String reason(Throwable failure) {
    if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    String reason = failure.toString();
    if (failure instanceof StackOverflowError) {
      reason = "events are nested too deeply. Nest fewer in one another.";
    } else if (failure instanceof OutOfMemoryError) {
      reason =
          "memory does not suffice. Ask it by itself, with a larger --grid or fewer events, or give Java more memory.";
    } else if (failure instanceof ArithmeticException) {
      reason =
          "a number became too large or too small to compute with (%s). Give counts, sizes and parameters closer to 1."
              .formatted(failure.getMessage());
    }
    return "could not be answered: " + reason;
  }

  private static Answers written(List<Answer> answers) {
    List<String> lines = new ArrayList<>(List.of("["));
    int failed = 0;
    for (Answer answer : answers) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", answer.id);
      fields.put(answer.error == null ? "value" : "error", value(answer));
      failed += answer.error == null ? 0 : 1;
      boolean last = lines.size() == answers.size();
      lines.add("  " + json(fields) + (last ? "" : ","));
    }
    lines.add("]");
    return new Answers(lines, failed);
  }

  private static Object value(Answer answer) {
    return answer.error == null ? answer.value : answer.error;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of texts and numbers can be written", impossible);
    }
  }
}

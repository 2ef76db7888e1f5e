package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/**
 * What a release cannot be made of. Every case ends with its exit code and a message that names
 * field, value, legal range and fix; nothing is published, nothing charged, nothing left behind.
 */
final class BadInputTest {

  /** One mistake; the message has to contain all of {@code fragments}. */
  private record Mistake(
      String name,
      Consumer<ReleaseFolder> preparation,
      List<String> arguments,
      int exitCode,
      List<String> fragments) {

    Mistake with(String... more) {
      return new Mistake(name, preparation, List.of(more), exitCode, fragments);
    }

    Mistake exits(int code) {
      return new Mistake(name, preparation, arguments, code, fragments);
    }

    Mistake says(String... words) {
      return new Mistake(name, preparation, arguments, exitCode, List.of(words));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir private Path root;

  private static Mistake mistake(String name, Consumer<ReleaseFolder> preparation) {
    return new Mistake(name, preparation, List.of(), 2, List.of());
  }

  /** The spec with a passage replaced. */
  private static Mistake spec(String passage, String replacement, String... fragments) {
    return mistake(
            passage.strip() + " -> " + replacement.strip(),
            folder -> folder.spec(passage, replacement))
        .says(fragments);
  }

  /** The spec with lines at its end. */
  private static Mistake also(String lines, String... fragments) {
    return mistake(lines, folder -> folder.spec(ReleaseFolder.SPEC + lines)).says(fragments);
  }

  private static Mistake arguments(String... arguments) {
    return mistake(String.join(" ", arguments), folder -> {}).with(arguments);
  }

  private void isRefused(Mistake mistake, boolean beforeSparkStarts) {
    ReleaseFolder folder = new ReleaseFolder(root);
    mistake.preparation().accept(folder);
    Map<String, String> before = folder.content();
    String[] arguments =
        Arrays.stream(folder.arguments(mistake.arguments().toArray(String[]::new)))
            .map(argument -> argument.replace("ROOT", root.toString()))
            .toArray(String[]::new);

    CommandRun run =
        beforeSparkStarts ? CommandRun.withoutSpark(arguments) : CommandRun.of(arguments);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(mistake.exitCode());
    assertThat(run.err()).contains(mistake.fragments());
    assertThat(run.err()).as("no stack, no class").doesNotContain("Exception", "\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(folder.content()).as("nothing published, charged or left").isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource({"fields", "numbers", "references", "commandLines"})
  void isAnsweredBeforeSparkStarts(Mistake mistake) {
    isRefused(mistake, true);
  }

  @ParameterizedTest
  @MethodSource({
    "sources",
    "catalog",
    "columns",
    "expressions",
    "bounds",
    "groups",
    "outputs",
    "accounts"
  })
  void isAnsweredBeforeTheCharge(Mistake mistake) {
    isRefused(mistake, false);
  }

  static Stream<Mistake> fields() {
    return Stream.of(
        spec("from: events", "form: events", "form: is not a known key", "did you mean from?"),
        spec("account: visitors\n", "", "account: is missing", "fix: add it"),
        spec("epsilon: 40", "epsilon: '40'", "privacy.epsilon", "wrong type; given \"40\""),
        spec("unit: [id]", "unit: [id], unit: [city]", "private.unit: is written twice, at line 7"),
        spec("groups: private", "groups: [", "spec.yaml", "YAML"),
        spec(
            "events\", private",
            "events\", format: avro, private",
            "events.format",
            "parquet, orc"),
        spec(
            "events\", private",
            "events\", format: csv, private",
            "sources.events.schema: is missing beside format: csv",
            "fix: declare the columns"),
        spec(
            "path: \"${data}/events\", private",
            "path: \"${data}/events\", table: shop.events, private",
            "sources.events: has keys that exclude each other; given path, table"),
        spec(
            "path: \"${data}/events\", private",
            "table: shop.events, header: true, private",
            "sources.events.header: describes the files of a path, and the source has table"),
        spec("name: people", "name: visits", "aggregates[1].name", "aggregates[0]"),
        spec("name: people", "name: city", "aggregates[1].name", "group_by[0]"),
        spec("group_by: [city]", "group_by: [city, city]", "group_by[1]", "group_by[0]"),
        spec("group_by: [city]", "group_by: [id]", "group_by[0]", "privacy unit", "fix: "),
        also("output: {format: xml}\n", "output.format", "\"xml\"; legal: parquet, csv"),
        mistake("no spec", folder -> delete(folder.specFile())).says("spec.yaml: does not exist"),
        mistake("a folder", folder -> folderInPlaceOf(folder.specFile())).says("is a directory"),
        mistake("not YAML", folder -> folder.spec("\t{]")).says("spec.yaml", "YAML"));
  }

  static Stream<Mistake> numbers() {
    String epsilon = "epsilon: 40";
    String delta = "delta: 1e-7";
    String visits = "aggregates[0].count.contribution_bounds_per_group";
    String spent = "aggregates[2].sum.contribution_bounds_per_group";
    return Stream.of(
        spec(epsilon, "epsilon: 0", "privacy.epsilon", "given 0; legal: a number > 0", "fix: "),
        spec(epsilon, "epsilon: -1", "privacy.epsilon", "given -1; legal: a number > 0"),
        spec(epsilon, "epsilon: NaN", "privacy.epsilon", "given \"NaN\""),
        spec(epsilon, "epsilon: .nan", "privacy.epsilon", "given .nan"),
        spec(epsilon, "epsilon: .inf", "privacy.epsilon", "given .inf"),
        spec(epsilon, "epsilon: 101", "privacy.epsilon", "given 101", "allow_large_epsilon"),
        spec(delta, "delta: 0", "privacy.delta", "given 0; legal: a number > 0 and < 1"),
        spec(delta, "delta: 1", "privacy.delta", "given 1; legal: a number > 0 and < 1"),
        spec(", " + delta, "", "privacy.delta", "private groups need it", "fix: "),
        spec(delta, "delta: 1e-5", "privacy.delta", "given 0.00001", "population"),
        spec(delta, "delta: 1e-5, population: 20000", "privacy.delta", "population of 20000"),
        spec("[0, 64]", "[64, 0]", spent, "given [64, 0]", "lower <= upper", "fix: swap"),
        spec("[0, 64]", "[0, 0]", spent, "given [0, 0]", "not both"),
        spec("[0, 4]", "[0, 0]", visits, "given [0, 0]"),
        spec("[0, 4]", "[0, -4]", visits, "given [0, -4]"),
        spec("[0, 4]", "[0, 2.5]", visits, "given [0, 2.5]", "a whole"),
        spec("contributed: 1", "contributed: 0", "bounds.max_groups_contributed", "given 0"),
        spec("contributed: 1", "contributed: -1", "bounds.max_groups_contributed", "given -1"),
        spec(
            "bounds: {max_groups_contributed: 1}\n",
            "",
            "bounds.max_groups_contributed",
            "is missing"));
  }

  static Stream<Mistake> references() {
    return Stream.of(
        spec("'${since}'", "'${sicne}'", "where", "${sicne}", "since"),
        spec("'${since}'", "'2020-01-01'", "parameters.since", "used"),
        spec(", default: 2020-01-01", "", "parameters.since", "--set since="),
        arguments("--set", "until=2021-01-01").says("until", "legal: data, since"),
        arguments("--set", "since=yesterday").says("since", "yesterday", "date"),
        arguments("--set", "since").says("--set", "since"));
  }

  static Stream<Mistake> commandLines() {
    return Stream.of(
        arguments("--format", "xml")
            .says("--format: is not a format; given 'xml'; legal: parquet, csv; fix: "),
        arguments("--release-id", "../elsewhere")
            .says("--release-id: is not a release id; given '../elsewhere'; legal: 1 to 512"),
        arguments("--output", " ").says("output.path", "is blank"),
        arguments("--ledger", " ").says("ledger", "is blank"),
        arguments("another.yaml").says("unknown argument 'another.yaml'"));
  }

  static Stream<Mistake> sources() {
    String path = "${data}/events\"";
    String field = "sources.events.path: ";
    return Stream.of(
        spec(path, "${data}/absent\"", field + "does not exist; given ", "/absent", "fix: "),
        spec(path, "${data}/no-files\"", field + "has no data files; given ", "/no-files"),
        spec(path, "${data}/text\"", field, "not readable as Parquet", "/text", "fix: "),
        spec(path, "nosuch://host/x\"", field, "can't be read", "nosuch://host/x"),
        spec(
            path,
            "${data}/events\", schema: \"id bigint, gone int\"",
            "sources.events.schema",
            "given gone",
            "id, city"),
        spec(
            path,
            "${data}/events\", schema: \"id string\"",
            "sources.events.schema",
            "given STRING; legal: BIGINT"),
        spec(path, "${data}/events\", schema: \"id some\"", "sources.events.schema", "id some"));
  }

  @BeforeAll
  static void createTables() {
    SparkSession session = SparkTestSession.shared();
    session.sql("create database shop");
    session.sql(
        "create table shop.events using parquet location '" + ReleaseFolder.data() + "/events'");
    session.sql("create table shop.lines (id bigint, city string) using csv");
    session.sql(
        "create view shop.counted as select id, count(*) as c from shop.events group by id");
    session.sql("create temporary view here as select * from shop.events");
  }

  @AfterAll
  static void dropTables() {
    SparkTestSession.shared().sql("drop database shop cascade");
    SparkTestSession.shared().sql("drop view here");
  }

  static Stream<Mistake> catalog() {
    return Stream.of(
        source("table: shop.absent", "sources.events.table: names a table that is not", "fix: "),
        source("table: here", "sources.events.table: names a table that is not in the catalog"),
        source("table: shop.counted", "table: aggregates rows; given shop.counted", "fix: let"),
        source("table: shop.lines", "table: reads a csv or json table", "one malformed row"),
        source("sql: drop table shop.events", "sources.events.sql: holds DropTable", "write one"),
        source("sql: create table shop.made as select 1", "sql: holds CreateTableAsSelect"),
        source("sql: select id from shop.events; select 1", "sql: is not one SELECT: "),
        source("sql: select max(id) as id from shop.events", "sql: calls the function max"),
        source(
            "sql: 'select a.id from shop.events a join shop.events b on a.id = b.id'",
            "sql: joins tables",
            "fix: declare each table as a source and join them under joins"),
        source("sql: 'select id, city as ID from shop.events'", "gives two columns the name ID"),
        source(
            "path: \"${data}/text\", format: csv, header: true, schema: \"id bigint, town string\"",
            "sources.events.path: holds a file whose first line does not name",
            "/text/",
            "legal: id, town"));
  }

  private static Mistake source(String input, String... fragments) {
    return spec("path: \"${data}/events\", private", input + ", private", fragments);
  }

  static Stream<Mistake> columns() {
    String unit = "unit: [id]";
    String field = "sources.events.private.unit: ";
    String sum = "value: amount";
    return Stream.of(
        spec(unit, "unit: [user]", field, "is not there; given user; legal: id, city"),
        spec(unit, "unit: [tags]", field, "given tags MAP<STRING, INT>"),
        spec(unit, "unit: [list]", field, "given list ARRAY<INT>"),
        spec(unit, "unit: [place]", field, "given place STRING COLLATE UTF8_LCASE"),
        spec("[city]", "[town]", "group_by[0]", "given \"town\"", "city"),
        spec("[city]", "[tags]", "group_by[0]", "can't be grouped by; given MAP<STRING, INT>"),
        spec("[city]", "[list]", "group_by[0]", "given ARRAY<INT>"),
        spec("[city]", "[place]", "group_by[0]", "given STRING COLLATE UTF8_LCASE"),
        spec("[city]", "[{name: who, expression: events.id}]", "group_by[0]", "privacy unit"),
        spec(sum, "value: amuont", "aggregates[2].sum.value", "amuont", "amount"),
        spec(sum, "value: word", "aggregates[2].sum.value", "word is STRING", "fix: take a number"),
        spec(sum, "value: tags", "aggregates[2].sum.value", "tags is MAP<STRING, INT>"),
        spec("{city: name}", "{city: nmae}", "joins[0].on", "given nmae; legal: name, country"),
        spec("{city: name}", "{town: name}", "joins[0].on", "given town"));
  }

  static Stream<Mistake> expressions() {
    String where = "\"day >= date '${since}'\"";
    String after = "\"day >= date '${since}' and ";
    return Stream.of(
        spec(where, after + "rand() < 0.5\"", "where", "function rand, which is not allowed"),
        spec(where, after + "my_udf(id)\"", "where", "function my_udf", "legal: columns"),
        spec(where, after + "java_method('a', 'b') = ''\"", "where", "function java_method"),
        spec(where, after + "id in (select 1)\"", "where", "which is not allowed", "subquery"),
        spec(where, after + "count(*) > 1\"", "where", "which is not allowed"),
        spec(where, after + "\"", "where", "is not an SQL expression", "fix: "),
        spec(where, after + "(\"", "where", "is not an SQL expression"),
        spec(where, "\"year(day) + ${since}\"", "where"),
        spec("value: amount", "value: sum(amount)", "aggregates[2].sum.value", "function sum"),
        spec("[city]", "[{name: x, expression: uuid()}]", "group_by[0]", "function uuid"),
        spec("[city]", "[{name: x, expression: current_date()}]", "group_by[0]", "not allowed"));
  }

  static Stream<Mistake> bounds() {
    String sum = "value: amount, contribution_bounds_per_group: [0, 64]";
    String field = "aggregates[2].sum";
    return Stream.of(
        spec(sum, "value: cents, contribution_bounds_per_group: [0, 2.5]", field, "given 2.5"),
        spec(sum, "value: price, contribution_bounds_per_group: [0, 2.505]", field, "2.505"),
        spec(sum, sum + ", grid: 0.3", field, "grid of 0.3", "fix: "),
        spec(sum, sum.replace("64", "63") + ", grid: 0.3", field + ".grid", "power of two"),
        spec(
            sum,
            "value: cents, contribution_bounds_per_group: [0, 1e19]",
            field,
            "could overflow",
            "2^62"),
        spec(
            sum,
            "value: cents, contribution_bounds_per_row: [0, 1e15], max_rows_per_group: 100000",
            field,
            "could overflow"),
        spec("[0, 4]", "[0, 1e19]", "aggregates[0].count", "could overflow"),
        spec("contributed: 1}", "contributed: 2147483647}", "bounds.max_groups_contributed"),
        spec("epsilon: 40", "epsilon: 1e-300", "privacy", "1"));
  }

  static Stream<Mistake> groups() {
    String publicTable =
        """
          cities: {path: "${data}/cities", public: true}
          listed: {path: "${data}/%s", public: true}
        """;
    String cities = "  cities: {path: \"${data}/cities\", public: true}\n";
    return Stream.of(
        spec(
            "groups: private",
            "groups: {public: {values: [{city: Bern}, {city: Oslo}, {city: Bern}]}}",
            "groups.public.values[2]",
            "given [Bern]"),
        spec("groups: private", "groups: {public: {values: [{city: []}]}}", "given []"),
        spec("groups: private", "groups: {public: {table: events}}", "groups.public.table"),
        spec(
            "groups: private",
            "groups: {public: {table: cities, columns: {city: town}}}",
            "groups.public.columns.city",
            "given town; legal: name, country"),
        publicTableOf("twice", cities, publicTable).says("groups.public", "2 groups, 1 distinct"));
  }

  private static Mistake publicTableOf(String table, String passage, String replacement) {
    return mistake(
        "public groups of the table " + table,
        folder ->
            folder.spec(
                ReleaseFolder.SPEC
                    .replace(passage, replacement.formatted(table))
                    .replace(
                        "groups: private",
                        "groups: {public: {table: listed, columns: {city: name}}}")));
  }

  static Stream<Mistake> outputs() {
    return Stream.of(
        mistake("output exists", folder -> write(folder.output().resolve("mine"), "mine"))
            .says("output.path: exists; given file:", "/out; legal: ", "fix: ", "--overwrite"),
        mistake("output is a file", folder -> write(folder.output(), "mine"))
            .says("output.path: exists"),
        mistake("--overwrite of a stranger", f -> write(f.output().resolve("mine"), "mine"))
            .with("--overwrite")
            .says("is no Tacet release, so --overwrite does not replace it"),
        mistake("the output's folder is a file", folder -> write(folder.root().resolve("f"), ""))
            .with("--output", "ROOT/f/out")
            .says("output.path: can't be written", "/f/out", "fix: "),
        arguments("--output", "/proc/tacet/out").says("output.path: can't be written"),
        arguments("--output", "nosuch://host/x")
            .says("output.path: can't be published in one step"),
        arguments("--output", "s3a://bucket/x")
            .says(
                "a store of the scheme s3a has no atomic rename", "given s3a://bucket/x", "fix: "));
  }

  static Stream<Mistake> accounts() {
    return Stream.of(
        arguments("--ledger", "ROOT/nowhere")
            .says("No account 'visitors'", "/nowhere (there is no such folder)", "budget create"),
        spec("account: visitors", "account: strangers", "No account 'strangers'", "budget create"),
        mistake("ledger is a file", folder -> write(folder.root().resolve("f"), ""))
            .with("--ledger", "ROOT/f")
            .exits(1)
            .says("/f is a file. Fix: give the path of a folder"),
        arguments("--ledger", "hdfs://host/ledger")
            .exits(1)
            .says("'hdfs://host/ledger' is refused", "Fix: give file:<path>"),
        spec(
                "epsilon: 40",
                "epsilon: 100.5, allow_large_epsilon: true",
                "epsilon 100.5 and delta 1E-7 are needed",
                "epsilon 100 and delta 0.000001 are left",
                "Nothing was charged. Fix: ")
            .exits(3),
        spec(
                "delta: 1e-7",
                "delta: 1e-5, population: 1000",
                "epsilon 40 and delta 0.00001 are needed",
                "Fix: ")
            .exits(3),
        mistake("a release id that the account has", BadInputTest::releaseOnce)
            .with("--release-id", "once", "--output", "ROOT/other")
            .says("Release 'once' is recorded in account 'visitors' already", "Fix: "));
  }

  private static void releaseOnce(ReleaseFolder folder) {
    assertThat(folder.release("--release-id", "once").exitCode()).isZero();
  }

  private static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void folderInPlaceOf(Path file) {
    delete(file);
    try {
      Files.createDirectory(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

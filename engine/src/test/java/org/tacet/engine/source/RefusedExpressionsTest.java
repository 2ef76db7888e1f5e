package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.TestSpark;

/** P4: what is not one row, deterministic and built in is refused, and the message says why. */
class RefusedExpressionsTest {

  private static final String NOT_ALLOWED = "which is not allowed";
  private static final String ALLOWED_FUNCTIONS = "legal: columns, literals and built-in functions";
  private static final String LEGAL_COLUMNS = "legal: columns i, l, s, dt, ts, iv, m, a, p";

  @TempDir static Path folder;
  private static SparkSession session;
  private static Dataset<Row> rows;

  @BeforeAll
  static void storeRows() {
    SparkSession base = TestSpark.session();
    base.udf().register("mine", (UDF1<Integer, Integer>) value -> value, DataTypes.IntegerType);
    base.udf().register("year", (UDF1<Integer, Integer>) value -> value, DataTypes.IntegerType);
    base.sql("create temporary view secret as select 1 as x");
    base.sql("declare variable v int default 7");
    session = ReleaseSession.open(base, "UTC");
    // What is registered in the very session is refused as well.
    session.udf().register("abs", (UDF1<Integer, Integer>) value -> value, DataTypes.IntegerType);
    session.sql("create temporary view secret as select 1 as x");
    session.sql("declare variable v int default 7");
    String path = folder.resolve("rows").toString();
    session
        .sql(
            """
            select 1 as i, 2L as l, 'a' as s, date '1995-01-02' as dt,
                timestamp '1995-01-02 03:04:05' as ts, interval '1' day as iv,
                map('k', 1) as m, array(1) as a, named_struct('q', 1) as p
            """)
        .write()
        .parquet(path);
    rows = session.read().parquet(path).alias("x");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        // Not a function of the row
        refusal("rand()", "calls the function rand"),
        refusal("RAND(1)", "calls the function RAND"),
        refusal("randn()", "calls the function randn"),
        refusal("uuid()", "calls the function uuid"),
        refusal("shuffle(a)", "calls the function shuffle"),
        refusal("monotonically_increasing_id()", "calls the function monotonically_increasing_id"),
        refusal("spark_partition_id()", "calls the function spark_partition_id"),
        refusal("input_file_name()", "calls the function input_file_name"),
        refusal("input_file_block_start()", "calls the function input_file_block_start"),
        refusal("current_date()", "calls the function current_date"),
        refusal("current_date", "CurrentDate"),
        refusal("current_timestamp", "CurrentTimestamp"),
        refusal("now()", "calls the function now"),
        refusal("unix_timestamp()", "calls the function unix_timestamp"),
        refusal("current_user", "CurrentUser"),
        refusal("current_catalog()", "calls the function current_catalog"),
        refusal("i + rand()", "calls the function rand"),
        refusal("if(i > 0, rand(), 0)", "calls the function rand"),
        // Other rows
        refusal("(select max(x) from secret)", "ScalarSubquery"),
        refusal("i in (select x from secret)", "holds In"),
        refusal("exists (select 1 from secret)", "holds Exists"),
        refusal("count(1)", "calls the function count"),
        refusal("count(*)", "calls the function count"),
        refusal("sum(l)", "calls the function sum"),
        refusal("max(i) - i", "calls the function max"),
        refusal("any_value(i)", "holds AggregateExpression"),
        refusal("collect_list(i)", "calls the function collect_list"),
        refusal("abs(distinct i)", "uses DISTINCT or FILTER"),
        refusal("abs(i) filter (where i > 0)", "uses DISTINCT or FILTER"),
        refusal("row_number() over (order by i)", "holds WindowExpression"),
        refusal("sum(l) over (partition by s)", "holds WindowExpression"),
        refusal("lag(i) over (order by i)", "holds WindowExpression"),
        refusal("explode(a)", "calls the function explode"),
        refusal("posexplode(a)", "calls the function posexplode"),
        refusal("*", "holds UnresolvedStar"),
        refusal("x.*", "holds UnresolvedStar"),
        refusal("struct(*)", "holds CreateNamedStruct"),
        // Columns that Spark adds to a file's
        refusal("_metadata.row_index", "_metadata, which is no column of a source"),
        refusal("_metadata.file_size + i", "_metadata, which is no column of a source"),
        refusal("length(x._metadata.file_name)", "_metadata, which is no column of a source"),
        // User code
        refusal("mine(i)", "calls the function mine"),
        refusal("abs(i)", "resolves to ScalaUDF"),
        refusal("spark_catalog.default.year(dt)", "calls the function spark_catalog.default.year"),
        refusal("builtin.rand()", "calls the function builtin.rand"),
        refusal("java_method('java.lang.Runtime', 'getRuntime')", "calls the function java_method"),
        refusal("reflect('java.util.UUID', 'randomUUID')", "calls the function reflect"),
        refusal("try_reflect('java.util.UUID', 'randomUUID')", "calls the function try_reflect"),
        refusal("transform(a, e -> e + 1)", "calls the function transform"),
        refusal("exists(a, e -> e > 1)", "calls the function exists"),
        refusal("abs(e -> e)", "holds LambdaFunction"),
        refusal("identifier('year')(dt)", "holds ExpressionWithUnresolvedIdentifier"),
        // What raises or hangs by intent
        refusal("raise_error(s)", "calls the function raise_error"),
        refusal("assert_true(i > 0)", "calls the function assert_true"),
        refusal("s rlike '(a+)+'", "holds RLike"),
        refusal("regexp_like(s, 'a')", "calls the function regexp_like"),
        refusal("regexp_extract(s, '(a)', 1)", "calls the function regexp_extract"),
        refusal("repeat(s, l)", "calls the function repeat"),
        refusal("sequence(i, l)", "calls the function sequence"),
        refusal("no_such_function(i)", "calls the function no_such_function"),
        refusal("s like all ('a', 'b')", "holds LikeAll"),
        refusal("s collate UTF8_LCASE = 'a'", "holds Collate"),
        // Parts of values and intervals
        refusal("m['k']", "holds UnresolvedExtractValue"),
        refusal("m.k", "resolves to GetMapValue"),
        refusal("a[0]", "holds UnresolvedExtractValue"),
        refusal("element_at(m, 'k')", "calls the function element_at"),
        refusal("dt + interval 1 month", "resolves to DateAddYMInterval"),
        refusal("ts + interval '1' hour", "resolves to TimestampAddInterval"),
        refusal("dt - dt > interval '1' day", "resolves to SubtractDates"),
        refusal("iv + iv > iv", "computes with intervals"),
        refusal("-iv > iv", "computes with intervals"),
        refusal("iv is null", "computes with intervals"),
        refusal("cast(s as interval) is null", "computes with intervals"),
        // Texts
        refusal(":name", "holds NamedParameter"),
        refusal("?", "holds PosParameter"),
        refusal("v", "resolves to VariableReference"),
        refusal("abs(i", "is not an SQL expression"),
        refusal("", "is not an SQL expression"),
        refusal("i; drop table x", "is not an SQL expression"),
        refusal("1) or (rand() > 0", "is not an SQL expression"),
        refusal("i -- > 0\n + rand()", "calls the function rand"),
        refusal("i /* + 1 */ + rand /* ( */ ()", "calls the function rand"),
        refusal("date '1995-02-30'", "is not an SQL expression"));
  }

  private static Arguments refusal(String sql, String reason) {
    return Arguments.of(sql, reason);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("refused")
  void refusesWhatIsNotOneRowOfBuiltInFunctions(String sql, String reason) {
    InvalidSpecException refused = refusal(sql);
    assertThat(refused.path()).isEqualTo("where");
    assertThat(refused)
        .hasMessageContaining(reason)
        .hasMessageContaining("given \"" + sql + "\"")
        .hasMessageContaining("; legal: ")
        .hasMessageContaining("; fix: ");
    if (refused.getMessage().contains(NOT_ALLOWED)) {
      assertThat(refused).hasMessageContaining(ALLOWED_FUNCTIONS);
    }
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("unresolvable")
  void namesTheColumnsThereAre(String sql, String reason) {
    assertThat(refusal(sql))
        .hasMessageStartingWith("where: does not resolve: ")
        .hasMessageContaining(reason)
        .hasMessageContaining(LEGAL_COLUMNS);
  }

  static Stream<Arguments> unresolvable() {
    return Stream.of(
        refusal("l2 + 1", "`l2`"),
        refusal("y.i", "`y`.`i`"),
        refusal("year(i, i)", "year"),
        refusal("upper(a)", "upper"),
        refusal("p.nothing", "nothing"));
  }

  private static InvalidSpecException refusal(String sql) {
    return catchThrowableOfType(
        InvalidSpecException.class, () -> new RowExpressions(session).resolve(rows, "where", sql));
  }
}

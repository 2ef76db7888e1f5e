package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.testing.TestSpark;

/** P3, P4: what a spec may call exists in Spark, gives values, and raises on no row. */
class AllowedExpressionsTest {

  /** Calls of every function that specs may name; a call's name is the text before its bracket. */
  private static final List<String> CALLS =
      List.of(
          "abs(i)",
          "abs(n)",
          "ceil(d)",
          "ceil(d, 1)",
          "ceil(n)",
          "ceiling(d)",
          "floor(d)",
          "floor(d, 1)",
          "floor(p)",
          "round(d)",
          "round(i, -1)",
          "round(n, 1)",
          "bround(p, 1)",
          "sqrt(d)",
          "exp(d)",
          "ln(d)",
          "log(d)",
          "log(2, d)",
          "log2(d)",
          "log10(d)",
          "pow(d, 2)",
          "power(i, 2)",
          "sign(d)",
          "signum(d)",
          "greatest(i, l)",
          "least(d, f)",
          "mod(i, 7)",
          "pmod(l, i)",
          "div(l, i)",
          "negative(l)",
          "try_add(i, l)",
          "try_add(dt, 1)",
          "try_subtract(i, l)",
          "try_multiply(p, p)",
          "try_divide(l, i)",
          "if(b, i, l)",
          "ifnull(i, l)",
          "nullif(i, l)",
          "nvl(s, t)",
          "nvl2(s, i, l)",
          "coalesce(i, l)",
          "array(i, l, d)",
          "nanvl(d, f)",
          "isnull(s)",
          "isnotnull(s)",
          "isnan(d)",
          "between(i, 1, l)",
          "year(dt)",
          "year(ts)",
          "quarter(dt)",
          "month(dt)",
          "day(dt)",
          "dayofmonth(dt)",
          "dayofweek(dt)",
          "weekday(dt)",
          "dayofyear(dt)",
          "weekofyear(dt)",
          "hour(ts)",
          "minute(ts)",
          "second(ts)",
          "date_add(dt, i)",
          "date_sub(dt, i)",
          "datediff(dt, ts)",
          "date_diff(dt, dt)",
          "last_day(dt)",
          "trunc(dt, 'YEAR')",
          "date_trunc('YEAR', ts)",
          "date_trunc('WEEK', dt)",
          "to_date('1995-01-01')",
          "to_date('1995/01/01', 'yyyy/MM/dd')",
          "to_date(ts)",
          "upper(s)",
          "lower(s)",
          "ucase(s)",
          "lcase(s)",
          "length(s)",
          "char_length(s)",
          "trim(s)",
          "ltrim(s)",
          "rtrim(s)",
          "substring(s, 1, 2)",
          "substr(s, 2)",
          "left(s, 2)",
          "right(s, 2)",
          "startswith(s, t)",
          "endswith(s, t)",
          "contains(s, t)",
          "concat(s, t)",
          "concat(s, dt)",
          "like(s, 'a%')",
          "replace(s, 'a', 'b')");

  /** Operators, casts and what only a hostile row makes interesting. */
  private static final List<String> OPERATORS =
      List.of(
          "i + l",
          "l * l",
          "l - 1",
          "-l",
          "+l",
          "l / i",
          "l % i",
          "l div i",
          "n * n",
          "n / p",
          "d * d",
          "i = 1 and b or not b",
          "i <=> l",
          "i <> l",
          "i between 1 and 2",
          "i not between l and 2",
          "i in (1, 2, null)",
          "array(l * l, cast(s as bigint), i)",
          "s is null",
          "b is true",
          "case when i > 0 then i else l end",
          "case i when 1 then 2 end",
          "cast(s as int)",
          "s :: date",
          "cast(s as timestamp)",
          "cast(s as decimal(38, 18))",
          "try_cast(s as double)",
          "cast(d as int)",
          "cast(d as decimal(5, 2))",
          "cast(l as tinyint)",
          "cast(ts as string)",
          "cast(dt as string)",
          "cast(d as timestamp)",
          "cast(l as timestamp)",
          "cast(ts as bigint)",
          "cast(n as decimal(3, 1))",
          "cast(s as boolean)",
          "cast(s as binary)",
          "s = 1",
          "s < dt",
          "dt >= '1995-01-01'",
          "ts < '1995'",
          "dt + i",
          "dt - i",
          "s || t",
          "s like t",
          "s like t escape '/'",
          "trim(both t from s)",
          "substring(s from i for i)",
          "substring(s, i, i)",
          "left(s, i)",
          "right(s, i)",
          "replace(s, t, s)",
          "trunc(dt, s)",
          "date_trunc(s, ts)",
          "to_date(s)",
          "to_date(s, 'yyyy-MM-dd')",
          "to_date(s, t)",
          "year(s)",
          "hour(s)",
          "round(d, 300)",
          "round(n, -30)",
          "pow(d, d)",
          "log(d, d)",
          "date_add(dt, 2147483647)",
          "datediff(s, dt)",
          "last_day(s)",
          "mod(d, 0)",
          "d % 0.0",
          "try_add(l, l)",
          "try_multiply(n, n)",
          "greatest(d, f, i)",
          "coalesce(cast(s as date), dt)",
          "date_trunc('YEAR', ts)",
          "year(date_trunc('YEAR', ts))",
          "month(date_trunc('YEAR', ts))",
          "date_trunc('MONTH', ts) > ts",
          "second(date_trunc('MONTH', ts))",
          "log(1 + d * d)");

  @TempDir static Path folder;
  private static SparkSession session;
  private static Dataset<Row> hostile;

  @BeforeAll
  static void pinSession() {
    session = ReleaseSession.open(TestSpark.session(), "UTC");
    hostile = ExpressionRows.hostile(session, folder.resolve("hostile").toString());
  }

  @Test
  void everyFunctionOnTheListIsCalledHere() {
    TreeSet<String> called = new TreeSet<>();
    CALLS.forEach(call -> called.add(call.substring(0, call.indexOf('('))));
    assertThat(called).containsExactlyInAnyOrderElementsOf(AllowedExpressions.FUNCTIONS);
  }

  @Test
  void everyFunctionGivesAValueForAWellBehavedRow() {
    Dataset<Row> row = ExpressionRows.wellBehaved(session);
    Dataset<Row> values = ExpressionRows.project(session, row, resolved(row, CALLS.stream()));
    Row texts =
        values
            .select(
                Arrays.stream(values.columns())
                    .map(name -> functions.col(name).cast("string"))
                    .toArray(org.apache.spark.sql.Column[]::new))
            .head();
    for (int index = 0; index < CALLS.size(); index++) {
      assertThat(texts.getString(index)).as(CALLS.get(index)).isNotNull();
    }
    assertThat(texts.getString(CALLS.indexOf("year(dt)"))).isEqualTo("1995");
    assertThat(texts.getString(CALLS.indexOf("between(i, 1, l)"))).isEqualTo("true");
    assertThat(texts.getString(CALLS.indexOf("log(2, d)"))).startsWith("1.32");
  }

  @Test
  void noExpressionRaisesOnHostileRows() {
    assertThatCode(
            () ->
                ExpressionRows.computeAll(
                    ExpressionRows.project(
                        session,
                        hostile,
                        resolved(hostile, Stream.concat(CALLS.stream(), OPERATORS.stream())))))
        .doesNotThrowAnyException();
  }

  @Test
  void noExpressionRaisesWithoutGeneratedCode() {
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    try {
      ExpressionRows.computeAll(
          ExpressionRows.project(
              session,
              hostile,
              resolved(hostile, Stream.concat(CALLS.stream(), OPERATORS.stream()))));
    } finally {
      session.conf().unset("spark.sql.codegen.wholeStage");
      session.conf().unset("spark.sql.codegen.factoryMode");
    }
  }

  /** The test of the test: the rows are hostile enough to fail what is not guarded. */
  @Test
  void theSameRowsFailUnguardedExpressions() {
    for (String sql : List.of("date_trunc('YEAR', ts)", "s like t")) {
      assertThatThrownBy(() -> ExpressionRows.computeAll(hostile.selectExpr(sql + " as c")))
          .as(sql)
          .isInstanceOf(Exception.class);
    }
  }

  /** Why each operation has its own guard: a shared one is computed outside the guards of both. */
  @Test
  void oneGuardAroundEachExpressionWouldNotDo() {
    Dataset<Row> unguarded =
        hostile.selectExpr("date_trunc('YEAR', ts)", "year(date_trunc('YEAR', ts))");
    List<Expression> guardedAsAWhole =
        ScalaCollections.list(((Project) RowExpressions.planOf(unguarded)).projectList()).stream()
            .<Expression>map(column -> new TryEval(((Alias) column).child()))
            .toList();
    assertThatThrownBy(
            () ->
                ExpressionRows.computeAll(
                    ExpressionRows.project(session, hostile, guardedAsAWhole)))
        .isInstanceOf(Exception.class);
  }

  private static List<Expression> resolved(Dataset<Row> rows, Stream<String> calls) {
    RowExpressions expressions = new RowExpressions(session);
    return calls.map(call -> expressions.resolve(rows, "aggregates[0].sum.value", call)).toList();
  }
}

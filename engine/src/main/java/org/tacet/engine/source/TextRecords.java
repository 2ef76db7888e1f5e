package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.Inline;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InputFormat;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.SourceInput.Files;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes columns of lines of csv or json, each line by itself and whatever it holds (P3): a field
 * that does not parse is null, a line that gives no column a value is dropped.
 *
 * <p>Spark's own readers of csv and json won't do: a line of more columns than their parser takes
 * fails the job, and an array of objects becomes rows that stand or fall together, though they may
 * be of several units. So lines are read as text, and the parser of each runs as an expression
 * whose errors give null.
 */
final class TextRecords {

  /**
   * Quotes are doubled within quotes, as RFC 4180 has it. A field has no greatest length; a line of
   * more columns than the parser takes is one that can't be read.
   */
  private static final Map<String, String> CSV_OPTIONS =
      Map.of("mode", "PERMISSIVE", "quote", "\"", "escape", "\"", "maxCharsPerColumn", "-1");

  private static final Map<String, String> JSON_OPTIONS = Map.of("mode", "PERMISSIVE");

  private final SparkSession session;
  private final Files input;
  private final DeclaredSchema declared;
  private final String field;
  private final Option<String> timeZone;

  /**
   * @param input csv or json files
   * @param field their path's place in the spec, for messages
   */
  TextRecords(SparkSession session, Files input, DeclaredSchema declared, String field) {
    this.session = session;
    this.input = input;
    // Whatever is declared, a field may be missing.
    this.declared = new DeclaredSchema(declared.columns().asNullable(), declared.field());
    this.field = field;
    this.timeZone = Option.apply(session.sessionState().conf().sessionLocalTimeZone());
  }

  /**
   * The declared columns of lines of text.
   *
   * @param lines a column of text, and one for each level of folders named {@code column=value}
   */
  Dataset<Row> of(Dataset<Row> lines) {
    List<Attribute> columns = ScalaCollections.list(RowExpressions.planOf(lines).output());
    Attribute line = columns.get(0);
    StructType folders =
        new StructType(Arrays.copyOfRange(lines.schema().fields(), 1, columns.size()));
    List<StructField> fields =
        Arrays.stream(declared.columns().fields())
            .filter(column -> DeclaredSchema.find(folders, column.name()).isEmpty())
            .toList();
    if (fields.isEmpty()) {
      throw new InvalidSpecException(
          new Fault(
              declared.field(),
              "declares no column of the files themselves",
              declared.columns().sql(),
              "the columns that each line holds",
              "declare what the files hold, in their order"));
    }
    LogicalPlan records = parsed(withoutHeaders(lines, line, fields), line, fields);
    Dataset<Row> rows = RowExpressions.rowsOf(session, withDecimals(records, fields, columns));
    return declared.of(rows);
  }

  /**
   * Leaves out the lines that begin the files, wherever they stand: by what a line says and not by
   * where it lies, so that no line decides what becomes of another.
   */
  private LogicalPlan withoutHeaders(Dataset<Row> lines, Attribute line, List<StructField> fields) {
    LogicalPlan plan = RowExpressions.planOf(lines);
    if (!input.hasHeader()) {
      return plan;
    }
    Set<String> headers =
        new CsvHeaders(fields.stream().map(StructField::name).toList(), csvOptions(), field)
            .require(headerFiles(lines), session.sessionState().newHadoopConf());
    List<Expression> texts =
        headers.stream().<Expression>map(header -> Literal$.MODULE$.apply(header)).toList();
    return texts.isEmpty()
        ? plan
        : new Filter(new Not(new In(line, ScalaCollections.sequence(texts))), plan);
  }

  private InputFiles headerFiles(Dataset<Row> lines) {
    Configuration configuration = session.sessionState().newHadoopConf();
    return InputFiles.of(
        ListedRelation.in(RowExpressions.planOf(lines)).stream()
            .flatMap(each -> each.listed(configuration).stream())
            .toList(),
        configuration);
  }

  /**
   * A generator, because Spark moves no filter through it that reads its columns: the parser runs
   * once for each line, not once more for each condition.
   */
  private LogicalPlan parsed(LogicalPlan lines, Attribute line, List<StructField> fields) {
    List<Attribute> columns = new ArrayList<>();
    Expression anyValue = null;
    StructType asRead = new StructType();
    for (StructField column : fields) {
      // A huge exponent would keep the parser of decimals busy for hours; a guarded cast does not.
      boolean isDecimal = column.dataType() instanceof DecimalType;
      DataType type = isDecimal ? DataTypes.StringType : column.dataType();
      asRead = asRead.add(column.name(), type);
      Attribute attribute =
          new AttributeReference(
              column.name(),
              type,
              true,
              Metadata.empty(),
              NamedExpression.newExprId(),
              ScalaCollections.sequence(List.of()));
      columns.add(attribute);
      Expression hasValue = new IsNotNull(attribute);
      anyValue = anyValue == null ? hasValue : new Or(anyValue, hasValue);
    }
    Expression parser =
        input.format() == InputFormat.CSV
            ? new CsvToStructs(asRead, options(csvOptions()), line, timeZone, Option.empty())
            : new JsonToStructs(asRead, options(JSON_OPTIONS), line, timeZone, false);
    Expression record =
        new CreateArray(ScalaCollections.<Expression>sequence(List.of(new TryEval(parser))));
    return new Filter(
        anyValue,
        new Generate(
            new Inline(record),
            ScalaCollections.sequence(List.<Object>of()),
            false,
            Option.empty(),
            ScalaCollections.sequence(columns),
            lines));
  }

  private Map<String, String> csvOptions() {
    Map<String, String> options = new HashMap<>(CSV_OPTIONS);
    options.put("sep", input.fieldDelimiter());
    return options;
  }

  static scala.collection.immutable.Map<String, String> options(Map<String, String> options) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(options));
  }

  /** The parsed columns, decimals made of their text, and the columns of the folders' names. */
  private LogicalPlan withDecimals(
      LogicalPlan records, List<StructField> fields, List<Attribute> columns) {
    List<Attribute> output = ScalaCollections.list(records.output());
    List<NamedExpression> selected = new ArrayList<>();
    for (int index = 0; index < fields.size(); index++) {
      StructField column = fields.get(index);
      Attribute parsed = output.get(columns.size() + index);
      selected.add(
          column.dataType() instanceof DecimalType decimal
              ? RowExpressions.aliasOf(
                  GuardedExpression.guarded(new Cast(parsed, decimal, timeZone, EvalMode.LEGACY())),
                  column.name())
              : parsed);
    }
    selected.addAll(columns.subList(1, columns.size()));
    return new Project(ScalaCollections.sequence(selected), records);
  }
}

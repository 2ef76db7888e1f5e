package org.tacet.engine.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.source.InputFiles.InputFile;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import scala.Option;

/**
 * The first lines of csv files whose spec says that they name the columns.
 *
 * <p>They are read when the release is planned, before anything is charged, as the schema that
 * Parquet files carry is: the spec's author declares that the first line is no row. Where that is
 * wrong, one row's text is compared with the names, and no more is told than that it differs, which
 * any row's would. Read with the rows, a mistaken header would cost a charge; and columns taken by
 * position, whatever the header says, would be the wrong ones in silence.
 */
final class CsvHeaders {

  private static final int LONGEST_LINE = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final List<String> names;
  private final Map<String, String> options;
  private final String field;

  /**
   * @param names the columns of each line, in order
   * @param options of the parser that reads the lines
   * @param field the path's place in the spec, for messages
   */
  CsvHeaders(List<String> names, Map<String, String> options, String field) {
    this.names = names;
    this.options = options;
    this.field = field;
  }

  /**
   * The distinct first lines of the files. A file without text has none.
   *
   * @throws InvalidSpecException when a file's first line does not name the columns, in order
   */
  Set<String> require(InputFiles files, Configuration configuration) {
    CompressionCodecFactory codecs = new CompressionCodecFactory(configuration);
    Set<String> headers = new LinkedHashSet<>();
    for (InputFile file : files.files()) {
      String line = firstLine(file, codecs, configuration);
      if (!line.isBlank() && !headers.contains(line)) {
        if (!namesColumns(line)) {
          throw refuse(file, "holds a file whose first line does not name the declared columns");
        }
        headers.add(line);
      }
    }
    return headers;
  }

  private String firstLine(
      InputFile file, CompressionCodecFactory codecs, Configuration configuration) {
    Path path = new Path(file.path());
    CompressionCodec codec = codecs.getCodec(path);
    try (InputStream stored = path.getFileSystem(configuration).open(path);
        InputStream stream = codec == null ? stored : codec.createInputStream(stored);
        LineReader lines = new LineReader(stream)) {
      Text line = new Text();
      int read;
      do {
        read = lines.readLine(line, LONGEST_LINE, LONGEST_LINE);
      } while (read > 0 && line.toString().isBlank());
      String text = line.toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (IOException e) {
      throw refuse(file, "holds a file whose first line can't be read");
    }
  }

  private boolean namesColumns(String line) {
    StructType texts = new StructType();
    // One more than declared, to see that there is none.
    for (int index = 0; index <= names.size(); index++) {
      texts = texts.add("column" + index, DataTypes.StringType);
    }
    InternalRow parts =
        (InternalRow)
            new TryEval(
                    new CsvToStructs(
                        texts,
                        TextRecords.options(options),
                        Literal$.MODULE$.apply(line),
                        Option.apply("UTC"),
                        Option.empty()))
                .eval(InternalRow.empty());
    // A line of more columns than the parser takes gives nothing, and names other columns.
    return parts != null
        && parts.isNullAt(names.size())
        && IntStream.range(0, names.size())
            .allMatch(
                index ->
                    !parts.isNullAt(index)
                        && parts
                            .getUTF8String(index)
                            .toString()
                            .strip()
                            .equalsIgnoreCase(names.get(index)));
  }

  private InvalidSpecException refuse(InputFile file, String problem) {
    return new InvalidSpecException(
        new Fault(
            field,
            problem,
            UnreadableFile.withoutValues(file.path()),
            String.join(", ", names),
            "write the names into the file, declare the schema in its order, or header: false"));
  }
}

package org.tacet.jobs.release;

import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A catalog that makes a table first and has it filled afterwards, as JDBC's does; it is empty. */
public class PlainCatalog implements TableCatalog {

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {}

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    throw new NoSuchTableException(identifier);
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes)
      throws NoSuchTableException {
    throw new NoSuchTableException(identifier);
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    return false;
  }

  @Override
  public void renameTable(Identifier from, Identifier to) throws NoSuchTableException {
    throw new NoSuchTableException(from);
  }

  /** One with atomic commits that knows no type at all. */
  public static final class WithoutTypes extends PlainCatalog implements StagingTableCatalog {

    @Override
    @SuppressWarnings("deprecation") // as the release calls it, which also runs on Spark 4.0
    public StagedTable stageCreate(
        Identifier identifier,
        Column[] columns,
        Transform[] partitions,
        Map<String, String> properties) {
      throw new UnsupportedOperationException("type");
    }
  }
}

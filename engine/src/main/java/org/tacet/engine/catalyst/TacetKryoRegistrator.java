package org.tacet.engine.catalyst;

import com.esotericsoftware.kryo.Kryo;
import java.util.List;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.CalendarIntervalType$;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.FixedLength;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.MaxLength;
import org.apache.spark.sql.types.NoConstraint$;
import org.apache.spark.sql.types.NullType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType$;
import org.apache.spark.sql.types.TimestampType$;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.VariantType$;
import org.apache.spark.sql.types.YearMonthIntervalType;

/**
 * Registers what a release puts through Spark's serializer, so that it runs under {@code
 * spark.kryo.registrationRequired=true}. Rows travel in Spark's own binary form and the release key
 * in the task's closure, which Spark serializes by Java: neither passes through here.
 */
public final class TacetKryoRegistrator implements KryoRegistrator {

  /**
   * The schema of a table travels as an object when it is read from the footers of its files; Spark
   * registers just some of the types that a column can have.
   */
  private static final List<Class<?>> COLUMN_TYPES =
      List.of(
          BooleanType$.class,
          ByteType$.class,
          ShortType$.class,
          FloatType$.class,
          BinaryType$.class,
          TimestampType$.class,
          TimestampNTZType$.class,
          StringType.class,
          NoConstraint$.class,
          FixedLength.class,
          MaxLength.class,
          CharType.class,
          VarcharType.class,
          DayTimeIntervalType.class,
          YearMonthIntervalType.class,
          CalendarIntervalType$.class,
          ArrayType.class,
          MapType.class,
          VariantType$.class,
          NullType$.class);

  /** Types of columns that came to Spark after 4.0: they are registered where they are. */
  private static final List<String> LATER_COLUMN_TYPES =
      List.of("org.apache.spark.sql.types.TimeType");

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(scala.Tuple2[].class);
    COLUMN_TYPES.forEach(kryo::register);
    LATER_COLUMN_TYPES.forEach(name -> registerIfThere(kryo, name));
  }

  private static void registerIfThere(Kryo kryo, String className) {
    try {
      kryo.register(Class.forName(className, false, TacetKryoRegistrator.class.getClassLoader()));
    } catch (ClassNotFoundException olderSpark) {
      // Then no table has a column of that type either.
      return;
    }
  }
}

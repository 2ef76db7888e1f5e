package org.tacet.jobs.benchmark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.Tuple3;

/**
 * User bounding the way libraries do it that run on several engines: rows become pairs that Spark
 * can't look into, a visitor's are gathered in a list, at most five places stay, and pairs are
 * gathered again by place. Nothing is clamped and no noise is added.
 */
final class KryoPairs {

  private static final int MAX_PLACES = 5;

  private KryoPairs() {}

  static Dataset<Row> query(SparkSession session) {
    Dataset<Tuple2<Long, Tuple2<Integer, Double>>> visits =
        session
            .table("visits")
            .map(
                (MapFunction<Row, Tuple2<Long, Tuple2<Integer, Double>>>)
                    row ->
                        new Tuple2<>(row.getLong(0), new Tuple2<>(row.getInt(1), row.getDouble(2))),
                Encoders.kryo(KryoPairs.<Tuple2<Long, Tuple2<Integer, Double>>>type(Tuple2.class)));
    Dataset<Tuple2<Integer, Tuple2<Long, Double>>> bounded =
        visits
            .groupByKey(
                (MapFunction<Tuple2<Long, Tuple2<Integer, Double>>, Long>) Tuple2::_1,
                Encoders.LONG())
            .flatMapGroups(
                (FlatMapGroupsFunction<
                        Long,
                        Tuple2<Long, Tuple2<Integer, Double>>,
                        Tuple2<Integer, Tuple2<Long, Double>>>)
                    (visitor, rows) -> kept(rows),
                Encoders.kryo(KryoPairs.<Tuple2<Integer, Tuple2<Long, Double>>>type(Tuple2.class)));
    return bounded
        .groupByKey(
            (MapFunction<Tuple2<Integer, Tuple2<Long, Double>>, Integer>) Tuple2::_1,
            Encoders.INT())
        .mapGroups(
            (MapGroupsFunction<
                    Integer, Tuple2<Integer, Tuple2<Long, Double>>, Tuple3<Integer, Long, Double>>)
                KryoPairs::sum,
            Encoders.tuple(Encoders.INT(), Encoders.LONG(), Encoders.DOUBLE()))
        .toDF("place", "visits", "spent")
        .orderBy("place");
  }

  @SuppressWarnings("unchecked") // a class object can't say what its type parameters are
  private static <T> Class<T> type(Class<?> raw) {
    return (Class<T>) raw;
  }

  private static Iterator<Tuple2<Integer, Tuple2<Long, Double>>> kept(
      Iterator<Tuple2<Long, Tuple2<Integer, Double>>> rows) {
    Map<Integer, Tuple2<Long, Double>> places = new LinkedHashMap<>();
    while (rows.hasNext()) {
      Tuple2<Integer, Double> visit = rows.next()._2();
      places.merge(
          visit._1(),
          new Tuple2<>(1L, visit._2()),
          (one, other) -> new Tuple2<>(one._1() + other._1(), one._2() + other._2()));
    }
    List<Tuple2<Integer, Tuple2<Long, Double>>> kept = new ArrayList<>();
    places.entrySet().stream()
        .limit(MAX_PLACES)
        .forEach(place -> kept.add(new Tuple2<>(place.getKey(), place.getValue())));
    return kept.iterator();
  }

  private static Tuple3<Integer, Long, Double> sum(
      Integer place, Iterator<Tuple2<Integer, Tuple2<Long, Double>>> rows) {
    long visits = 0;
    double spent = 0;
    while (rows.hasNext()) {
      Tuple2<Long, Double> part = rows.next()._2();
      visits += part._1();
      spent += part._2();
    }
    return new Tuple3<>(place, visits, spent);
  }
}

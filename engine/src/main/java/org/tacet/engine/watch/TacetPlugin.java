package org.tacet.engine.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.tacet.engine.release.ReleaseGauges;
import org.tacet.engine.release.ReleaseProgress.Phase;

/**
 * Puts the gauges of releases into Spark's metrics system, from where every sink that is configured
 * takes them: {@code spark.plugins=org.tacet.engine.watch.TacetPlugin}. It runs on the driver alone
 * and sends nothing to executors.
 */
public final class TacetPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new Gauges();
  }

  /** None: Spark asks for null. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Gauges implements DriverPlugin {

    private final ReleaseGauges gauges = ReleaseGauges.ofProcess();

    @Override
    public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
      return Map.of();
    }

    @Override
    public void registerMetrics(String applicationId, PluginContext context) {
      MetricRegistry registry = context.metricRegistry();
      registry.register("phase", (Gauge<Integer>) gauges::phase);
      for (Phase phase : Phase.values()) {
        registry.register("seconds." + phase.word(), (Gauge<Double>) () -> gauges.seconds(phase));
      }
      registry.register("published_rows", (Gauge<Long>) gauges::publishedRows);
      registry.register(
          "published_rows_per_second", (Gauge<Double>) gauges::publishedRowsPerSecond);
      registry.register("releases_published", (Gauge<Long>) gauges::releasesPublished);
      registry.register("releases_failed", (Gauge<Long>) gauges::releasesFailed);
    }
  }
}

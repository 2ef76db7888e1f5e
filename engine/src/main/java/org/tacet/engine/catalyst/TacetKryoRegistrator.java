package org.tacet.engine.catalyst;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers what a release puts through Spark's serializer, so that it runs under {@code
 * spark.kryo.registrationRequired=true}. Rows travel in Spark's own binary form and the release key
 * in the task's closure, which Spark serializes by Java: neither passes through here.
 */
public final class TacetKryoRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(scala.Tuple2[].class);
  }
}

package io.uring.connector.benchmarks;

import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Counts records, or takes their digest, and lets none through. */
final class Arriving<T> extends RichFlatMapFunction<T, Integer> {
  private static final long serialVersionUID = 1L;

  private final Look<T> look;
  private transient Arrivals arrivals = Arrivals.now();
  private transient SetDigest digest = new SetDigest();

  Arriving(final Look<T> look) {
    this.look = look;
  }

  @Override
  public void open(final OpenContext context) {
    arrivals = Arrivals.now();
    digest = new SetDigest();
  }

  @Override
  public void flatMap(final T record, final Collector<Integer> out) throws IOException {
    if (arrivals.digests()) {
      look.digest(record, digest);
    }
    arrivals.add(look.files(record), look.bytes(record));
  }

  @Override
  public void close() {
    arrivals.add(digest);
  }
}

package io.uring.connector.examples.flink;

import java.time.Instant;
import org.apache.flink.api.common.functions.AggregateFunction;

/**
 * How many pictures of a kind came in a window.
 *
 * @param windowEnd when the window ended
 * @param kind format and size
 * @param pictures how many
 */
public record KindCount(Instant windowEnd, String kind, long pictures) {
  /** Counts pictures. */
  static final class Counter implements AggregateFunction<Picture, Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long add(final Picture picture, final Long count) {
      return count + 1;
    }

    @Override
    public Long getResult(final Long count) {
      return count;
    }

    @Override
    public Long merge(final Long one, final Long other) {
      return one + other;
    }
  }
}

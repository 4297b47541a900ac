package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.scan.BatchReader;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's SQL tab shows of a scan. Spark makes the nested classes by their names. */
public final class UringMetrics {
  private static final Counted[] COUNTED = {
    new Files(),
    new Bytes(),
    new Batches(),
    new WaitMillis(),
    new Submissions(),
    new Enters(),
    new ShortReads(),
    new Retries(),
    new Skipped(),
    new Failed(),
    new Blocking(),
    new DirectRefused(),
    new DropRefused(),
    new QuarantinedBytes()
  };

  private UringMetrics() {}

  static CustomMetric[] all() {
    return Stream.concat(Stream.of(COUNTED), Stream.of(new MeanDepth(), new Fallbacks()))
        .toArray(CustomMetric[]::new);
  }

  static CustomTaskMetric[] of(final BatchReader reader) {
    final ReadCounters counters = reader.counters();
    final CustomTaskMetric[] values = new CustomTaskMetric[COUNTED.length + 2];
    for (int i = 0; i < COUNTED.length; i++) {
      values[i] = new Value(COUNTED[i].name(), COUNTED[i].of(counters));
    }
    values[COUNTED.length] = new Value(MeanDepth.NAME, Math.round(counters.meanDepth()));
    values[COUNTED.length + 1] = new Value(Fallbacks.NAME, reader.fallbackReason() == null ? 0 : 1);
    return values;
  }

  /** The values of a reader, and what was done besides it. */
  static CustomTaskMetric[] plus(final CustomTaskMetric[] values, final ReadCounters besides) {
    final CustomTaskMetric[] sums = values.clone();
    for (int i = 0; i < COUNTED.length; i++) {
      sums[i] = new Value(sums[i].name(), sums[i].value() + COUNTED[i].of(besides));
    }
    return sums;
  }

  /** What the driver has to say of a scan. */
  static CustomTaskMetric[] of(final ListedFiles listed) {
    return new CustomTaskMetric[] {new Value(Skipped.NAME, listed.skipped())};
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** A counter of the core, added up over the tasks. */
  abstract static class Counted extends CustomSumMetric {
    private final String name;
    private final String description;
    private final Counter counter;

    Counted(final String name, final String description, final Counter counter) {
      this.name = name;
      this.description = description;
      this.counter = counter;
    }

    long of(final ReadCounters counters) {
      return counters.sum(counter);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return description;
    }
  }

  /** Files, or ranges of files, read. */
  public static final class Files extends Counted {
    /** For Spark. */
    public Files() {
      super("uringFiles", "files read", Counter.FILES);
    }
  }

  /** Bytes read. */
  public static final class Bytes extends Counted {
    /** For Spark. */
    public Bytes() {
      super("uringBytes", "bytes read", Counter.BYTES);
    }
  }

  /** Batches handed to Spark. */
  public static final class Batches extends Counted {
    /** For Spark. */
    public Batches() {
      super("uringBatches", "batches", Counter.BATCHES);
    }
  }

  /** Milliseconds that tasks stood still because no batch had landed. */
  public static final class WaitMillis extends Counted {
    /** For Spark. */
    public WaitMillis() {
      super("uringWaitMillis", "milliseconds that tasks waited for batches", Counter.WAIT_NANOS);
    }

    @Override
    long of(final ReadCounters counters) {
      return super.of(counters) / 1_000_000;
    }
  }

  /** Requests to io_uring; 0 where blocking reads served. */
  public static final class Submissions extends Counted {
    /** For Spark. */
    public Submissions() {
      super("uringSubmissions", "io_uring submissions", Counter.SUBMISSIONS);
    }
  }

  /** Calls of {@code io_uring_enter}. */
  public static final class Enters extends Counted {
    /** For Spark. */
    public Enters() {
      super("uringEnters", "io_uring_enter calls", Counter.ENTERS);
    }
  }

  /** Reads that brought less than was asked for, and went on. */
  public static final class ShortReads extends Counted {
    /** For Spark. */
    public ShortReads() {
      super("uringShortReads", "short reads", Counter.SHORT_READS);
    }
  }

  /** Steps tried again after {@code EAGAIN} or {@code EINTR}. */
  public static final class Retries extends Counted {
    /** For Spark. */
    public Retries() {
      super("uringRetries", "retries", Counter.RETRIES);
    }
  }

  /** Files left out by policy. */
  public static final class Skipped extends Counted {
    static final String NAME = "uringSkipped";

    /** For Spark. */
    public Skipped() {
      super(NAME, "files left out", Counter.SKIPPED);
    }
  }

  /** Files whose rows have no content, by policy. */
  public static final class Failed extends Counted {
    /** For Spark. */
    public Failed() {
      super("uringFailed", "files kept without content", Counter.FAILED);
    }
  }

  /** Files that the ring left to blocking reads. */
  public static final class Blocking extends Counted {
    /** For Spark. */
    public Blocking() {
      super("uringBlocking", "files that the ring left to blocking reads", Counter.BLOCKING);
    }
  }

  /** Files read through the page cache although {@code directIo} was asked for. */
  public static final class DirectRefused extends Counted {
    /** For Spark. */
    public DirectRefused() {
      super("uringDirectRefused", "files that refused direct I/O", Counter.DIRECT_REFUSED);
    }
  }

  /** Files left in the page cache although {@code cache=drop} was asked for. */
  public static final class DropRefused extends Counted {
    /** For Spark. */
    public DropRefused() {
      super("uringDropRefused", "files left in the page cache", Counter.DROP_REFUSED);
    }
  }

  /** Memory kept from use for ever. */
  public static final class QuarantinedBytes extends Counted {
    /** For Spark. */
    public QuarantinedBytes() {
      super("uringQuarantinedBytes", "bytes in quarantine", Counter.QUARANTINED_BYTES);
    }
  }

  /** Reads in flight on a ring at a call of {@code io_uring_enter}: the mean over the tasks. */
  public static final class MeanDepth implements CustomMetric {
    static final String NAME = "uringMeanDepth";

    /** For Spark. */
    public MeanDepth() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "mean reads in flight";
    }

    @Override
    public String aggregateTaskMetrics(final long[] tasks) {
      // A task that no ring read for has no depth.
      final double mean = Arrays.stream(tasks).filter(depth -> depth > 0).average().orElse(0);
      return Long.toString(Math.round(mean));
    }
  }

  /** Tasks that fell back to blocking reads. */
  public static final class Fallbacks extends CustomSumMetric {
    static final String NAME = "uringFallbacks";

    /** For Spark. */
    public Fallbacks() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "tasks without io_uring";
    }
  }
}

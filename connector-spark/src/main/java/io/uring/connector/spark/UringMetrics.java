package io.uring.connector.spark;

import io.uring.connector.core.ReadCounters.Counter;
import io.uring.connector.core.scan.BatchReader;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's SQL tab shows of a scan. Spark makes the nested classes by their names. */
public final class UringMetrics {
  private UringMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new Files(), new Bytes(), new Submissions(), new Enters(), new Skipped(), new Fallbacks()
    };
  }

  static CustomTaskMetric[] of(final BatchReader reader) {
    return new CustomTaskMetric[] {
      value(Files.NAME, reader.counters().sum(Counter.FILES)),
      value(Bytes.NAME, reader.counters().sum(Counter.BYTES)),
      value(Submissions.NAME, reader.counters().sum(Counter.SUBMISSIONS)),
      value(Enters.NAME, reader.counters().sum(Counter.ENTERS)),
      value(Skipped.NAME, reader.counters().sum(Counter.SKIPPED)),
      value(Fallbacks.NAME, reader.fallbackReason() == null ? 0 : 1)
    };
  }

  /** What the driver has to say of a scan. */
  static CustomTaskMetric[] of(final ListedFiles listed) {
    return new CustomTaskMetric[] {value(Skipped.NAME, listed.skipped())};
  }

  private static CustomTaskMetric value(final String metric, final long sum) {
    return new CustomTaskMetric() {
      @Override
      public String name() {
        return metric;
      }

      @Override
      public long value() {
        return sum;
      }
    };
  }

  /** Files read. */
  public static final class Files extends CustomSumMetric {
    static final String NAME = "uringFiles";

    /** For Spark. */
    public Files() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "files read";
    }
  }

  /** Bytes read. */
  public static final class Bytes extends CustomSumMetric {
    static final String NAME = "uringBytes";

    /** For Spark. */
    public Bytes() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "bytes read";
    }
  }

  /** Requests to io_uring; 0 where blocking reads served. */
  public static final class Submissions extends CustomSumMetric {
    static final String NAME = "uringSubmissions";

    /** For Spark. */
    public Submissions() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "io_uring submissions";
    }
  }

  /** Calls of {@code io_uring_enter}. */
  public static final class Enters extends CustomSumMetric {
    static final String NAME = "uringEnters";

    /** For Spark. */
    public Enters() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "io_uring_enter calls";
    }
  }

  /** Files left out by policy. */
  public static final class Skipped extends CustomSumMetric {
    static final String NAME = "uringSkipped";

    /** For Spark. */
    public Skipped() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String description() {
      return "files left out";
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

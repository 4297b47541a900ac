package io.uring.connector.spark;

import io.uring.connector.core.ReadException;
import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.list.ListException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkException;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.SparkUnsupportedOperationException;
import org.apache.spark.sql.AnalysisException;
import scala.Option;
import scala.collection.immutable.Map;

/** Failures as Spark's own sources would throw them. */
final class SparkErrors {
  private SparkErrors() {}

  /** What a listing's failure becomes; thrown here where Spark's exception is a checked one. */
  static RuntimeException ofListing(final IOException failure) {
    if (failure instanceof ListException list
        && list.reason() == ListException.Reason.PATH_NOT_FOUND) {
      return unchecked(
          new AnalysisException(
              "PATH_NOT_FOUND",
              new Map.Map1<>("path", "file:" + list.path()),
              Option.apply(failure)));
    }
    if (failure instanceof ListException list) {
      switch (list.reason()) {
        case EMPTY_PARTITION_COLUMN_NAME,
            EMPTY_PARTITION_COLUMN_VALUE,
            CONFLICTING_DIRECTORY_STRUCTURES,
            CONFLICTING_PARTITION_COLUMN_NAMES,
            COLUMN_ALREADY_EXISTS -> {
          return new ListingFailure(list);
        }
        case WRONG_BASE_PATH, ILLEGAL_GLOB -> {
          return new IllegalArgumentException(list.getMessage(), list);
        }
        default -> {}
      }
    }
    return new UncheckedIOException(failure);
  }

  /** What a read's failure becomes: that is its cause. Thrown here, as Spark's is a checked one. */
  static RuntimeException ofReading(final ReadException failure) {
    return unchecked(
        new SparkException(
            failure.failure().kind() == Kind.MISSING
                ? "FAILED_READ_FILE.FILE_NOT_EXIST"
                : "FAILED_READ_FILE.NO_HINT",
            new Map.Map1<>("path", url(failure.failure().file())),
            failure));
  }

  /** What whoever writes is told: the same as by {@code binaryFile}. */
  static RuntimeException ofWriting() {
    return new SparkUnsupportedOperationException(
        "UNSUPPORTED_FEATURE.WRITE_FOR_BINARY_SOURCE", java.util.Map.of());
  }

  /** As Spark writes paths where they are encoded. */
  private static String url(final String path) {
    return new Path("file://" + path).toUri().toString();
  }

  /** Scala, which calls this source, knows no checked exceptions. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException unchecked(final Throwable failure)
      throws E {
    throw (E) failure;
  }

  /**
   * Carries the name of Spark's own error condition, and a text of ours: not every version has the
   * condition. Of Spark's exceptions, so that Python is told of the name too.
   */
  private static final class ListingFailure extends SparkRuntimeException {
    private static final long serialVersionUID = 1L;

    private final ListException.Reason reason;

    private ListingFailure(final ListException failure) {
      super(
          "INTERNAL_ERROR",
          new Map.Map1<>("message", String.valueOf(failure.getMessage())),
          failure,
          new QueryContext[0],
          "");
      reason = failure.reason();
    }

    @Override
    public String getMessage() {
      return "[" + reason + "] " + getMessageParameters().get("message");
    }

    @Override
    public String getCondition() {
      return reason.name();
    }
  }
}

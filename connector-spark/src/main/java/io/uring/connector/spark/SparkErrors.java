package io.uring.connector.spark;

import io.uring.connector.core.list.ListException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.AnalysisException;
import scala.collection.immutable.Map;

/** Failures as Spark's own sources would throw them. */
final class SparkErrors {
  private SparkErrors() {}

  /** What a listing's failure becomes; thrown here where Spark's exception is a checked one. */
  static RuntimeException ofListing(final IOException failure) {
    if (failure instanceof ListException list
        && list.reason() == ListException.Reason.PATH_NOT_FOUND) {
      final AnalysisException notFound =
          new AnalysisException("PATH_NOT_FOUND", new Map.Map1<>("path", "file:" + list.path()));
      notFound.initCause(failure);
      return unchecked(notFound);
    }
    return new UncheckedIOException(failure);
  }

  /** Scala, which calls this source, knows no checked exceptions. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException unchecked(final Throwable failure)
      throws E {
    throw (E) failure;
  }
}

package io.uring.connector.core;

import io.uring.connector.core.ReadFailure.Kind;

/** What becomes of requests that have no bytes; the names are those of Spark's text sources. */
public enum FailureMode {
  /** The scan fails with the first one. */
  FAILFAST,

  /** The row stays, without content, and says why. */
  PERMISSIVE,

  /**
   * The row is left out where the file is to blame. Without the right to read, with a medium that
   * fails, and with whatever else the kernel says, the scan fails: half of the rows would hide an
   * outage.
   */
  DROPMALFORMED;

  /** What becomes of one request. */
  public enum Outcome {
    /** It fails the scan. */
    FAIL,
    /** It has no row. */
    DROP,
    /** Its row has no content. */
    KEEP
  }

  Outcome of(final Kind kind) {
    return switch (this) {
      case FAILFAST -> Outcome.FAIL;
      case PERMISSIVE -> kind == Kind.CANCELED ? Outcome.FAIL : Outcome.KEEP;
      case DROPMALFORMED ->
          switch (kind) {
            case MISSING, CHANGED, SPECIAL, CORRUPT, TOO_LARGE -> Outcome.DROP;
            case DENIED, MEDIA, CANCELED, OTHER -> Outcome.FAIL;
          };
    };
  }
}

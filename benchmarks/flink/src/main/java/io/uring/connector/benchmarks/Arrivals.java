package io.uring.connector.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What has come out of the one job that runs now. Its subtasks live in this JVM and count on
 * threads of their own.
 */
final class Arrivals {
  private static volatile Arrivals now = new Arrivals(0, false);

  private final long expected;
  private final @Nullable SetDigest digest;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Completes when as many files have come as were expected. */
  final CompletableFuture<@Nullable Void> complete = new CompletableFuture<>();

  private Arrivals(final long expected, final boolean digests) {
    this.expected = expected;
    digest = digests ? new SetDigest() : null;
  }

  /** For the next job. */
  static Arrivals expect(final long files, final boolean digests) {
    final Arrivals made = new Arrivals(files, digests);
    now = made;
    return made;
  }

  /** Of the job that runs. */
  static Arrivals now() {
    return now;
  }

  void add(final long moreFiles, final long moreBytes) {
    bytes.addAndGet(moreBytes);
    if (files.addAndGet(moreFiles) == expected) {
      complete.complete(null);
    }
  }

  boolean digests() {
    return digest != null;
  }

  void add(final SetDigest more) {
    if (digest != null) {
      synchronized (digest) {
        digest.add(more);
      }
    }
  }

  long files() {
    return files.get();
  }

  long bytes() {
    return bytes.get();
  }

  String digest() {
    if (digest == null) {
      throw new IllegalStateException("only counted");
    }
    synchronized (digest) {
      return digest.text();
    }
  }
}

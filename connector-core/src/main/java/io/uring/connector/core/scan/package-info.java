/**
 * The way in, for adapters and for programs without Spark or Flink: what to read becomes a {@link
 * io.uring.connector.core.scan.FileScan}, which opens a {@link
 * io.uring.connector.core.scan.BatchReader} that hands out batches.
 *
 * <p>Engines are shared by all readers of a JVM that ask for the same; they start with the first
 * and end some seconds after the last. A reader is used by one thread at a time, any thread, and
 * may be closed from another.
 */
@NullMarked
package io.uring.connector.core.scan;

import org.jspecify.annotations.NullMarked;

/**
 * On the task managers: reads splits and hands out their rows.
 *
 * <p>A subtask's thread owns the {@link io.uring.connector.flink.reader.FileSourceReader} and its
 * {@code ReaderLease}; Flink's fetcher thread owns a {@code FileSplitReader}, of which there may be
 * several over time, even two at once. Whatever they open is known to the lease, which closes it
 * with the subtask: Flink does not always close or recycle what it was given (FLINK-40660).
 */
@NullMarked
package io.uring.connector.flink.reader;

import org.jspecify.annotations.NullMarked;

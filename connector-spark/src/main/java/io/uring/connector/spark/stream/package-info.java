/**
 * Micro-batches of files: which file belongs to which batch of a streaming query.
 *
 * <p>All of this lives on the driver, on the thread of the query's stream; {@link
 * io.uring.connector.spark.stream.FileStream} is what Spark calls. At each trigger the folders are
 * listed, {@code FoundFiles} keeps what is new and complete, {@code StreamLimit} cuts off a batch,
 * and {@code StreamLog} writes its files below the query's checkpoint <em>before</em> Spark hears
 * of it. An offset is nothing but the number of the last batch, so that a restart finds the files
 * of every batch in the log again, and none of them in another one.
 *
 * <p><b>Which files are new</b> is known to the core's {@link io.uring.connector.core.watch}; what
 * has been seen is what batches have been given.
 *
 * <p><b>The log.</b> {@code LogFolder} writes each batch under a hidden name and renames it. From
 * time to time the state is written as a whole ({@code N.seen}); what is older than the one before
 * is deleted, so at least the last 100 batches can be had again.
 */
@NullMarked
package io.uring.connector.spark.stream;

import org.jspecify.annotations.NullMarked;

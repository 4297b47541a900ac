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
 * <p><b>Which files are new.</b> Times cannot tell: {@code mv} brings old ones along, of a file as
 * of a whole folder, and a clock may go wrong. So {@code SeenFiles} remembers every file that is
 * there and has been given to a batch, 20 bytes each; what is not remembered is new, whatever its
 * times say. A file that has left its folder is forgotten {@code forgetAfter} later. The state is
 * therefore bounded by what is there now or was lately, and neither by the age of the query nor by
 * the number of its triggers.
 *
 * <p><b>The log.</b> {@code LogFolder} writes each batch under a hidden name and renames it. From
 * time to time the state is written as a whole ({@code N.seen}); what is older than the one before
 * is deleted, so at least the last 100 batches can be had again.
 */
@NullMarked
package io.uring.connector.spark.stream;

import org.jspecify.annotations.NullMarked;

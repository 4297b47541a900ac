/**
 * {@code format("uring")}: a thin adapter of Spark's DataSource V2, on its public interfaces only.
 *
 * <p>On the driver, {@code ListedFiles} holds what a load found and {@code UringScan} cuts it into
 * splits. In a task, {@code ColumnarReader} turns the core's batches into Spark's columns; a batch
 * that was handed out belongs to its consumer, and what is left belongs to the task's end.
 *
 * <p>{@code Uring.withContent} is a step of a query in place of a source: in a task, {@code
 * ReferenceRows} takes the rows of a table in windows, looks at their files on two threads of its
 * own, which end with the task, and {@code ReferenceContents} copies the content of each to the
 * heap.
 */
@NullMarked
package io.uring.connector.spark;

import org.jspecify.annotations.NullMarked;

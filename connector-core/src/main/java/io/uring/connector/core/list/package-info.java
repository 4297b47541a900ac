/**
 * Finding files: {@link io.uring.connector.core.list.FileLister} walks folders and globs and gives
 * back a {@link io.uring.connector.core.list.Listing}, the files in plan order with what their
 * folder names say of partitions. What is found is what Spark's file sources find (its {@code
 * InMemoryFileIndex} over Hadoop's local file system), except that names may be any bytes.
 *
 * <p>A listing runs on a few daemon threads of its own that end with it. Each folder belongs to the
 * thread that reads it until the walk is over; from then on to the caller. What is public here is
 * immutable, but for builders, and safe on any thread.
 */
@NullMarked
package io.uring.connector.core.list;

import org.jspecify.annotations.NullMarked;

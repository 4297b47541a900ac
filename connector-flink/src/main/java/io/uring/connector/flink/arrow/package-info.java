/**
 * Batches of files as Arrow columns, and how Flink copies them and sends them.
 *
 * <p>An {@link io.uring.connector.flink.arrow.ArrowBatch} is a handle: it has a hold on columns
 * that other handles may hold too, or it lives as long as the handle that it was lent by. The
 * columns of a source's batch lie in a slab of the pool, which has to come back soon: Flink's
 * copies of such a batch are lent. Those of a batch that was detached, or that has come over the
 * network, lie in direct memory of their own: each of Flink's copies has a hold, and memory that
 * nobody has closed is freed with the garbage, because no operator of Flink's closes what it is
 * given. Handles may be made and closed on any thread.
 */
@NullMarked
package io.uring.connector.flink.arrow;

import org.jspecify.annotations.NullMarked;

/**
 * Batches as their consumers see them: rows of a landed batch, and Arrow vectors over its slab
 * without a copy.
 *
 * <p>A {@link io.uring.connector.core.arrow.FileBatch} holds its slab until it is closed; every
 * vector made of it holds the slab on its own. Batches are used by one thread at a time, any
 * thread.
 */
@NullMarked
package io.uring.connector.core.arrow;

import org.jspecify.annotations.NullMarked;

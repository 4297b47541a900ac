/**
 * What reads: the {@link io.uring.connector.core.engine.ReadEngine} interface, the unit of work
 * ({@link io.uring.connector.core.engine.BatchRead}), and the engine of blocking reads.
 *
 * <p>A batch belongs to the engine from {@code submit} until it has landed; only then may others
 * look at its slab or release it. Engines take batches from any thread and land them on threads of
 * their own.
 */
@NullMarked
package io.uring.connector.core.engine;

import org.jspecify.annotations.NullMarked;

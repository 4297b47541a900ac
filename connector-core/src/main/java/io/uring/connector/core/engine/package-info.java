/**
 * What reads: the {@link io.uring.connector.core.engine.ReadEngine} interface, the unit of work
 * ({@link io.uring.connector.core.engine.BatchRead}), and the engine of blocking reads.
 *
 * <p>A batch belongs to the engine from {@code submit} or {@code read} until it has landed; only
 * then may others look at its slab or release it. Engines take batches from any thread, and land
 * them on threads of their own or on that of {@code read}.
 *
 * <p>The events for Java Flight Recorder stand beside what they tell of: here, in {@code
 * engine.uring} and in {@code scan}. Those that are public are for the engines of other packages.
 */
@NullMarked
package io.uring.connector.core.engine;

import org.jspecify.annotations.NullMarked;

/**
 * Slabs: the off-heap memory that files are read into, and the budget that bounds it.
 *
 * <p>A {@link io.uring.connector.core.memory.Slab} is held by whoever has retained it, and goes
 * back to its {@link io.uring.connector.core.memory.SlabPool} when the last holder releases it: the
 * engine holds it until the last completion has been seen, then the batch, then every Arrow buffer
 * over it. The pool is one per JVM and safe on any thread; its lock, which guards the budget, those
 * who wait and the slabs that are kept, is taken per batch, never per file.
 */
@NullMarked
package io.uring.connector.core.memory;

import org.jspecify.annotations.NullMarked;

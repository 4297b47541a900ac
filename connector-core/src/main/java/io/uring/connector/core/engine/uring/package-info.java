/**
 * The io_uring engine, and the only place with native calls.
 *
 * <p>Each {@code RingThread} makes, drains and closes one {@code Ring}, and drives it while reads
 * wait for a disk; whoever drives it holds its turn. Batches come in through a queue and land on
 * the ring's thread, or a task reads them itself in a turn of its own. Slabs that the kernel may
 * write to belong to the ring until their completions have been seen; those that miss the deadline
 * at close are quarantined.
 *
 * <p>Everything but the system calls is plain Java 17 over mapped memory. {@code NativeCalls} is
 * the boundary; its bindings through Panama are compiled for Java 22 and found by name, so that no
 * older JVM ever loads them. Layouts and numbers are those of {@code
 * include/uapi/linux/io_uring.h}, Linux 6.18.
 */
@NullMarked
package io.uring.connector.core.engine.uring;

import org.jspecify.annotations.NullMarked;

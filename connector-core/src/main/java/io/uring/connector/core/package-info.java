/**
 * The values that every other room speaks: what to read ({@link io.uring.connector.core.FileTable},
 * {@link io.uring.connector.core.RequestList}), how ({@link io.uring.connector.core.ReadOptions}),
 * what went wrong ({@link io.uring.connector.core.ReadFailure}) and what was done ({@link
 * io.uring.connector.core.ReadCounters}).
 *
 * <p>Everything here is immutable and safe on any thread, except the counters, which are safe on
 * any thread because they only ever add. This package uses nothing of the others.
 */
@NullMarked
package io.uring.connector.core;

import org.jspecify.annotations.NullMarked;

/**
 * Requests into splits: the units that tasks take.
 *
 * <p>Planning is a function of its arguments: the same requests and options give the same splits,
 * on any thread.
 */
@NullMarked
package io.uring.connector.core.plan;

import org.jspecify.annotations.NullMarked;

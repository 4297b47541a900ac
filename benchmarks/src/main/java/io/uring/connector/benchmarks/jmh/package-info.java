/**
 * Hot spots, measured with JMH: {@code benchmarks/run jmh}. Only what is public in the core is
 * called, as an adapter would call it.
 */
@NullMarked
package io.uring.connector.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;

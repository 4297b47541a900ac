/** Programs for Flink to copy. */
@NullMarked
package io.uring.connector.examples.flink;

import org.jspecify.annotations.NullMarked;

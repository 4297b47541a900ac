/**
 * Programs to be copied: pictures in folders with Spark, and a walk through files without any
 * framework.
 */
@NullMarked
package io.uring.connector.examples;

import org.jspecify.annotations.NullMarked;

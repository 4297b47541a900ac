/** The source for Flink's DataStream, Table and SQL APIs. */
@NullMarked
package io.uring.connector.flink;

import org.jspecify.annotations.NullMarked;

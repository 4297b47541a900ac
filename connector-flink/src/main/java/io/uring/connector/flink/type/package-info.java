/** Types of records, as Flink knows them. Immutable, and safe on any thread. */
@NullMarked
package io.uring.connector.flink.type;

import org.jspecify.annotations.NullMarked;

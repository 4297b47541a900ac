/**
 * SQL: {@code CREATE TABLE … WITH ('connector' = 'uring', …)}.
 *
 * <p>The planner's thread owns a {@code UringTableSource} and tells it what a query needs; what
 * comes of that, a {@link io.uring.connector.flink.UringSource} with a {@code FileSelection} and a
 * {@code RowDeserializer}, travels to the cluster. Of a query that ends, the planner may list the
 * files; of one that does not, nothing is listed before the job runs.
 */
@NullMarked
package io.uring.connector.flink.table;

import org.jspecify.annotations.NullMarked;

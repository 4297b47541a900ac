package io.uring.connector.spark;

import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The step of a query that reads for the rows of a partition.
 *
 * @param columns what says which bytes to read
 * @param options how to read
 * @param totals are told what was done
 */
record ReadReferences(ReferenceColumns columns, ReferenceOptions options, ReferenceTotals totals)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(final Iterator<Row> rows) {
    return rows.hasNext()
        ? new ReferenceRows(rows, columns, options, totals)
        : Collections.emptyIterator();
  }
}

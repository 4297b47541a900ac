package io.uring.connector.spark;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Reads what the rows of a table name: by {@link #withContent} a DataFrame with paths, and with
 * labels or whatever else it has, gets the files' bytes. All methods are safe on any thread.
 */
public final class Uring {
  private Uring() {}

  /**
   * Adds the files' bytes as a column {@code content}, as {@link #withContent(Dataset, String,
   * Map)} does without options.
   *
   * @param rows any DataFrame
   * @param pathColumn name of its column of paths
   * @return the same rows with one column more
   */
  public static Dataset<Row> withContent(final Dataset<Row> rows, final String pathColumn) {
    return withContent(rows, pathColumn, Map.of());
  }

  /**
   * Adds the bytes of the files, or ranges of files, that rows name, as a BINARY column behind the
   * others. Rows keep their order and their partitions: nothing is shuffled. It is lazy, as all of
   * Spark; each task reads for its own rows, some of them ahead.
   *
   * <p>A path is absolute, or a URI of this machine's files: {@code file:///a%20b}, as {@code
   * input_file_name()} has it, is unescaped; in {@code file:/a b}, as the column {@code path} of
   * {@code binaryFile} and {@code uring} has it, every character means itself. {@code
   * _metadata.file_path} is escaped and yet has one slash: take {@code path} in its place, or put
   * two more slashes in. Where the path is null, the content is null.
   *
   * <p>Options, in any case: {@code contentColumn}, the name of the new column ({@code content});
   * {@code offsetColumn} and {@code lengthColumn}, names of integral columns with the range to be
   * read, null for the start of the file and for all that follows; {@code mode}, {@code
   * rejectsPath}, {@code ignoreMissingFiles} and {@code ignoreCorruptFiles}, which say what becomes
   * of rows that cannot be read; {@code decode} and {@code maxPixels}, which add columns of
   * pictures; and those on how to read: {@code engine}, {@code binding}, {@code threads}, {@code
   * queueDepth}, {@code batchBytes}, {@code batchRows}, {@code memoryBudget}, {@code headBytes},
   * {@code verify}, {@code cache}, {@code directIo}. The session's {@code
   * spark.datasource.uring.NAME} count where an option is not set.
   *
   * <p>A file is looked at and read when its row's turn comes. What fails to be read fails the task
   * with Spark's {@code FAILED_READ_FILE}, and a range that does not lie within its file is such a
   * failure. With {@code mode=PERMISSIVE} the row stays, without content, and a column {@code
   * error} says why, also where the path is none of this machine's.
   *
   * @param rows any DataFrame
   * @param pathColumn name of its column of paths, a STRING
   * @param options as above
   * @return the same rows with one column more
   * @throws IllegalArgumentException if a column is missing or of another type, if there is a
   *     column {@code content} already, or if an option makes no sense; says what to change
   */
  public static Dataset<Row> withContent(
      final Dataset<Row> rows, final String pathColumn, final Map<String, String> options) {
    final SparkSession session = rows.sparkSession();
    final CaseInsensitiveStringMap map = new CaseInsensitiveStringMap(options);
    final StructType before = rows.schema();
    final ReferenceOptions reading = ReferenceOptions.of(session, map);
    final ReferenceColumns columns =
        ReferenceColumns.of(
            before,
            pathColumn,
            map,
            reading.decode(),
            reading.keepsErrors(),
            Boolean.parseBoolean(session.conf().get("spark.sql.caseSensitive", "false")));
    return rows.mapPartitions(
        new ReadReferences(columns, reading, ReferenceTotals.register(session.sparkContext())),
        Encoders.row(columns.addedTo(before)));
  }
}

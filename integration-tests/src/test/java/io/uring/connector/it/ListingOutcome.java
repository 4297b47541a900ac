package io.uring.connector.it;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.Glob;
import io.uring.connector.core.list.ListException;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.core.list.Listing;
import io.uring.connector.spark.InferredPartitions;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a read finds, comparable: an error condition, or partition columns and sorted rows.
 *
 * @param error the condition; empty if the read works
 * @param partitions the partition columns with their types
 * @param rows path, modification time in milliseconds, length and partition values
 */
record ListingOutcome(String error, String partitions, List<String> rows) {
  private static final List<String> DATA_COLUMNS =
      List.of("path", "modificationTime", "length", "content");

  /** Of Spark's own source. */
  static ListingOutcome ofBinaryFile(
      final SparkSession spark,
      final List<String> roots,
      final Map<String, String> options,
      final @Nullable StructType schema) {
    try {
      final DataFrameReader reader = spark.read().format("binaryFile").options(options);
      final Dataset<Row> read =
          (schema == null ? reader : reader.schema(schema)).load(roots.toArray(new String[0]));
      final List<Column> columns = new ArrayList<>();
      for (final String name : List.of("path", "modificationTime", "length")) {
        columns.add(functions.col(name));
      }
      StructType partitions = new StructType();
      for (final StructField field : read.schema().fields()) {
        if (!DATA_COLUMNS.contains(field.name())) {
          partitions = partitions.add(field);
          columns.add(read.col("`" + field.name() + "`"));
        }
      }
      final List<String> rows = new ArrayList<>();
      for (final Row row : read.select(columns.toArray(new Column[0])).collectAsList()) {
        final List<@Nullable Object> values = new ArrayList<>();
        for (int i = 3; i < row.size(); i++) {
          values.add(row.get(i));
        }
        final String path = row.getString(0).substring("file:".length());
        final Object modified = row.get(1);
        final long millis =
            modified instanceof Instant instant
                ? instant.toEpochMilli()
                : ((Timestamp) modified).getTime();
        rows.add(row(path, millis, row.getLong(2), values));
      }
      return of(partitions, rows);
    } catch (final Exception e) {
      return failed(e);
    }
  }

  /** Of the connector's lister. */
  static ListingOutcome ofLister(
      final SparkSession spark,
      final List<String> roots,
      final Map<String, String> options,
      final @Nullable StructType schema) {
    try {
      final Listing listing = FileLister.list(roots, listOptions(spark, options));
      final InferredPartitions partitions = new InferredPartitions(spark, listing, options, schema);
      final FileTable files = listing.files();
      final List<String> rows = new ArrayList<>();
      for (int file = 0; file < files.size(); file++) {
        final int partition = listing.partition(files.directory(file));
        rows.add(
            row(
                files.path(file),
                Math.floorDiv(files.modifiedNanos(file), 1_000_000L),
                files.length(file),
                partition < 0 ? List.of() : partitions.values(partition)));
      }
      return of(partitions.schema(), rows);
    } catch (final Exception e) {
      return failed(e);
    }
  }

  private static ListOptions listOptions(
      final SparkSession spark, final Map<String, String> options) {
    final ListOptions.Builder builder = ListOptions.builder().skipEmpty();
    options.forEach(
        (key, value) -> {
          switch (key) {
            case "recursiveFileLookup" -> {
              if (Boolean.parseBoolean(value)) {
                builder.recursive();
              }
            }
            case "pathGlobFilter" -> builder.nameGlob(Glob.of(value));
            case "basePath" -> builder.basePath(value);
            case "ignoreInvalidPartitionPaths" -> builder.ignoreInvalidPartitions();
            case "modifiedAfter" -> builder.modifiedAfterMillis(millis(value));
            case "modifiedBefore" -> builder.modifiedBeforeMillis(millis(value));
            default -> {}
          }
        });
    if (Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive"))) {
      builder.caseSensitive();
    }
    return builder.build();
  }

  private static long millis(final String text) {
    return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static String row(
      final String path,
      final long millis,
      final long length,
      final List<? extends @Nullable Object> values) {
    final List<String> texts = new ArrayList<>();
    for (final Object value : values) {
      texts.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
    }
    return path + " " + millis + " " + length + " " + texts;
  }

  private static ListingOutcome of(final StructType partitions, final List<String> rows) {
    Collections.sort(rows);
    return new ListingOutcome("", partitions.toString(), rows);
  }

  private static ListingOutcome failed(final Exception failure) {
    // Before Spark 4.2 these were assertions.
    if (failure.getCause() instanceof AssertionError assertion) {
      for (final String what : List.of("NAME", "VALUE")) {
        final String text = "Empty partition column " + what.toLowerCase(Locale.ROOT);
        if (String.valueOf(assertion.getMessage()).contains(text)) {
          return new ListingOutcome("EMPTY_PARTITION_COLUMN_" + what, "", List.of());
        }
      }
    }
    return new ListingOutcome(condition(failure), "", List.of());
  }

  private static String condition(final Throwable failure) {
    if (failure instanceof ListException ours) {
      return ours.reason().name();
    }
    if (failure instanceof SparkThrowable named && named.getCondition() != null) {
      return named.getCondition();
    }
    final String message = String.valueOf(failure.getMessage());
    if (failure instanceof PatternSyntaxException
        || (failure instanceof IOException && message.startsWith("Illegal file pattern"))) {
      return "ILLEGAL_GLOB";
    }
    if (failure instanceof IllegalArgumentException && message.contains("basePath")) {
      return "WRONG_BASE_PATH";
    }
    return failure.toString();
  }
}

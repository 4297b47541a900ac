package io.uring.connector.spark;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.Listing;
import io.uring.connector.core.list.Manifest;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** What a load found: the files, their partition values, and the schema of the table. */
final class ListedFiles {
  private final SparkOptions options;
  private final PartitionRules rules;
  private final Listing listing;
  private final RequestList requests;
  private final PartitionColumns partitions;
  private final StructType schema;

  private ListedFiles(
      final SparkOptions options,
      final PartitionRules rules,
      final Listing listing,
      final PartitionColumns partitions,
      final StructType schema) {
    this.options = options;
    this.rules = rules;
    this.listing = listing;
    requests = options.rows(listing.requests());
    this.partitions = partitions;
    this.schema = schema;
  }

  /**
   * Lists what the options name: paths, or a manifest.
   *
   * @param userSchema the schema that the user asked for, or null
   */
  static ListedFiles list(
      final CaseInsensitiveStringMap map, final @Nullable StructType userSchema) {
    final SparkSession session = SparkSession.active();
    PythonFunctions.watch(session);
    final PartitionRules rules = PartitionRules.of(session.conf(), map, userSchema);
    final SparkOptions options = SparkOptions.of(session, map, rules);
    final Listing listing;
    try {
      final String manifest = options.manifest();
      listing =
          manifest == null
              ? FileLister.list(options.roots(), options.listing())
              : Manifest.list(manifest, options.listing());
    } catch (final IOException e) {
      throw SparkErrors.ofListing(e);
    }
    final PartitionColumns partitions = PartitionColumns.infer(listing, rules);
    return new ListedFiles(
        options,
        rules,
        listing,
        partitions,
        FileColumns.schema(partitions.schema(), rules, options));
  }

  SparkOptions options() {
    return options;
  }

  PartitionRules rules() {
    return rules;
  }

  /** The rows of the table: a file or range each, or a chunk of one. */
  RequestList requests() {
    return requests;
  }

  /**
   * How many files and folders the listing has left out, by policy or because they lead nowhere.
   */
  int skipped() {
    return listing.skipped().size();
  }

  StructType schema() {
    return schema;
  }

  StructType partitionSchema() {
    return partitions.schema();
  }

  /** The partition values of a folder, one for each field of the partition schema. */
  @Nullable Object[] partitionValues(final int directory) {
    final int partition = listing.partition(directory);
    return partition < 0 ? new Object[0] : partitions.values(partition);
  }

  /**
   * Whether another load found the same and reads it in the same way: a query gets the same rows
   * from both.
   */
  boolean sameAs(final ListedFiles other) {
    if (this == other) {
      return true;
    }
    return schema.equals(other.schema)
        && options.readsAs(other.options)
        && requests().sameRequests(other.requests())
        && samePartitions(other);
  }

  private boolean samePartitions(final ListedFiles other) {
    if (!partitionSchema().equals(other.partitionSchema())) {
      return false;
    }
    final FileTable files = requests().files();
    final FileTable others = other.requests().files();
    int last = -1;
    for (int file = 0; file < files.size(); file++) {
      final int directory = files.directory(file);
      if (directory != last
          && !Arrays.deepEquals(
              partitionValues(directory), other.partitionValues(others.directory(file)))) {
        return false;
      }
      last = directory;
    }
    return true;
  }
}

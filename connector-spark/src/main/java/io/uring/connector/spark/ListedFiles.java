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

/**
 * What a load found: the files, their partition values, and the schema of the table. Safe on any
 * thread.
 */
final class ListedFiles {
  private final SparkOptions options;
  private final PartitionRules rules;
  private final StructType partitionSchema;
  private final StructType schema;

  /** Null once a stream has taken over, until somebody asks again. */
  private volatile @Nullable Found found;

  private record Found(Listing listing, RequestList requests, PartitionColumns partitions) {
    static Found by(final SparkOptions options, final PartitionRules rules) {
      final String manifest = options.manifest();
      try {
        final Listing listing =
            manifest == null
                ? FileLister.list(options.roots(), options.listing())
                : Manifest.list(manifest, options.listing());
        return new Found(
            listing, options.rows(listing.requests()), PartitionColumns.infer(listing, rules));
      } catch (final IOException e) {
        throw SparkErrors.ofListing(e);
      }
    }
  }

  private ListedFiles(
      final SparkOptions options,
      final PartitionRules rules,
      final Found found,
      final StructType schema) {
    this.options = options;
    this.rules = rules;
    this.found = found;
    partitionSchema = found.partitions().schema();
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
    final PartitionRules rules = PartitionRules.of(session.conf(), map, userSchema);
    final SparkOptions options = SparkOptions.of(session, map, rules);
    final Found found = Found.by(options, rules);
    return new ListedFiles(
        options, rules, found, FileColumns.schema(found.partitions().schema(), rules, options));
  }

  SparkOptions options() {
    return options;
  }

  PartitionRules rules() {
    return rules;
  }

  /** Lets the memory of all files go; they are listed anew if somebody asks for them again. */
  void forget() {
    found = null;
  }

  private Found found() {
    final Found known = found;
    return known != null ? known : findAgain();
  }

  private synchronized Found findAgain() {
    final Found known = found;
    if (known != null) {
      return known;
    }
    final Found again = Found.by(options, rules.with(schema));
    if (!again.partitions().schema().equals(partitionSchema)) {
      throw new IllegalStateException(
          "the partition columns have changed since the load: load again; columns="
              + again.partitions().schema().simpleString()
              + ", before="
              + partitionSchema.simpleString());
    }
    found = again;
    return again;
  }

  /** The rows of the table: a file or range each, or a chunk of one. */
  RequestList requests() {
    return found().requests();
  }

  /**
   * How many files and folders the listing has left out, by policy or because they lead nowhere.
   */
  int skipped() {
    return found().listing().skipped().size();
  }

  StructType schema() {
    return schema;
  }

  StructType partitionSchema() {
    return partitionSchema;
  }

  /** The partition values of a folder, one for each field of the partition schema. */
  @Nullable Object[] partitionValues(final int directory) {
    final Found files = found();
    final int partition = files.listing().partition(directory);
    return partition < 0 ? new Object[0] : files.partitions().values(partition);
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

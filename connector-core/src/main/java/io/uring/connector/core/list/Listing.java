package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listing found: files in plan order, the partitions that their folders stand for, and what
 * was passed over. Immutable; safe on any thread.
 *
 * <p>Partitions are numbered on their own, in plan order. There may be some without files in the
 * table: what {@link ListOptions} filter out still takes part in finding the columns' types.
 */
public final class Listing {
  /**
   * Something that has no row.
   *
   * @param path absolute path, read as UTF-8
   * @param reason why
   */
  public record Skipped(String path, Reason reason) {}

  /** Why something has no row. Hidden names and what the options filter out are not mentioned. */
  public enum Reason {
    /** A link that leads nowhere, or a file that vanished during the listing. */
    DANGLING,
    /** A link to a folder that it is itself in. */
    LOOP,
    /** A root or a file of a manifest that is not there, or a folder that vanished meanwhile. */
    MISSING,
    /** A folder with files that has no partition values although others have. */
    OUTSIDE_PARTITIONS
  }

  private final RequestList requests;
  private final Partitions partitions;
  private final int[] partitionOfDirectory;
  private final List<Skipped> skipped;

  Listing(
      final FileTable files,
      final Partitions partitions,
      final int[] partitionOfDirectory,
      final List<Skipped> skipped) {
    this(RequestList.wholeFiles(files), partitions, partitionOfDirectory, skipped);
  }

  Listing(
      final RequestList requests,
      final Partitions partitions,
      final int[] partitionOfDirectory,
      final List<Skipped> skipped) {
    this.requests = requests;
    this.partitions = partitions;
    this.partitionOfDirectory = partitionOfDirectory;
    this.skipped = List.copyOf(skipped);
  }

  /**
   * What to read: each file once and whole or, from a manifest, a request for each of its rows.
   *
   * @return requests in plan order
   */
  public RequestList requests() {
    return requests;
  }

  /**
   * The files. Of a walk: those of one folder together, by name; a folder before the folders in it;
   * roots in the order given. Of a manifest: in the order in which it names them first.
   *
   * @return the table
   */
  public FileTable files() {
    return requests.files();
  }

  /**
   * The names of the partition columns, from the outermost folder to the innermost, as the first
   * partition writes them.
   *
   * @return the names; empty where there are no partitions
   */
  public List<String> partitionColumns() {
    return partitions.columns();
  }

  /**
   * The number of partitions.
   *
   * @return zero or more
   */
  public int partitions() {
    return partitions.size();
  }

  /**
   * The partition of a folder.
   *
   * @param directory number of the folder in {@link #files()}
   * @return number of the partition; -1 where there are no partitions
   */
  public int partition(final int directory) {
    return partitions.size() == 0 ? -1 : partitionOfDirectory[directory];
  }

  /**
   * What stands behind the {@code =} in a folder's name, as it stands there.
   *
   * @param partition number of the partition
   * @param column number of the column
   * @return the text, with {@code %xx} still in it
   */
  public String rawPartitionValue(final int partition, final int column) {
    return partitions.value(partition, column);
  }

  /**
   * The text of a partition value.
   *
   * @param partition number of the partition
   * @param column number of the column
   * @return the text, or null for {@code __HIVE_DEFAULT_PARTITION__}
   */
  public @Nullable String partitionValue(final int partition, final int column) {
    return partitionText(partitions.value(partition, column));
  }

  /**
   * The text that a {@linkplain #rawPartitionValue raw} partition value stands for.
   *
   * @param raw what stands behind the {@code =} in a folder's name
   * @return the text, or null for {@code __HIVE_DEFAULT_PARTITION__}
   */
  public static @Nullable String partitionText(final String raw) {
    return raw.equals(PartitionPath.NULL_VALUE) ? null : PartitionPath.unescape(raw);
  }

  /**
   * What was passed over, in plan order.
   *
   * @return the list
   */
  public List<Skipped> skipped() {
    return skipped;
  }
}

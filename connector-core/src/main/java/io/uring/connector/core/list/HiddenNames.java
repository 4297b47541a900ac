package io.uring.connector.core.list;

/**
 * Which names Spark does not see: what begins with a dot, what begins with an underscore and is no
 * partition, and files that {@code hadoop fs -cp} has not finished. The summaries that Parquet
 * leaves behind are looked into but are no data.
 */
final class HiddenNames {
  private HiddenNames() {}

  /** As {@code HadoopFSUtils.shouldFilterOutPathName}. */
  static boolean hidesFolder(final String name) {
    return (isPrivate(name) || name.endsWith("._COPYING_"))
        && !name.startsWith("_metadata")
        && !name.startsWith("_common_metadata");
  }

  /** As for folders, and {@code PartitioningAwareFileIndex.isDataPath} on top. */
  static boolean hidesFile(final String name) {
    return isPrivate(name) || hidesFolder(name);
  }

  private static boolean isPrivate(final String name) {
    return name.startsWith(".") || (name.startsWith("_") && name.indexOf('=') < 0);
  }
}

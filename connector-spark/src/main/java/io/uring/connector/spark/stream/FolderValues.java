package io.uring.connector.spark.stream;

import io.uring.connector.core.list.Listing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one folder's path says of the partition columns.
 *
 * @param raw as the names have it
 * @param text without {@code %xx}; null for the name that stands for null
 */
record FolderValues(List<String> raw, List<@Nullable String> text) {

  static FolderValues of(final Listing listing, final int directory) {
    final List<String> raw = new ArrayList<>();
    final List<@Nullable String> text = new ArrayList<>();
    final int partition = listing.partition(directory);
    for (int column = 0; column < listing.partitionColumns().size(); column++) {
      raw.add(listing.rawPartitionValue(partition, column));
      text.add(listing.partitionValue(partition, column));
    }
    return new FolderValues(raw, Collections.unmodifiableList(text));
  }

  void write(final DataOutput out) throws IOException {
    for (int column = 0; column < raw.size(); column++) {
      out.writeUTF(raw.get(column));
      final String value = text.get(column);
      out.writeBoolean(value != null);
      if (value != null) {
        out.writeUTF(value);
      }
    }
  }

  static FolderValues read(final DataInput in, final int columns) throws IOException {
    final List<String> raw = new ArrayList<>();
    final List<@Nullable String> text = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      raw.add(in.readUTF());
      text.add(in.readBoolean() ? in.readUTF() : null);
    }
    return new FolderValues(raw, Collections.unmodifiableList(text));
  }
}

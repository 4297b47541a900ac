package io.uring.connector.core.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes small Parquet files. */
final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * Writes rows of values, each a String, Long, Integer or null.
   *
   * @param schema columns, such as {@code required binary path (UTF8); optional int64 offset;}
   */
  static Path write(Path file, String schema, CompressionCodecName codec, Object[]... rows)
      throws IOException {
    return write(file, schema, codec, true, rows);
  }

  /** The same with or without a checksum for each page. */
  static Path write(
      Path file, String schema, CompressionCodecName codec, boolean checksums, Object[]... rows)
      throws IOException {
    Files.deleteIfExists(file);
    MessageType type = MessageTypeParser.parseMessageType("message rows { " + schema + " }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withCompressionCodec(codec)
            .withPageWriteChecksumEnabled(checksums)
            .withRowGroupSize(4096L)
            .withPageSize(512)
            .build()) {
      SimpleGroupFactory groups = new SimpleGroupFactory(type);
      for (Object[] row : rows) {
        Group group = groups.newGroup();
        for (int column = 0; column < row.length; column++) {
          if (row[column] instanceof String text) {
            group.add(column, text);
          } else if (row[column] instanceof Long number) {
            group.add(column, number);
          } else if (row[column] instanceof Integer number) {
            group.add(column, number);
          }
        }
        writer.write(group);
      }
    }
    return file;
  }
}

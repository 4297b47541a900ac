package io.uring.connector.benchmarks;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * How large the pictures of a set are: from their headers alone, or by ImageIO from their bytes.
 */
final class HeaderSide implements Side {
  private static final String[] EVERYTHING = {
    "count(*)", "sum(size)", "sum(cast(xxhash64(path, size) as decimal(38, 0)))"
  };

  private final String name;
  private final String format;
  private final String engine;
  private final SparkSession session;
  private final DataSet data;
  private final Map<String, String> options;
  private final boolean headers;

  private HeaderSide(
      final String name,
      final String format,
      final String engine,
      final SparkSession session,
      final DataSet data,
      final Map<String, String> options,
      final boolean headers) {
    this.name = name;
    this.format = format;
    this.engine = engine;
    this.session = session;
    this.data = data;
    this.options = options;
    this.headers = headers;
  }

  /** By {@code decode=header}. */
  static HeaderSide ofHeaders(
      final String engine,
      final SparkSession session,
      final DataSet data,
      final Map<String, String> options) {
    return new HeaderSide("header", "uring", engine, session, data, options, true);
  }

  /** By the JDK's reader, from the whole file. */
  static HeaderSide ofContent(
      final String format,
      final String engine,
      final SparkSession session,
      final DataSet data,
      final Map<String, String> options) {
    return new HeaderSide(format, format, engine, session, data, options, false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() {
    return rows().selectExpr(EVERYTHING).head().mkString("-");
  }

  @Override
  public Run run() throws IOException {
    final long before = ReadCounters.jvm().sum(Counter.BYTES);
    final Stopwatch watch = Stopwatch.start();
    final long files = rows().selectExpr("count(size)", "sum(size)").head().getLong(0);
    final long bytes =
        headers ? ReadCounters.jvm().sum(Counter.BYTES) - before : data.files().totalLength();
    final Run run = watch.stop(engine, files, bytes);
    if (files != data.files().size() || engine.startsWith("uring") != run.submissions() > 0) {
      throw new IllegalStateException(
          "another engine ran, or not all files are pictures: expected=%s, submissions=%d, pictures=%d"
              .formatted(engine, run.submissions(), files));
    }
    return run;
  }

  private Dataset<Row> rows() {
    final Dataset<Row> files =
        session
            .read()
            .format(format)
            .option("recursiveFileLookup", "true")
            .options(options)
            .option("decode", headers ? "header" : "none")
            .load(data.root().toString());
    final UDF1<byte[], Long> imageIo = HeaderSide::size;
    final Column size =
        headers
            ? functions.expr("width * 65536L + height")
            : functions.udf(imageIo, DataTypes.LongType).apply(files.col("content"));
    return files.select(files.col("path"), size.as("size"));
  }

  /** Nothing is decoded for this, nor written to a file. */
  private static Long size(final byte[] content) throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      final Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      while (readers.hasNext()) {
        final ImageReader reader = readers.next();
        // A library of ours has put its own there.
        if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
          reader.setInput(stream, true, true);
          try {
            return reader.getWidth(0) * 65_536L + reader.getHeight(0);
          } finally {
            reader.dispose();
          }
        }
      }
    }
    return null;
  }
}

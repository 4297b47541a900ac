package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadCounters;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no plain file, or too large a one, neither hangs a query nor is opened. */
@Tag("spark")
class OddFileTest {
  private static final String MAX_LENGTH = "spark.sql.sources.binaryFile.maxLength";

  private SparkSession spark;

  @TempDir Path folder;

  @BeforeEach
  void start() {
    spark = SharedSpark.session();
  }

  @Test
  void shouldAgreeOnAFolderWithFifoAndSocket() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", "b").withFolder("c");
    SpecialFiles.fifo(tree.file("fifo"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.file("socket")));
      tree.withLink("device", "/dev/zero").withLink("null", "/dev/null");
      new BothFormats(spark).agreeOn(2, tree.path());
      new BothFormats(spark).agreeOn(0, tree.path("fifo"));
      new BothFormats(spark).agreeOn(1, tree.path("socket"), tree.path("device"), tree.path("a"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void shouldNotOpenMoreThanARowCanHold(final String engine) throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10);
    try (RandomAccessFile sparse = new RandomAccessFile(tree.file("sparse").toFile(), "rw")) {
      sparse.setLength((1L << 31) + 5);
    }
    final Dataset<Row> read =
        spark.read().format("uring").option("engine", engine).load(tree.path("sparse"));
    final String before = ReadCounters.jvm().toString();
    assertThatThrownBy(read::collectAsList)
        .hasStackTraceContaining(
            "open failed: errno=EFBIG(27), file="
                + tree.path("sparse")
                + ", offset=0, length=2147483653: it exceeds the max length allowed, "
                + MAX_LENGTH
                + "=2147483647; set chunkSize to read it as rows of chunks, or headBytes to read"
                + " its start");
    assertThat(ReadCounters.jvm()).hasToString(before);
    new BothFormats(spark).query(all -> all.select("path", "length")).agreeOn(2, tree.path());
    Leaks.assertNoMemoryHeld();
  }

  @Test
  void shouldAgreeOnMaxLength() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10).with("b", 1000);
    spark.conf().set(MAX_LENGTH, "1000");
    new BothFormats(spark).agreeOn(2, tree.path());
    spark.conf().set(MAX_LENGTH, "999");
    new BothFormats(spark).query(read -> read.select("path", "length")).agreeOn(2, tree.path());
    new BothFormats(spark).agreeOn(1, tree.path("a"));
    new BothFormats(spark).failAlike("FAILED_READ_FILE.NO_HINT", tree.path());
    assertThatThrownBy(() -> spark.read().format("uring").load(tree.path()).collectAsList())
        .hasStackTraceContaining("length=1000: it exceeds the max length allowed")
        .hasStackTraceContaining(MAX_LENGTH + "=999");
  }

  @Test
  void shouldAgreeOnAFilterThatLeavesTooLargeFilesOut() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a", 10).with("b", 1000);
    spark.conf().set(MAX_LENGTH, "999");
    new BothFormats(spark).query(read -> read.where("length < 500")).agreeOn(1, tree.path());
  }
}

package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uring.connector.core.ReadCounters;
import io.uring.connector.core.ReadCounters.Counter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code decode}: what pictures say of themselves, and their pixels. */
@Tag("spark")
class PictureTest {
  private static final int HEAD = 4 << 10;

  private final SparkSession spark = SharedSpark.session();

  @TempDir Path folder;

  private Path large;

  @BeforeEach
  void make() throws IOException {
    large = picture("a.jpg", "jpeg", 300, 200);
    picture("b.png", "png", 120, 80);
    picture("c.bmp", "bmp", 8, 8);
    Files.writeString(folder.resolve("d.txt"), "no picture");
  }

  @AfterEach
  void holdNothing() {
    Leaks.assertNoMemoryHeld();
  }

  @Test
  void shouldAddWhatHeadersSay() {
    final Dataset<Row> read = read("header");
    assertThat(read.schema().toDDL())
        .isEqualTo(
            "path STRING,modificationTime TIMESTAMP,length BIGINT,content BINARY,format STRING,"
                + "width INT,height INT,orientation INT");
    assertThat(headers(read))
        .containsExactly(
            RowFactory.create("JPEG", 300, 200, 1),
            RowFactory.create("PNG", 120, 80, 1),
            RowFactory.create("BMP", 8, 8, 1),
            RowFactory.create(null, null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"uring", "nio"})
  void shouldReadHeadsOnly(final String engine) throws IOException {
    if (engine.equals("uring")) {
      Requirement.uring();
    }
    long heads = 0;
    for (final String name : List.of("a.jpg", "b.png", "c.bmp", "d.txt")) {
      heads += Math.min(HEAD, Files.size(folder.resolve(name)));
    }
    assertThat(Files.size(large)).isGreaterThan(2 * HEAD);
    final Dataset<Row> headers = read("header", "engine", engine).selectExpr("max(width)");
    final long before = bytes();
    assertThat(headers.collectAsList()).containsExactly(RowFactory.create(300));
    assertThat(bytes() - before).isEqualTo(heads);
    assertThat(Plans.executed(headers).toString()).contains("opens=heads");
    assertThat(Plans.metrics(Plans.executed(headers))).containsEntry("uringBytes", heads);
  }

  @Test
  void shouldReadOnWhereAHeaderGoesOn() throws IOException {
    final byte[] jpeg = Files.readAllBytes(large);
    final int segment = 60_000;
    final ByteBuffer longer = ByteBuffer.allocate(jpeg.length + 5 * (4 + segment));
    longer.put(jpeg, 0, 2);
    for (int i = 0; i < 5; i++) {
      longer.put((byte) 0xff).put((byte) 0xe2).putShort((short) (segment + 2));
      longer.position(longer.position() + segment);
    }
    Files.write(large, longer.put(jpeg, 2, jpeg.length - 2).array());
    final Dataset<Row> headers =
        read("header", "pathGlobFilter", "*.jpg").select("width", "height");
    final long before = bytes();
    assertThat(headers.collectAsList()).containsExactly(RowFactory.create(300, 200));
    final long read = bytes() - before;
    assertThat(read).isBetween(2L * HEAD, Files.size(large));
    assertThat(Plans.metrics(Plans.executed(headers))).containsEntry("uringBytes", read);
  }

  @Test
  void shouldReadAFileOnceForItsContentAndItsHeader() throws IOException {
    long all = 0;
    for (final Path file : files()) {
      all += Files.size(file);
    }
    final long before = bytes();
    final List<Row> rows =
        read("header")
            .selectExpr("width", "content", "path")
            .coalesce(1)
            .sortWithinPartitions("path")
            .collectAsList();
    assertThat(bytes() - before).isEqualTo(all);
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0).<byte[]>getAs("content")).isEqualTo(Files.readAllBytes(large));
    assertThat(rows.get(3).isNullAt(0)).isTrue();
  }

  @Test
  void shouldOpenNothingWhereNobodyAsks() {
    final long before = bytes();
    assertThat(read("header").select("path", "length").collectAsList()).hasSize(4);
    assertThat(read("image").count()).isEqualTo(4);
    assertThat(bytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void shouldGivePixelsAsSparksImageSourceDoes(final String columnar) throws IOException {
    final Dataset<Row> read = read("image", "columnar", columnar);
    assertThat(read.schema().apply("image").dataType().sql())
        .isEqualTo(
            "STRUCT<origin: STRING, height: INT, width: INT, nChannels: INT, mode: INT, data:"
                + " BINARY>");
    final List<Row> rows =
        read.select("path", "image", "_metadata.file_path").orderBy("path").collectAsList();
    for (int i = 0; i < 3; i++) {
      final Path file = Path.of(rows.get(i).getString(0).substring("file:".length()));
      final BufferedImage expected = ImageIO.read(file.toFile());
      final Row image = rows.get(i).getStruct(1);
      assertThat(image.getString(0)).isEqualTo("file://" + rows.get(i).getString(2).substring(5));
      assertThat(image.getInt(1)).isEqualTo(expected.getHeight());
      assertThat(image.getInt(2)).isEqualTo(expected.getWidth());
      assertThat(image.getInt(3)).isEqualTo(3);
      assertThat(image.getInt(4)).isEqualTo(16);
      assertThat(image.<byte[]>getAs(5)).isEqualTo(bgr(expected));
    }
    assertThat(rows.get(3).isNullAt(1)).isTrue();
  }

  /** Spark asks only for the fields that a query names, in the order that it chooses. */
  @Test
  void shouldGiveTheFieldsOfAnImageThatAreAskedFor() throws IOException {
    for (final String columnar : List.of("true", "false")) {
      final Dataset<Row> read = read("image", "columnar", columnar);
      assertThat(read.selectExpr("image.mode", "image.width", "path").collectAsList())
          .containsExactlyInAnyOrder(
              RowFactory.create(16, 300, "file:" + large),
              RowFactory.create(16, 120, "file:" + folder.resolve("b.png")),
              RowFactory.create(16, 8, "file:" + folder.resolve("c.bmp")),
              RowFactory.create(null, null, "file:" + folder.resolve("d.txt")));
      assertThat(read.selectExpr("length(image.data) l", "image.nChannels").orderBy("l").first())
          .isEqualTo(RowFactory.create(null, null));
      assertThat(read.where("image is not null").count()).isEqualTo(3);
      assertThat(read.where("image.height > 80").selectExpr("image.origin").collectAsList())
          .containsExactly(RowFactory.create("file://" + large));
    }
  }

  @Test
  void shouldEncodeTheOriginAsSparksImageSourceDoes() throws IOException {
    Files.move(large, folder.resolve("a b%20\u00fc#.jpg"));
    assertThat(read("image", "pathGlobFilter", "*.jpg").selectExpr("image.origin").collectAsList())
        .containsExactly(RowFactory.create("file://" + folder + "/a%20b%2520\u00fc%23.jpg"));
  }

  @Test
  void shouldHandOutMorePixelsThanOneBatchHolds() throws IOException {
    // 12 MB of pixels each, so that three of them are a part.
    for (int i = 0; i < 8; i++) {
      ImageIO.write(
          new BufferedImage(2000, 2000, BufferedImage.TYPE_3BYTE_BGR),
          "png",
          folder.resolve("z" + i + ".png").toFile());
    }
    Files.writeString(folder.resolve("z3.txt"), "no picture");
    final Dataset<Row> sizes =
        read("image").selectExpr("length(image.data)", "length(content) = length", "path");
    final List<Row> rows = sizes.orderBy("path").collectAsList();
    assertThat(rows).hasSize(13).allMatch(row -> row.getBoolean(1));
    assertThat(rows.stream().filter(row -> !row.isNullAt(0) && row.getInt(0) == 12_000_000))
        .hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"header", "image"})
  void shouldTreatABrokenPictureAsACorruptFile(final String decode) throws IOException {
    final byte[] png = Files.readAllBytes(folder.resolve("b.png"));
    Arrays.fill(png, 8, decode.equals("header") ? 30 : 60, (byte) 7);
    if (decode.equals("image")) {
      Files.write(folder.resolve("b.png"), Arrays.copyOf(Files.readAllBytes(large), 5000));
    } else {
      Files.write(folder.resolve("b.png"), png);
    }
    final String column = decode.equals("header") ? "width" : "image.width";
    assertThatThrownBy(() -> read(decode).selectExpr(column).collectAsList())
        .hasStackTraceContaining("decode failed: errno=EILSEQ(84), file=" + folder + "/b.png,");
    final Dataset<Row> rest = read(decode, "ignoreCorruptFiles", "true").selectExpr("path", column);
    assertThat(rest.orderBy("path").collectAsList())
        .extracting(row -> row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1))
        .containsExactly("a.jpg", "c.bmp", "d.txt");
    rest.collectAsList();
    assertThat(Plans.metrics(Plans.executed(rest))).containsEntry("uringSkipped", 1L);
  }

  @Test
  void shouldRefuseMorePixelsThanAllowed() {
    assertThatThrownBy(
            () ->
                read("image", "maxPixels", "50000", "ignoreCorruptFiles", "true")
                    .select("image")
                    .collectAsList())
        .hasStackTraceContaining(
            "the picture has 60000 pixels (300x200), more than the 50000 that are allowed: raise"
                + " the option maxPixels if it is to be decoded");
  }

  @Test
  void shouldLeaveItsPlaceToAPartitionColumn() throws IOException {
    final Path partition = Files.createDirectories(folder.resolve("width=7"));
    for (final Path file : files()) {
      Files.move(file, partition.resolve(file.getFileName()));
    }
    final Dataset<Row> read = read("header");
    assertThat(read.select("width").distinct().collectAsList())
        .containsExactly(RowFactory.create(7));
    assertThat(read.agg(Map.of("height", "max")).first().getInt(0)).isEqualTo(200);
  }

  @Test
  void shouldSayWhatIsWrongWithOptions() {
    assertThatThrownBy(() -> read("pixels"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option decode must be none, header or image, not pixels");
    assertThatThrownBy(() -> read("image", "maxPixels", "0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("option maxPixels must be 1 to 536870911, not 0");
    assertThatThrownBy(() -> read("image", "headBytes", "4k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option decode=image needs whole files");
  }

  private Dataset<Row> read(final String decode, final String... options) {
    final var reader = spark.read().format("uring").option("decode", decode);
    for (int i = 0; i < options.length; i += 2) {
      reader.option(options[i], options[i + 1]);
    }
    return reader.load(folder.toString());
  }

  private static List<Row> headers(final Dataset<Row> read) {
    return read.orderBy("path").select("format", "width", "height", "orientation").collectAsList();
  }

  private Path picture(final String name, final String format, final int width, final int height)
      throws IOException {
    final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    final SplittableRandom random = new SplittableRandom(width);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    final Path file = folder.resolve(name);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private List<Path> files() throws IOException {
    final List<Path> files = new ArrayList<>();
    try (var list = Files.list(folder)) {
      list.filter(Files::isRegularFile).forEach(files::add);
    }
    return files;
  }

  private static byte[] bgr(final BufferedImage image) {
    final ByteBuffer bytes = ByteBuffer.allocate(3 * image.getWidth() * image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        final int rgb = image.getRGB(x, y);
        bytes.put((byte) rgb).put((byte) (rgb >> 8)).put((byte) (rgb >> 16));
      }
    }
    return bytes.array();
  }

  private static long bytes() {
    return ReadCounters.jvm().sum(Counter.BYTES);
  }
}

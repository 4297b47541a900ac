package io.uring.connector.core.list;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Damages manifests at random, in a JVM of its own with little memory: each must be listed, or
 * refused with a {@link ListException}. Ends at the first that is not, with its seed.
 */
final class ManifestFuzz {
  private static final String[] CSV_TOKENS = {
    "path",
    "offset",
    "length",
    "a",
    "gone",
    "\"",
    "\"\"",
    ",",
    ",,",
    "\n",
    "\r\n",
    "\r",
    "0",
    "5",
    "-1",
    "99999999999999999999",
    " ",
    "\0",
    "\ufeff",
    "file:/",
    "file:///%",
    "s3://",
    "../",
    "/",
    "\u00fc"
  };

  private ManifestFuzz() {}

  /**
   * Runs.
   *
   * @param arguments a folder with a file {@code a}, the format, the first seed, how many
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    String format = arguments[1];
    long first = Long.parseLong(arguments[2]);
    int listed = 0;
    int refused = 0;
    byte[][] sound = sound(folder, format);
    Path manifest = folder.resolve("m." + format);
    for (long seed = first; seed < first + Long.parseLong(arguments[3]); seed++) {
      Random random = new Random(seed);
      boolean anything = !format.equals("parquet") && random.nextBoolean();
      Files.write(manifest, anything ? tokens(random) : damage(sound, random));
      try {
        Manifest.list(manifest.toString(), ListOptions.builder().skipMissing().threads(1).build());
        listed++;
      } catch (ListException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        System.out.println("seed=" + seed);
        e.printStackTrace(System.out);
        System.exit(1);
      }
    }
    System.out.println("listed=" + listed);
    System.out.println("refused=" + refused);
  }

  private static byte[][] sound(Path folder, String format) throws IOException {
    return switch (format) {
      case "parquet" -> parquet(folder);
      case "csv" ->
          new byte[][] {
            bytes("path,offset,length\na,,\n\"a\",1,2\ngone,5,\n"), bytes("x,path\n1,a\n")
          };
      default -> new byte[][] {bytes("a\ngone\r\n./a\n\na"), bytes("a\0gone\0")};
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] tokens(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "path,offset,length\n" : "");
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(CSV_TOKENS[random.nextInt(CSV_TOKENS.length)]);
    }
    byte[] bytes = bytes(text.toString());
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static byte[][] parquet(Path folder) throws IOException {
    CompressionCodecName[] codecs = {
      CompressionCodecName.UNCOMPRESSED,
      CompressionCodecName.SNAPPY,
      CompressionCodecName.GZIP,
      CompressionCodecName.ZSTD
    };
    Object[][] rows = new Object[200][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          new Object[] {i % 3 == 0 ? "gone" + i : "a", i % 4 == 0 ? null : (long) i % 9, i % 2};
    }
    byte[][] files = new byte[2 * codecs.length][];
    for (int i = 0; i < files.length; i++) {
      Path file = folder.resolve("sound.parquet");
      ParquetFiles.write(
          file,
          "required binary path; optional int64 offset; required int32 length;",
          codecs[i / 2],
          i % 2 == 0,
          rows);
      files[i] = Files.readAllBytes(file);
      Files.delete(file);
    }
    return files;
  }

  /** A few bytes changed, with a liking for the footer, or the file cut. */
  private static byte[] damage(byte[][] sound, Random random) {
    byte[] bytes = sound[random.nextInt(sound.length)].clone();
    int from = random.nextBoolean() ? 0 : bytes.length * 3 / 4;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = from + random.nextInt(bytes.length - from);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        // A number of many bytes, as a hostile length is.
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 5), (byte) 0xFF);
        default -> bytes[at] = (byte) (random.nextBoolean() ? 0x7F : 0);
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}

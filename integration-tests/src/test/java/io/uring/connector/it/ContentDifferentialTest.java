package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schema, rows and bytes of {@code uring} are those of {@code binaryFile}. */
@Tag("spark")
class ContentDifferentialTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = SharedSpark.session();
  }

  @Test
  void shouldAgreeOnSizesAroundEveryLimit() throws IOException {
    final ContentTree tree = new ContentTree(folder);
    final int[] sizes = {
      0, 1, 2, 4095, 4096, 4097, 65535, 65536, 65537, 131_072, 1_048_575, 1_048_576, 1_048_577,
      3_333_333, 4_194_303, 4_194_304, 4_194_305, 9_000_000
    };
    for (final int size : sizes) {
      tree.with("size-" + size, size);
    }
    new BothFormats(spark).agreeOn(sizes.length - 1, tree.path());
  }

  @Test
  void shouldAgreeOnADeepTree() throws IOException {
    final ContentTree tree = new ContentTree(folder);
    String name = "d";
    for (int depth = 0; depth < 40; depth++) {
      tree.with(name + "/file", name + "/other");
      name += "/d" + depth;
    }
    new BothFormats(spark).option("recursiveFileLookup", "true").agreeOn(80, tree.path());
    new BothFormats(spark).agreeOn(0, tree.path());
  }

  @Test
  void shouldAgreeOnOddNames() throws IOException {
    final ContentTree tree =
        new ContentTree(folder)
            .with(
                "sp ace",
                "100%",
                "%20",
                "a%20b",
                "%zz",
                "new\nline",
                "tab\t",
                "#?&+=;,",
                "~",
                "'\"")
            .with("_hidden", ".hidden", "_metadata", "_x=1", "x._COPYING_", "\u00fcml\u00e4ut")
            .with(
                "\u65e5\u672c\u8a9e", "\ud83d\ude00", "e\u0301", "[b]", "{c,d}", "back\\slash", "*")
            .with("fol der %41/in\u00e9", " lead/ trail ", "_private/x", ".git/x", "x".repeat(255))
            .with("empty", 0)
            .withFolder("nothing/in/here")
            .withLink("link-to-file", "sp ace")
            .withLink("link-to-folder", "fol der %41")
            .withLink("dangling", "nowhere");
    new BothFormats(spark).option("recursiveFileLookup", "true").agree(tree.path());
    new BothFormats(spark).agree(tree.path());
    new BothFormats(spark).agreeOn(1, tree.path("sp ace"));
    new BothFormats(spark).agreeOn(1, tree.path("link-to-folder"));
    new BothFormats(spark).agreeOn(2, tree.path("100%"), tree.path("a%20b"));
  }

  @Test
  void shouldReadColonsWhichBinaryFileCannot() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("co:lon", 77).with("12:30/x", 5);
    final List<Row> rows =
        spark
            .read()
            .format("uring")
            .option("recursiveFileLookup", "true")
            .load(tree.path())
            .orderBy("path")
            .collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).getString(0)).isEqualTo("file:" + tree.path("12:30/x"));
    assertThat(rows.get(1).getString(0)).isEqualTo("file:" + tree.path("co:lon"));
    assertThat(rows.get(1).<byte[]>getAs("content"))
        .isEqualTo(Files.readAllBytes(tree.file("co:lon")));
  }

  @Test
  void shouldAgreeOnPartitions() throws IOException {
    final ContentTree tree =
        new ContentTree(folder)
            .with("year=2023/month=1/a", "year=2023/month=12/b", "year=2024/month=2/c")
            .with("year=2024/month=__HIVE_DEFAULT_PARTITION__/d", "year=2024/month=2/e");
    new BothFormats(spark).agreeOn(5, tree.path());
    new BothFormats(spark).agreeOn(2, tree.path("year=2023"));
    new BothFormats(spark).agreeOn(3, tree.path("year=*/month=2"), tree.path("year=2023/month=1"));
    new BothFormats(spark)
        .failAlike(
            "CONFLICTING_DIRECTORY_STRUCTURES",
            tree.path("year=2023"),
            tree.path("year=2024/month=2/c"));
    new BothFormats(spark).option("basePath", tree.path()).agreeOn(3, tree.path("year=2024"));
    new BothFormats(spark).option("recursiveFileLookup", "true").agreeOn(5, tree.path());
  }

  @Test
  void shouldAgreeOnPartitionTypesAndEscapes() throws IOException {
    final ContentTree tree =
        new ContentTree(folder)
            .with("s=a%2Fb/d=2024-01-31/l=5000000000/f=1.5/x")
            .with("s=%3D%20 c/d=2024-02-01/l=1/f=-2/y")
            .with("s=\u00fc=1/d=__HIVE_DEFAULT_PARTITION__/l=7/f=1e3/z");
    new BothFormats(spark).agreeOn(3, tree.path());
    new BothFormats(spark)
        .query(read -> read.selectExpr("f", "content", "s", "d", "l"))
        .agreeOn(3, tree.path());
  }

  @Test
  void shouldAgreeOnOneFileBehindManyPaths() throws IOException {
    final ContentTree tree = new ContentTree(folder).with("a.bin", "b.bin", "s/c.bin", "s/d.txt");
    new BothFormats(spark).agreeOn(1, tree.path("a.bin"));
    new BothFormats(spark).agreeOn(3, tree.path("a.bin"), tree.path("s"));
    new BothFormats(spark).agreeOn(2, tree.path("*.bin"));
    new BothFormats(spark).agreeOn(3, tree.path("{a,b}.bin"), tree.path("s/?.txt"));
    new BothFormats(spark).agreeOn(2, "file:" + tree.path("s"));
    new BothFormats(spark).agreeOn(2, "file://" + tree.path("s/"));
    new BothFormats(spark).agreeOn(2, tree.path("s/../s/./"));
    final Path here = Path.of("").toAbsolutePath();
    new BothFormats(spark).agreeOn(2, here.relativize(folder.toAbsolutePath()) + "/s");
  }

  @Test
  void shouldAgreeOnRandomTrees() throws IOException {
    final long seed = System.nanoTime();
    System.out.println("seed of the tree: " + seed);
    final Random random = new Random(seed);
    final ContentTree tree = new ContentTree(folder, seed);
    for (int i = 0; i < 300; i++) {
      final StringBuilder name = new StringBuilder();
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        name.append("dir").append(random.nextInt(3)).append('/');
      }
      final int magnitude = 1 << random.nextInt(18);
      tree.with(name.append("f").append(i).toString(), random.nextInt(magnitude + 1));
    }
    new BothFormats(spark).option("recursiveFileLookup", "true").agree(tree.path());
    new BothFormats(spark).agree(tree.path());
  }

  @Test
  void shouldAgreeOnARealFolder() {
    final String real = "/usr/share/doc";
    Assumptions.assumeTrue(Files.isDirectory(Path.of(real)), "there is no " + real);
    new BothFormats(spark).option("recursiveFileLookup", "true").agree(real + "/[l-z]?[a-d]*");
  }
}

package io.uring.connector.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands behind an option, Spark is told that it will do, or which option will not. What
 * fails names its seed; {@code -During.seed=…} runs that one alone, {@code -During.runs=…} so many.
 */
@Tag("spark")
class OptionFuzzTest {
  private static final int RUNS = 500;

  private static final String[] OPTIONS = {
    "engine",
    "binding",
    "threads",
    "queueDepth",
    "batchBytes",
    "batchRows",
    "splitBytes",
    "memoryBudget",
    "headBytes",
    "chunkSize",
    "mode",
    "rejectsPath",
    "verify",
    "cache",
    "directIo",
    "decode",
    "maxPixels",
    "columnar",
    "recursiveFileLookup",
    "ignoreMissingFiles",
    "ignoreCorruptFiles",
    "ignoreInvalidPartitionPaths",
    "modifiedAfter",
    "modifiedBefore",
    "pathGlobFilter"
  };

  private static final String[] TOKENS = {
    "true",
    "FALSE",
    "yes",
    "0",
    "1",
    "64",
    "999999",
    "4m",
    "1g",
    "-",
    "+",
    ".",
    ":",
    "T",
    " ",
    "Z",
    "2020-06-01",
    "2020-06-01T13:00:00",
    "+999999-01-01",
    "-290308-12-21",
    "294247-01-10",
    "24:00",
    "Europe/Berlin",
    "UTC",
    "auto",
    "always",
    "none",
    "header",
    "image",
    "536870912",
    "*",
    "?",
    "[",
    "]",
    "[a-",
    "{",
    "}",
    "{a,",
    "\\",
    "b-a",
    "\0",
    "\n",
    "%",
    "\u00fc",
    "\ud83d"
  };

  private static SparkSession spark;
  private static ContentTree tree;

  @BeforeAll
  static void make(@TempDir final Path folder) throws IOException {
    spark = SharedSpark.session();
    tree = new ContentTree(folder).with("a", "b");
  }

  @Test
  void shouldTakeOrRefuseWhateverTheText() {
    final Long chosen = Long.getLong("uring.seed");
    final SplittableRandom seeds = new SplittableRandom(System.nanoTime());
    final int runs = chosen == null ? Integer.getInteger("uring.runs", RUNS) : 1;
    for (int i = 0; i < runs; i++) {
      final long seed = chosen == null ? seeds.nextLong() : chosen;
      final SplittableRandom random = new SplittableRandom(seed);
      final String option = OPTIONS[random.nextInt(OPTIONS.length)];
      final StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(4); left > 0; left--) {
        text.append(TOKENS[random.nextInt(TOKENS.length)]);
      }
      try {
        spark.read().format("uring").option(option, text.toString()).load(tree.path());
      } catch (final IllegalArgumentException e) {
        assertThat(e)
            .as("-During.seed=%s", seed)
            .hasMessageStartingWith("option " + option + " must be ")
            .hasMessageEndingWith("not " + text);
      } catch (final RuntimeException e) {
        throw new AssertionError(option + "=" + text + " fails with -During.seed=" + seed, e);
      }
    }
  }
}

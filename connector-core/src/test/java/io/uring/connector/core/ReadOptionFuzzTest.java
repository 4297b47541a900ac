package io.uring.connector.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.Randomly;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever stands behind an option is understood, or refused in words that name the option. */
class ReadOptionFuzzTest {
  private static final int RUNS = 20_000;

  private static final String[] TOKENS = {
    "0",
    "1",
    "5",
    "64",
    "512",
    "1024",
    "65536",
    "1048576",
    "9223372036854775807",
    "99999999999999999999",
    "-",
    "+",
    ".",
    ",",
    "_",
    "e",
    "0x",
    " ",
    "\t",
    "\n",
    "\0",
    "k",
    "m",
    "g",
    "t",
    "b",
    "KB",
    "MiB",
    "GB",
    "tib",
    "p",
    "auto",
    "uring",
    "nio",
    "syscall",
    "liburing",
    "jna",
    "always",
    "never",
    "keep",
    "drop",
    "true",
    "\u0663",
    "\u212a",
    "\ud83d",
    "\u00fc",
    "%d"
  };

  private static final String[] UNITS = {"", "b", "k", "kb", "kib", "m", "mb", "mib", "g", "t"};

  @Test
  void shouldUnderstandOrRefuseWhateverTheText() {
    Randomly.run(
        RUNS,
        random -> {
          ReadOption option = any(random, ReadOption.values());
          StringBuilder text = new StringBuilder();
          for (int tokens = random.nextInt(5); tokens > 0; tokens--) {
            text.append(any(random, TOKENS));
          }
          check(option, text.toString(), null);
        });
  }

  @Test
  void shouldReadNumbersOfAnySize() {
    Randomly.run(
        RUNS,
        random -> {
          ReadOption option = any(random, ReadOption.values());
          BigInteger number = new BigInteger(random.nextInt(80), new Random(random.nextLong()));
          String unit = any(random, UNITS);
          int shift = unit.isEmpty() ? 0 : Math.max(0, "bkmgt".indexOf(unit.charAt(0))) * 10;
          String spelled = random.nextBoolean() ? unit.toUpperCase(Locale.ROOT) : unit;
          String text = blanks(random) + number + blanks(random) + spelled + blanks(random);
          check(option, text, number.shiftLeft(shift));
        });
  }

  @Test
  void shouldTakeSeveralAtOnce() {
    Randomly.run(
        RUNS / 10,
        random -> {
          Map<ReadOption, String> texts = new EnumMap<>(ReadOption.class);
          for (ReadOption option : ReadOption.all()) {
            if (random.nextInt(3) == 0) {
              texts.put(option, any(random, TOKENS));
            }
          }
          String refused = null;
          for (Map.Entry<ReadOption, String> each : texts.entrySet()) {
            refused = refused == null ? refusal(each.getKey(), each.getValue()) : refused;
          }
          try {
            ReadOptions.parse(texts::get).build();
            assertThat(refused).isNull();
          } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage(refused);
          }
        });
  }

  /** Checks the answer to a text; where it is a number, also that it is understood as this one. */
  private static void check(ReadOption option, String text, BigInteger number) {
    ReadOptions.Builder builder = ReadOptions.builder();
    String refused = refusal(option, text);
    if (refused != null) {
      assertThat(refused)
          .startsWith("option " + option.key() + " must be ")
          .endsWith(", not " + text);
    }
    if (number == null) {
      return;
    }
    BigInteger most = BigInteger.valueOf(most(option));
    boolean allowed =
        number.compareTo(most) <= 0 && number.compareTo(BigInteger.valueOf(least(option))) >= 0;
    assertThat(refused == null).as("%s: %s", option, text).isEqualTo(allowed);
    if (allowed) {
      assertThat(value(option, builder.set(option, text).build())).isEqualTo(number.longValue());
    }
  }

  private static String refusal(ReadOption option, String text) {
    try {
      ReadOptions.builder().set(option, text).build();
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static long least(ReadOption option) {
    return switch (option) {
      case BATCH_BYTES, SPLIT_BYTES -> 1 << 16;
      case MEMORY_BUDGET -> 1 << 20;
      default -> 1;
    };
  }

  /** Nothing is allowed where an option is no number. */
  private static long most(ReadOption option) {
    return switch (option) {
      case THREADS -> 256;
      case QUEUE_DEPTH -> 1024;
      case BATCH_BYTES, CHUNK_SIZE -> 1 << 30;
      case BATCH_ROWS -> 1 << 20;
      case SPLIT_BYTES -> 1L << 40;
      case MEMORY_BUDGET -> 1L << 50;
      case HEAD_BYTES -> Long.MAX_VALUE;
      case ENGINE, BINDING, VERIFY, CACHE, DIRECT_IO, MODE -> 0;
    };
  }

  private static long value(ReadOption option, ReadOptions options) {
    return switch (option) {
      case THREADS -> options.threads();
      case QUEUE_DEPTH -> options.queueDepth();
      case BATCH_BYTES -> options.batchBytes();
      case BATCH_ROWS -> options.batchRows();
      case SPLIT_BYTES -> options.splitBytes();
      case MEMORY_BUDGET -> options.memoryBudget();
      case HEAD_BYTES -> options.headBytes();
      case CHUNK_SIZE -> options.chunkSize();
      case ENGINE, BINDING, VERIFY, CACHE, DIRECT_IO, MODE -> throw new AssertionError(option);
    };
  }

  private static String blanks(SplittableRandom random) {
    return " ".repeat(random.nextInt(3));
  }

  private static <E> E any(SplittableRandom random, E[] all) {
    return all[random.nextInt(all.length)];
  }
}

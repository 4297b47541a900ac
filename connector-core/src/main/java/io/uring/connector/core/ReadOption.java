package io.uring.connector.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The options of a scan: one definition behind the builder, Spark (camelCase) and Flink
 * (kebab-case).
 */
public enum ReadOption {
  /** Which engine reads. */
  ENGINE("engine", "auto, uring or nio"),
  /** How the ring's system calls are made. */
  BINDING("binding", "auto, syscall, liburing or jna"),
  /** Rings, or pools of blocking readers, that serve a scan. */
  THREADS("threads", 1, 256),
  /** Files, or pieces of a large file, in flight on one ring. */
  QUEUE_DEPTH("queueDepth", 1, 1024),
  /** Content of one batch; a larger file is a batch of its own. */
  BATCH_BYTES("batchBytes", 1 << 16, 1 << 30),
  /** Rows of one batch. */
  BATCH_ROWS("batchRows", 1, 1 << 20),
  /** Content, plus an opening cost for each file, of one split. */
  SPLIT_BYTES("splitBytes", 1 << 16, 1L << 40),
  /** Off-heap bytes that all scans of a JVM hold at once. */
  MEMORY_BUDGET("memoryBudget", 1 << 20, 1L << 50),
  /** The most bytes read of a file, from its start. */
  HEAD_BYTES("headBytes", 1, Long.MAX_VALUE),
  /** Bytes of a row, where files are read as rows of chunks. */
  CHUNK_SIZE("chunkSize", 1, 1 << 30),
  /** How far files are looked at again after they were read. */
  VERIFY("verify", "auto or always"),
  /** What becomes of the page cache. */
  CACHE("cache", "keep or drop"),
  /** Whether reads go around the page cache. */
  DIRECT_IO("directIo", "auto, always or never"),
  /** What becomes of files that cannot be read. */
  MODE("mode", "FAILFAST, PERMISSIVE or DROPMALFORMED");

  private final String key;
  private final String allowed;
  private final long least;
  private final long most;

  ReadOption(final String key, final String allowed) {
    this.key = key;
    this.allowed = allowed;
    least = 0;
    most = 0;
  }

  ReadOption(final String key, final long least, final long most) {
    this.key = key;
    this.least = least;
    this.most = most;
    allowed =
        most == Long.MAX_VALUE
            ? least + " or more"
            : least + " to " + most + " (or as 512k, 4m, 1g)";
  }

  /**
   * The option's name in Spark and in messages.
   *
   * @return camelCase
   */
  public String key() {
    return key;
  }

  /**
   * The option's name in Flink.
   *
   * @return kebab-case
   */
  public String kebabKey() {
    return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * All options in the order of their definition.
   *
   * @return the options
   */
  public static List<ReadOption> all() {
    return Arrays.asList(values());
  }

  long check(final long value) {
    if (value < least || value > most) {
      throw refused(Long.toString(value));
    }
    return value;
  }

  /** Reads a number with an optional unit of 1024: {@code 4194304}, {@code 4m}, {@code 4MB}. */
  long parseNumber(final String text) {
    final String trimmed = text.trim().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < trimmed.length() && Character.isDigit(trimmed.charAt(end))) {
      end++;
    }
    final int shift =
        switch (trimmed.substring(end).trim()) {
          case "", "b" -> 0;
          case "k", "kb", "kib" -> 10;
          case "m", "mb", "mib" -> 20;
          case "g", "gb", "gib" -> 30;
          case "t", "tb", "tib" -> 40;
          default -> throw refused(text);
        };
    final long value;
    try {
      value = Math.multiplyExact(Long.parseLong(trimmed.substring(0, end)), 1L << shift);
    } catch (final NumberFormatException | ArithmeticException e) {
      throw refused(text);
    }
    if (value < least || value > most) {
      throw refused(text);
    }
    return value;
  }

  <E extends Enum<E>> E parseName(final Class<E> type, final String text) {
    for (final E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text.trim())) {
        return value;
      }
    }
    throw refused(text);
  }

  private IllegalArgumentException refused(final String value) {
    return new IllegalArgumentException("option " + key + " must be " + allowed + ", not " + value);
  }
}

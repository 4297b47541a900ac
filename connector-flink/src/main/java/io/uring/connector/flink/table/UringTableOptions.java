package io.uring.connector.flink.table;

import io.uring.connector.core.ReadOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * The options of {@code 'connector' = 'uring'}; those of the read itself are the {@link
 * ReadOption}s by their names in kebab-case.
 */
@PublicEvolving
public final class UringTableOptions {
  /** Files, folders or globs. */
  public static final ConfigOption<List<String>> PATH =
      ConfigOptions.key("path")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription("Absolute paths or globs of files and folders, with ; between them.");

  /** A list of files, in the place of paths. */
  public static final ConfigOption<String> MANIFEST =
      ConfigOptions.key("manifest")
          .stringType()
          .noDefaultValue()
          .withDescription("A text, CSV or Parquet file of paths, in the place of 'path'.");

  /** Which names are taken. */
  public static final ConfigOption<String> PATH_GLOB_FILTER =
      ConfigOptions.key("path-glob-filter")
          .stringType()
          .noDefaultValue()
          .withDescription("Takes only files whose names match, such as *.jpg.");

  /** Which paths are taken, as Flink's {@code filesystem} has it. */
  public static final ConfigOption<String> PATH_REGEX =
      ConfigOptions.key("source.path.regex-pattern")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Takes only files whose absolute paths match this regular expression, in all folders"
                  + " below 'path'.");

  /** Only younger files. */
  public static final ConfigOption<String> MODIFIED_AFTER =
      ConfigOptions.key("modified-after")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Takes only files that were modified after this moment, such as 2026-01-31T12:00:00"
                  + " in the session's time zone, or 2026-01-31T12:00:00Z.");

  /** Only older files. */
  public static final ConfigOption<String> MODIFIED_BEFORE =
      ConfigOptions.key("modified-before")
          .stringType()
          .noDefaultValue()
          .withDescription("Takes only files that were modified before this moment.");

  /** What becomes of files that have gone. */
  public static final ConfigOption<Boolean> IGNORE_MISSING_FILES =
      ConfigOptions.key("ignore-missing-files")
          .booleanType()
          .defaultValue(false)
          .withDescription("Leaves out files that have gone when they are listed or read.");

  /** What becomes of files that cannot be read because of what they are. */
  public static final ConfigOption<Boolean> IGNORE_CORRUPT_FILES =
      ConfigOptions.key("ignore-corrupt-files")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Leaves out files that have changed meanwhile, or that are no files; not those that"
                  + " nobody has the right to read.");

  /** Whether all folders are gone into. */
  public static final ConfigOption<Boolean> RECURSIVE_FILE_LOOKUP =
      ConfigOptions.key("recursive-file-lookup")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Takes the files of all folders below 'path', not only of those called name=value.");

  /** The time between two listings. */
  public static final ConfigOption<Duration> MONITOR_INTERVAL =
      ConfigOptions.key("monitor-interval")
          .durationType()
          .noDefaultValue()
          .withFallbackKeys("source.monitor-interval")
          .withDescription("Lists again and again, and reads what is new. The table has no end.");

  /** How long a complete file has not changed. */
  public static final ConfigOption<Duration> MIN_FILE_AGE =
      ConfigOptions.key("min-file-age")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "How long a file must not have changed before it is taken for complete, where"
                  + " 'monitor-interval' is set.");

  /** How long a file that is gone is remembered. */
  public static final ConfigOption<Duration> FORGET_AFTER =
      ConfigOptions.key("forget-after")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription(
              "How long a file that is gone is remembered, where 'monitor-interval' is set.");

  /** Whether the planner may list the files. */
  public static final ConfigOption<Statistics> REPORT_STATISTICS =
      ConfigOptions.key("source.report-statistics")
          .enumType(Statistics.class)
          .defaultValue(Statistics.ALL)
          .withDescription(
              "ALL lets the planner list the files, to count them and to answer COUNT, SUM, MIN and"
                  + " MAX; NONE leaves that to the job.");

  /** What the planner is told. */
  public enum Statistics {
    /** How many files there are. */
    ALL,
    /** Nothing. */
    NONE
  }

  private UringTableOptions() {}

  /**
   * An option of the read.
   *
   * @param option which one
   * @return its text, not checked
   */
  public static ConfigOption<String> of(final ReadOption option) {
    return ConfigOptions.key(option.kebabKey()).stringType().noDefaultValue();
  }

  static Set<ConfigOption<?>> all() {
    final Set<ConfigOption<?>> all = new LinkedHashSet<>();
    all.add(PATH);
    all.add(MANIFEST);
    all.add(PATH_GLOB_FILTER);
    all.add(PATH_REGEX);
    all.add(MODIFIED_AFTER);
    all.add(MODIFIED_BEFORE);
    all.add(IGNORE_MISSING_FILES);
    all.add(IGNORE_CORRUPT_FILES);
    all.add(RECURSIVE_FILE_LOOKUP);
    all.add(MONITOR_INTERVAL);
    all.add(MIN_FILE_AGE);
    all.add(FORGET_AFTER);
    all.add(REPORT_STATISTICS);
    all.add(FactoryUtil.SOURCE_PARALLELISM);
    ReadOption.all().forEach(option -> all.add(of(option)));
    return all;
  }
}

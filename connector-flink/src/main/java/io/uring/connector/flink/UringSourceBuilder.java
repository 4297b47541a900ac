package io.uring.connector.flink;

import io.uring.connector.core.ReadFailure.Kind;
import io.uring.connector.core.ReadOption;
import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.list.Glob;
import io.uring.connector.core.list.ListOptions;
import io.uring.connector.flink.list.FileFinder;
import io.uring.connector.flink.reader.WantedRows;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link UringSource}. For one thread.
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public final class UringSourceBuilder<T> {
  private final List<String> roots = new ArrayList<>();
  private final ListOptions.Builder listing = ListOptions.builder();
  private final ReadOptions.Builder reading = ReadOptions.builder();
  private @Nullable String manifest;
  private @Nullable FileDeserializer<T> deserializer;
  private @Nullable Duration monitorInterval;
  private boolean perHost;
  private Duration minFileAge = Duration.ofSeconds(1);
  private Duration forgetAfter = Duration.ofDays(7);
  private FileSelection selection = found -> found;
  private boolean content = true;
  private long most = Long.MAX_VALUE;

  UringSourceBuilder() {}

  /**
   * Adds files, folders or globs.
   *
   * @param paths absolute paths, or {@code file:} URLs; as the job manager and all task managers
   *     see them
   * @return this
   * @throws IllegalArgumentException if a path is neither
   */
  public UringSourceBuilder<T> paths(final String... paths) {
    for (final String path : paths) {
      roots.add(local("path", path));
    }
    return this;
  }

  /**
   * Reads what a manifest names, in the place of paths: a text, CSV or Parquet file of paths and,
   * optionally, offsets and lengths.
   *
   * @param path absolute path of the manifest, as the job manager sees it
   * @return this
   */
  public UringSourceBuilder<T> manifest(final String path) {
    manifest = local("manifest", path);
    return this;
  }

  /**
   * Makes records of files. Must be called.
   *
   * @param made such as {@link FileDeserializer#records()}
   * @return this
   */
  public UringSourceBuilder<T> deserializer(final FileDeserializer<T> made) {
    deserializer = made;
    return this;
  }

  /**
   * Goes on for ever: lists again and again, and reads the files that are new. Without this, the
   * source ends when it has read what is there. A file has no record while it is empty.
   *
   * @param interval the time between two listings, at least a millisecond
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public UringSourceBuilder<T> monitorContinuously(final Duration interval) {
    monitorInterval = atLeast(Duration.ofMillis(1), "monitorContinuously", interval);
    return this;
  }

  /**
   * How long a file must not have changed before it is taken for complete. Counts for sources that
   * monitor; 1 second if not called.
   *
   * @param age 0 for folders into which files are only ever renamed
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public UringSourceBuilder<T> minFileAge(final Duration age) {
    minFileAge = atLeast(Duration.ZERO, "minFileAge", age);
    return this;
  }

  /**
   * How long a file that is gone is remembered: one that comes back sooner is not new. Counts for
   * sources that monitor; 7 days if not called.
   *
   * @param age at least a second
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public UringSourceBuilder<T> forgetAfter(final Duration age) {
    forgetAfter = atLeast(Duration.ofSeconds(1), "forgetAfter", age);
    return this;
  }

  /**
   * Reads on each host the files that this host has, where hosts have disks of their own: one
   * subtask of each host lists the paths there, and only subtasks on that host read what it finds.
   * Hosts on which no subtask runs are not read. Cannot be monitored.
   *
   * @return this
   */
  public UringSourceBuilder<T> perHost() {
    perHost = true;
    return this;
  }

  /**
   * Takes only files whose names match.
   *
   * @param glob such as {@code *.jpg}
   * @return this
   * @throws IllegalArgumentException if it is no glob
   */
  public UringSourceBuilder<T> nameGlob(final String glob) {
    try {
      listing.nameGlob(Glob.of(glob));
    } catch (final PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "nameGlob must be a glob such as *.jpg (" + e.getDescription() + "), not " + glob, e);
    }
    return this;
  }

  /**
   * Takes the files of all folders below the paths, whatever those are called. Without this, only
   * folders called {@code name=value} are gone into.
   *
   * @return this
   */
  public UringSourceBuilder<T> recursive() {
    listing.recursive();
    return this;
  }

  /**
   * Takes only files that were modified after a moment.
   *
   * @param moment exclusive; files' times count in milliseconds
   * @return this
   */
  public UringSourceBuilder<T> modifiedAfter(final Instant moment) {
    listing.modifiedAfterMillis(moment.toEpochMilli());
    return this;
  }

  /**
   * Takes only files that were modified before a moment.
   *
   * @param moment exclusive; files' times count in milliseconds
   * @return this
   */
  public UringSourceBuilder<T> modifiedBefore(final Instant moment) {
    listing.modifiedBeforeMillis(moment.plusNanos(999_999).toEpochMilli());
    return this;
  }

  /**
   * Leaves out files and folders that have gone when they are listed or read. A path that is not
   * there at all stays an error.
   *
   * @return this
   */
  public UringSourceBuilder<T> ignoreMissingFiles() {
    listing.skipMissing();
    reading.skip(Kind.MISSING);
    return this;
  }

  /**
   * Leaves out files that cannot be read because of what they are: changed meanwhile, special, or
   * refused by the file system. Those that nobody has the right to read, and media that fail, stay
   * errors: without their rows an outage would look like a result.
   *
   * @return this
   */
  public UringSourceBuilder<T> ignoreCorruptFiles() {
    reading.skip(Kind.CHANGED).skip(Kind.CORRUPT).skip(Kind.SPECIAL).skip(Kind.OTHER);
    return this;
  }

  /**
   * Reads some of the files that are found. All of them, if not called.
   *
   * @param choice goes to the job manager with the source
   * @return this
   */
  public UringSourceBuilder<T> select(final FileSelection choice) {
    selection = choice;
    return this;
  }

  /**
   * Opens no file: rows have a path, size and time, and their content must not be asked for.
   *
   * @return this
   */
  public UringSourceBuilder<T> withoutContent() {
    content = false;
    return this;
  }

  /**
   * Lets each subtask open no more files when it has that many rows; it may hand out some more.
   *
   * @param rows 1 or more
   * @return this
   */
  public UringSourceBuilder<T> enough(final long rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("enough rows must be 1 or more, not " + rows);
    }
    most = rows;
    return this;
  }

  /**
   * Sets an option of the read.
   *
   * @param key its name in kebab-case, such as {@code batch-bytes}; camelCase is understood as well
   * @param value its value, such as {@code 4m}
   * @return this
   * @throws IllegalArgumentException if there is no such option, or it cannot have this value
   */
  public UringSourceBuilder<T> option(final String key, final String value) {
    for (final ReadOption option : ReadOption.all()) {
      if (option.kebabKey().equals(key) || option.key().equals(key)) {
        reading.set(option, value);
        return this;
      }
    }
    throw new IllegalArgumentException(
        "there is no option "
            + key
            + "; there are "
            + ReadOption.all().stream()
                .map(ReadOption::kebabKey)
                .collect(Collectors.joining(", ")));
  }

  /**
   * Ends the description.
   *
   * @return a source
   * @throws IllegalArgumentException if something is missing, or does not go together
   */
  public UringSource<T> build() {
    final FileDeserializer<T> made = deserializer;
    if (made == null) {
      throw new IllegalArgumentException(
          "a deserializer is missing: set one, such as FileDeserializer.records()");
    }
    if (roots.isEmpty() == (manifest == null)) {
      throw new IllegalArgumentException("set either paths or a manifest");
    }
    if (manifest != null && monitorInterval != null) {
      throw new IllegalArgumentException(
          "a manifest names files that are there now, and cannot be monitored: set paths, or leave"
              + " monitorContinuously out");
    }
    if (perHost && monitorInterval != null) {
      throw new IllegalArgumentException(
          "files of single hosts cannot be monitored: leave perHost or monitorContinuously out");
    }
    if (monitorInterval != null) {
      // Nobody can tell an empty file from one that is about to be written.
      listing.skipEmpty();
    }
    return new UringSource<>(
        new FileFinder(
            List.copyOf(roots),
            manifest,
            listing.build(),
            monitorInterval,
            minFileAge,
            forgetAfter,
            selection,
            perHost),
        made,
        reading.build(),
        new WantedRows(content, most));
  }

  private static Duration atLeast(final Duration least, final String what, final Duration value) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          what + " must be " + least.toMillis() + " ms or more, not " + value.toMillis() + " ms");
    }
    return value;
  }

  private static String local(final String what, final String text) {
    if (text.startsWith("/")) {
      return text;
    }
    try {
      final URI uri = new URI(text);
      final String path = uri.getPath();
      if ("file".equals(uri.getScheme()) && path != null && path.startsWith("/")) {
        return path;
      }
    } catch (final URISyntaxException e) {
      // Says the same as a URI of another kind.
    }
    throw new IllegalArgumentException(
        what
            + " must be an absolute path such as /data/images, or file:///data/images, not "
            + text);
  }
}

package io.uring.connector.core.list;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a listing takes and leaves. Immutable; the defaults are those of Spark's {@code binaryFile},
 * but that empty files are kept.
 *
 * @param nameGlob what a file's name must match, or null for any; folders are not asked
 * @param modifiedAfterMillis files must be younger than this, in milliseconds since 1970
 * @param modifiedBeforeMillis files must be older than this, in milliseconds since 1970
 * @param recursive whether all files below the roots are taken and no partitions are looked for
 * @param includeHidden whether names that Spark hides, such as {@code .a} and {@code _a}, are taken
 * @param skipEmpty whether files of length 0, special files among them, are left out
 * @param skipMissing whether folders that vanish during the listing are skipped
 * @param skipMissingRoots whether roots that do not exist are skipped
 * @param literalRoots whether roots are paths even where they look like globs
 * @param basePath where partition columns begin, or null for the roots
 * @param ignoreInvalidPartitions whether folders that do not fit the partitions are skipped
 * @param caseSensitive whether partition columns are told apart by case
 * @param threads how many threads list
 */
public record ListOptions(
    @Nullable Glob nameGlob,
    long modifiedAfterMillis,
    long modifiedBeforeMillis,
    boolean recursive,
    boolean includeHidden,
    boolean skipEmpty,
    boolean skipMissing,
    boolean skipMissingRoots,
    boolean literalRoots,
    @Nullable String basePath,
    boolean ignoreInvalidPartitions,
    boolean caseSensitive,
    int threads)
    implements Serializable {

  /**
   * A builder in which nothing has been chosen.
   *
   * @return a new builder, for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The same options for one who lists again and again: whatever is not there is skipped.
   *
   * @return a copy
   */
  public ListOptions skippingMissing() {
    return new ListOptions(
        nameGlob,
        modifiedAfterMillis,
        modifiedBeforeMillis,
        recursive,
        includeHidden,
        skipEmpty,
        true,
        true,
        literalRoots,
        basePath,
        ignoreInvalidPartitions,
        caseSensitive,
        threads);
  }

  boolean takes(final String name, final long length, final long modifiedNanos) {
    if (skipEmpty && length == 0) {
      return false;
    }
    // Spark knows milliseconds only, and both bounds are exclusive.
    final long millis = Math.floorDiv(modifiedNanos, 1_000_000L);
    return millis > modifiedAfterMillis
        && millis < modifiedBeforeMillis
        && (nameGlob == null || nameGlob.matches(name));
  }

  /** Collects options. For one thread. */
  public static final class Builder {
    private @Nullable Glob nameGlob;
    private long modifiedAfterMillis = Long.MIN_VALUE;
    private long modifiedBeforeMillis = Long.MAX_VALUE;
    private boolean recursive;
    private boolean includeHidden;
    private boolean skipEmpty;
    private boolean skipMissing;
    private boolean skipMissingRoots;
    private boolean literalRoots;
    private @Nullable String basePath;
    private boolean ignoreInvalidPartitions;
    private boolean caseSensitive;
    private int threads = Math.max(2, Runtime.getRuntime().availableProcessors());

    private Builder() {}

    /**
     * Takes only files whose name matches.
     *
     * @param glob the pattern
     * @return this
     */
    public Builder nameGlob(final Glob glob) {
      nameGlob = glob;
      return this;
    }

    /**
     * Takes only files that were modified after this moment.
     *
     * @param millis milliseconds since 1970, exclusive
     * @return this
     */
    public Builder modifiedAfterMillis(final long millis) {
      modifiedAfterMillis = millis;
      return this;
    }

    /**
     * Takes only files that were modified before this moment.
     *
     * @param millis milliseconds since 1970, exclusive
     * @return this
     */
    public Builder modifiedBeforeMillis(final long millis) {
      modifiedBeforeMillis = millis;
      return this;
    }

    /**
     * Takes all files below the roots and looks for no partitions, as Spark's {@code
     * recursiveFileLookup}.
     *
     * @return this
     */
    public Builder recursive() {
      recursive = true;
      return this;
    }

    /**
     * Takes hidden names too.
     *
     * @return this
     */
    public Builder includeHidden() {
      includeHidden = true;
      return this;
    }

    /**
     * Leaves out files of length 0, as Spark's file sources do when they read.
     *
     * @return this
     */
    public Builder skipEmpty() {
      skipEmpty = true;
      return this;
    }

    /**
     * Skips folders that vanish while the listing runs, as Spark's {@code ignoreMissingFiles}; a
     * root must exist all the same.
     *
     * @return this
     */
    public Builder skipMissing() {
      skipMissing = true;
      return this;
    }

    /**
     * Skips roots that do not exist, and globs that match nothing; {@link Listing#skipped()} has
     * them.
     *
     * @return this
     */
    public Builder skipMissingRoots() {
      skipMissingRoots = true;
      return this;
    }

    /**
     * Takes roots as paths, so that {@code [} and the like mean themselves.
     *
     * @return this
     */
    public Builder literalRoots() {
      literalRoots = true;
      return this;
    }

    /**
     * Begins partition columns below this folder in place of below each root.
     *
     * @param path absolute path of a folder that all roots are in
     * @return this
     */
    public Builder basePath(final String path) {
      basePath = path;
      return this;
    }

    /**
     * Skips folders that do not fit the partitions in place of failing with them.
     *
     * @return this
     */
    public Builder ignoreInvalidPartitions() {
      ignoreInvalidPartitions = true;
      return this;
    }

    /**
     * Tells partition columns apart by case.
     *
     * @return this
     */
    public Builder caseSensitive() {
      caseSensitive = true;
      return this;
    }

    /**
     * Lists with so many threads; one for each core, but at least two, where not set.
     *
     * @param count 1 or more
     * @return this
     */
    public Builder threads(final int count) {
      if (count < 1) {
        throw new IllegalArgumentException("threads must be 1 or more, not " + count);
      }
      threads = count;
      return this;
    }

    /**
     * Ends the choice.
     *
     * @return the options
     */
    public ListOptions build() {
      return new ListOptions(
          nameGlob,
          modifiedAfterMillis,
          modifiedBeforeMillis,
          recursive,
          includeHidden,
          skipEmpty,
          skipMissing,
          skipMissingRoots,
          literalRoots,
          basePath,
          ignoreInvalidPartitions,
          caseSensitive,
          threads);
    }
  }
}

package io.uring.connector.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** The paths that a read names, as Spark hands them over, turned into local ones. */
final class SparkPaths {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SparkPaths() {}

  /** The local path of the manifest that takes the place of paths, or null. */
  static @Nullable String manifest(
      final CaseInsensitiveStringMap options, final Configuration conf) {
    final String manifest = options.get("manifest");
    if (manifest == null) {
      return null;
    }
    for (final String other : List.of("path", "paths", "basePath")) {
      if (options.get(other) != null) {
        throw new IllegalArgumentException(
            "option manifest takes the place of paths: use one of manifest="
                + manifest
                + " and "
                + other
                + "="
                + options.get(other));
      }
    }
    return local(manifest, conf);
  }

  /** {@code load(p)} arrives as option {@code path}, {@code load(p1, p2)} as a JSON array. */
  static List<String> of(final CaseInsensitiveStringMap options, final Configuration conf) {
    final List<String> named = new ArrayList<>();
    final String many = options.get("paths");
    if (many != null) {
      try {
        named.addAll(List.of(JSON.readValue(many, String[].class)));
      } catch (final JsonProcessingException e) {
        throw new IllegalArgumentException(
            "option paths must be a JSON array of strings, not " + many, e);
      }
    }
    final String one = options.get("path");
    if (one != null) {
      named.add(one);
    }
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "format uring needs a path: load(\"/data/images\") or option path; or option manifest");
    }
    final List<String> local = new ArrayList<>(named.size());
    for (final String path : named) {
      local.add(local(path, conf));
    }
    return local;
  }

  /**
   * An absolute path on the local file system; globs stay as they are.
   *
   * @throws IllegalArgumentException if the path is on another file system
   */
  static String local(final String text, final Configuration conf) {
    final Path path = new Path(text);
    final String named = path.toUri().getScheme();
    final String scheme = named == null ? FileSystem.getDefaultUri(conf).getScheme() : named;
    if (!"file".equals(scheme)) {
      throw new IllegalArgumentException(
          "format uring reads local files and mounted file systems (file:), not "
              + scheme
              + ": path="
              + text
              + "; use format binaryFile for it");
    }
    try {
      return FileSystem.getLocal(conf).makeQualified(path).toUri().getPath();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

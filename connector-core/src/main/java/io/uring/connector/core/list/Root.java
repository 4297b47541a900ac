package io.uring.connector.core.list;

import io.uring.connector.core.RawPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A file or folder that exists and that a listing starts from.
 *
 * @param path its path, as given but normalised
 * @param stat what is there
 */
record Root(Path path, Stat stat) {
  private static final String GLOB_CHARACTERS = "{}[]*?\\";

  /**
   * Finds the roots in the order given; what a glob finds is sorted.
   *
   * @param missing takes those that are not there, where the options skip them
   */
  static List<Root> find(
      final List<String> texts, final ListOptions options, final List<String> missing)
      throws ListException {
    final List<Root> roots = new ArrayList<>(texts.size());
    for (final String text : texts) {
      final int before = roots.size();
      if (!text.startsWith("/")) {
        throw new IllegalArgumentException("root must be an absolute path: " + text);
      }
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("root must not have a NUL in it: " + text);
      }
      if (!options.literalRoots() && isGlob(text)) {
        roots.addAll(findGlob(text));
      } else {
        final Path path = path(text);
        final Stat stat = Stat.follow(path);
        if (stat != null) {
          roots.add(new Root(path, stat));
        }
      }
      if (roots.size() == before) {
        if (!options.skipMissingRoots()) {
          throw ListException.notFound(text);
        }
        missing.add(text);
      }
    }
    // A streaming query of Spark keeps its log in such a folder: a glob must not list it.
    roots.removeIf(root -> isBelowMetadata(root.path()));
    return roots;
  }

  static Path path(final String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("path must not have a NUL in it: " + text);
    }
    return RawPath.of(text.getBytes(StandardCharsets.UTF_8)).normalize();
  }

  private static List<Root> findGlob(final String text) throws ListException {
    try {
      return new GlobPath(text).find();
    } catch (final PatternSyntaxException e) {
      throw new ListException(
          ListException.Reason.ILLEGAL_GLOB, text, "illegal glob: " + e.getMessage());
    }
  }

  private static boolean isGlob(final String text) {
    for (int i = 0; i < text.length(); i++) {
      if (GLOB_CHARACTERS.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelowMetadata(final Path path) {
    for (final Path name : path) {
      if (name.toString().equals("_spark_metadata")) {
        return true;
      }
    }
    return false;
  }
}

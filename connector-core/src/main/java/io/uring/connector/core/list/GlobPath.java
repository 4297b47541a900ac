package io.uring.connector.core.list;

import io.uring.connector.core.Errno;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * A glob for whole paths, with the meaning of Hadoop's {@code FileSystem.globStatus}: each
 * component is a {@link Glob}, {@code *} does not cross a slash, braces may hold several
 * components, hidden names match like others, and what is found is sorted.
 */
final class GlobPath {
  private final String text;

  GlobPath(final String text) {
    this.text = text;
  }

  List<Root> find() throws ListException {
    final List<Root> found = new ArrayList<>();
    for (final String flat : expand(text)) {
      find(components(flat), found);
    }
    found.sort(Comparator.comparing(Root::path));
    return found;
  }

  private static void find(final List<Glob> components, final List<Root> found)
      throws ListException {
    List<Path> folders = List.of(Path.of("/"));
    final int last = components.size() - 1;
    for (int i = 0; i < last; i++) {
      final Glob glob = components.get(i);
      final List<Path> next = new ArrayList<>();
      for (final Path folder : folders) {
        if (glob.isWildcard()) {
          addMatching(folder, glob, next);
        } else {
          // Whether it is there is seen further down: a folder may be passable but not listable.
          next.add(RawName.resolve(folder, glob.literal()));
        }
      }
      folders = next;
    }
    for (final Path folder : folders) {
      final List<Path> ends = new ArrayList<>();
      if (last < 0) {
        ends.add(folder);
      } else if (components.get(last).isWildcard()) {
        addMatching(folder, components.get(last), ends);
      } else {
        ends.add(RawName.resolve(folder, components.get(last).literal()));
      }
      for (final Path end : ends) {
        final Stat stat = Stat.follow(end);
        if (stat != null) {
          found.add(new Root(end, stat));
        }
      }
    }
  }

  private static void addMatching(final Path folder, final Glob glob, final List<Path> matching)
      throws ListException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (final Path child : children) {
        if (glob.matches(RawName.of(child).text())) {
          matching.add(child);
        }
      }
    } catch (final DirectoryIteratorException e) {
      throw ListException.refused(
          "readdir", RawName.pathText(folder), Objects.requireNonNull(e.getCause()));
    } catch (final IOException e) {
      final int errno = Errno.of(e);
      // Not every candidate is a folder: a file has no children that could match.
      if (errno != Errno.ENOENT && errno != Errno.ENOTDIR && !isFile(folder)) {
        throw ListException.refused("opendir", RawName.pathText(folder), e);
      }
    }
  }

  private static boolean isFile(final Path path) throws ListException {
    final Stat stat = Stat.follow(path);
    return stat == null || !stat.isDirectory();
  }

  private static List<Glob> components(final String flat) {
    final Deque<String> names = new ArrayDeque<>();
    for (final String name : flat.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    final List<Glob> globs = new ArrayList<>(names.size());
    for (final String name : names) {
      globs.add(Glob.of(name));
    }
    return globs;
  }

  /**
   * Writes out braces that hold a slash: {@code p{a/b,c}s} becomes {@code pa/bs} and {@code pcs}.
   */
  static List<String> expand(final String glob) {
    final List<String> flat = new ArrayList<>();
    final Deque<String> open = new ArrayDeque<>();
    open.push(glob);
    while (!open.isEmpty()) {
      final String next = open.pop();
      final List<String> alternatives = expandFirst(next);
      if (alternatives.isEmpty()) {
        flat.add(next);
      }
      for (int i = alternatives.size() - 1; i >= 0; i--) {
        open.push(alternatives.get(i));
      }
    }
    return flat;
  }

  private static List<String> expandFirst(final String glob) {
    final List<Integer> cuts = new ArrayList<>();
    boolean slash = false;
    int depth = 0;
    for (int i = 0; i < glob.length(); i++) {
      switch (glob.charAt(i)) {
        case '\\' -> i++;
        case '{' -> {
          if (depth++ == 0) {
            cuts.clear();
            cuts.add(i);
            slash = false;
          }
        }
        case '}' -> {
          if (depth > 0 && --depth == 0 && slash) {
            cuts.add(i);
            return alternatives(glob, cuts);
          }
        }
        case ',' -> {
          if (depth == 1) {
            cuts.add(i);
          }
        }
        case '/' -> slash |= depth > 0;
        default -> {}
      }
    }
    return List.of();
  }

  private static List<String> alternatives(final String glob, final List<Integer> cuts) {
    final String before = glob.substring(0, cuts.get(0));
    final String behind = glob.substring(cuts.get(cuts.size() - 1) + 1);
    final List<String> alternatives = new ArrayList<>();
    for (int i = 1; i < cuts.size(); i++) {
      alternatives.add(before + glob.substring(cuts.get(i - 1) + 1, cuts.get(i)) + behind);
    }
    return alternatives;
  }
}

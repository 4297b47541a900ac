package io.uring.connector.core.list;

import io.uring.connector.core.RawPath;
import io.uring.connector.core.list.ListException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A file of rows: a manifest, or a part of one that is a folder. */
final class ManifestFile {
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path path;
  private final byte[] folder;
  private final String name;
  private final boolean parquet;

  private ManifestFile(final Path path) throws ListException {
    this.path = path;
    folder = RawPath.bytes(Objects.requireNonNull(path.getParent()));
    name = RawName.pathText(path);
    parquet = hasSuffix(".parquet") || beginsAsParquet();
  }

  static List<ManifestFile> find(final String text) throws ListException {
    final Path path = Root.path(text);
    final Stat stat = Stat.follow(path);
    if (stat == null) {
      throw ListException.notFound(text);
    }
    final List<ManifestFile> files = new ArrayList<>();
    if (!stat.isDirectory()) {
      files.add(of(path, stat));
      return files;
    }
    for (final Path child : children(path)) {
      final Stat found = Stat.follow(child);
      if (found != null) {
        files.add(of(child, found));
      }
    }
    if (files.isEmpty()) {
      throw new ListException(
          Reason.ILLEGAL_MANIFEST, text, "manifest " + text + " is a folder without a file in it");
    }
    return files;
  }

  private static List<Path> children(final Path folder) throws ListException {
    final List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (final Path child : all) {
        if (!HiddenNames.hidesFile(RawName.of(child).text())) {
          children.add(child);
        }
      }
    } catch (final DirectoryIteratorException e) {
      throw ListException.refused(
          "readdir", RawName.pathText(folder), Objects.requireNonNull(e.getCause()));
    } catch (final IOException e) {
      throw ListException.refused("opendir", RawName.pathText(folder), e);
    }
    children.sort(Comparator.comparing(RawPath::bytes, Arrays::compareUnsigned));
    return children;
  }

  private static ManifestFile of(final Path path, final Stat stat) throws ListException {
    if (!stat.attributes().isRegularFile()) {
      final String text = RawName.pathText(path);
      throw new ListException(
          Reason.ILLEGAL_MANIFEST,
          text,
          "manifest must be a file, or a folder of files: " + text + " is neither");
    }
    return new ManifestFile(path);
  }

  /** Adds the rows of this file. */
  void read(final ManifestRows rows) throws IOException {
    rows.begin(this);
    try {
      if (parquet) {
        readParquet(rows);
      } else if (hasSuffix(".csv")) {
        CsvManifest.read(this, rows);
      } else {
        TextManifest.read(this, rows);
      }
    } catch (final ListException e) {
      throw e;
    } catch (final IOException e) {
      throw ListException.refused("read", name, e);
    }
  }

  private void readParquet(final ManifestRows rows) throws ListException {
    try {
      ParquetManifest.read(this, rows);
    } catch (final NoClassDefFoundError e) {
      throw new ListException(
          Reason.ILLEGAL_MANIFEST,
          name,
          "manifest "
              + name
              + " is Parquet, and what reads it is not on the class path: add"
              + " org.apache.parquet:parquet-hadoop and org.apache.hadoop:hadoop-client-runtime, or"
              + " write the manifest as CSV",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** The absolute path of the folder that relative paths start from; not to be changed. */
  byte[] folder() {
    return folder;
  }

  /** The content from its first character on. */
  InputStream open() throws IOException {
    final InputStream content = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    content.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(content.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      content.reset();
    }
    return content;
  }

  /** A failure with the place it is at. */
  ListException refuse(final long row, final String what) {
    return new ListException(Reason.ILLEGAL_MANIFEST, name, place(row) + ": " + what);
  }

  /** A failure of a file that is named at a place. */
  ListException refuse(final long row, final ListException failure) {
    return new ListException(
        failure.reason(), failure.path(), place(row) + ": " + failure.getMessage(), failure);
  }

  /** A failure of the whole file. */
  ListException refuse(final String what, final Throwable cause) {
    return new ListException(Reason.ILLEGAL_MANIFEST, name, "manifest " + name + " " + what, cause);
  }

  private String place(final long row) {
    return "manifest " + name + ", " + (parquet ? "row " : "line ") + row;
  }

  private boolean hasSuffix(final String suffix) {
    return name.toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private boolean beginsAsParquet() throws ListException {
    try (InputStream content = Files.newInputStream(path)) {
      return Arrays.equals(content.readNBytes(PARQUET.length), PARQUET);
    } catch (final IOException e) {
      throw ListException.refused("open", name, e);
    }
  }
}

package io.uring.connector.spark.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system of Hadoop that is none of the local ones: like HDFS, it renames nothing onto a file
 * that is there. It can be told to break off, before or after it has done something.
 */
public final class FarFileSystem extends FileSystem {
  private static final URI NAME = URI.create("far:///");

  /** How many changes are made until it breaks off; counts on below zero. */
  private static int left = Integer.MAX_VALUE;

  private static boolean breaksAfter;

  private final RawLocalFileSystem near = new RawLocalFileSystem();

  /** For Hadoop. */
  public FarFileSystem() {}

  /** A folder of this file system. */
  static LogFolder folder(final java.nio.file.Path folder) throws IOException {
    final Configuration conf = new Configuration();
    conf.set("fs.far.impl", FarFileSystem.class.getName());
    return new LogFolder(new Path("far://" + folder), conf);
  }

  /** Breaks off with a change that is still to come. */
  static void breakOff(final int changes, final boolean after) {
    left = changes;
    breaksAfter = after;
  }

  /** Ends all breaking off. */
  static void mend() {
    left = Integer.MAX_VALUE;
  }

  private interface Change<T> {
    T make() throws IOException;
  }

  private static <T> T change(final Change<T> change) throws IOException {
    final boolean breaks = left-- == 0;
    if (breaks && !breaksAfter) {
      throw new IOException("broke off");
    }
    final T value = change.make();
    if (breaks) {
      throw new IOException("broke off");
    }
    return value;
  }

  private static Path near(final Path path) {
    return new Path("file", "", path.toUri().getPath());
  }

  @Override
  public void initialize(final URI uri, final Configuration conf) throws IOException {
    super.initialize(uri, conf);
    near.initialize(URI.create("file:///"), conf);
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public FSDataInputStream open(final Path path, final int bufferSize) throws IOException {
    return near.open(near(path), bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      final Path path,
      final FsPermission permission,
      final boolean overwrite,
      final int bufferSize,
      final short replication,
      final long blockSize,
      final Progressable progress)
      throws IOException {
    return change(
        () -> near.create(near(path), overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream append(
      final Path path, final int bufferSize, final Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(final Path from, final Path to) throws IOException {
    return change(() -> !exists(to) && near.rename(near(from), near(to)));
  }

  @Override
  public boolean delete(final Path path, final boolean recursive) throws IOException {
    return change(() -> near.delete(near(path), recursive));
  }

  @Override
  public FileStatus[] listStatus(final Path path) throws IOException {
    return near.listStatus(near(path));
  }

  @Override
  public void setWorkingDirectory(final Path path) {
    throw new UnsupportedOperationException("working directory");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("far:///");
  }

  @Override
  public boolean mkdirs(final Path path, final FsPermission permission) throws IOException {
    return near.mkdirs(near(path));
  }

  @Override
  public FileStatus getFileStatus(final Path path) throws FileNotFoundException, IOException {
    return near.getFileStatus(near(path));
  }
}

package io.uring.connector.benchmarks;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.list.FileLister;
import io.uring.connector.core.list.ListOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files to read: a set of ours, or whatever lies below a folder of the user's.
 *
 * @param name what the user called it
 * @param root the folder
 * @param files all files below it
 * @param manifest what a set of ours must hold; empty for a folder of the user's
 */
record DataSet(String name, Path root, FileTable files, Optional<Manifest> manifest) {

  /** A set of ours, made below {@code cache} unless it is there already, or the user's own. */
  static DataSet open(final String name, final Path cache) throws IOException {
    final Optional<SampleSet> shape = SampleSet.named(name);
    return shape.isPresent()
        ? open(shape.get(), cache)
        : list(name, root(name, cache), Optional.empty());
  }

  /** A set of ours, made below {@code cache} unless it is there already. */
  static DataSet open(final SampleSet shape, final Path cache) throws IOException {
    final Path home = new SampleWriter(cache).home(shape);
    return list(
        shape.name(),
        SampleWriter.files(home).toRealPath(),
        Optional.of(Manifest.read(SampleWriter.manifest(home))));
  }

  /** Where {@link #open(String, Path)} finds the files. */
  static Path root(final String name, final Path cache) throws IOException {
    final Optional<SampleSet> shape = SampleSet.named(name);
    final Path folder =
        shape.isPresent()
            ? SampleWriter.files(new SampleWriter(cache).home(shape.get()))
            : Path.of(name);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--data must be imagenet, pictures, small or a folder, not " + name);
    }
    return folder.toRealPath();
  }

  static DataSet list(final String name, final Path root, final Optional<Manifest> manifest)
      throws IOException {
    final FileTable files =
        FileLister.list(List.of(root.toString()), ListOptions.builder().recursive().build())
            .files();
    if (files.size() == 0) {
      throw new IllegalArgumentException("there are no files to read below " + root);
    }
    return new DataSet(name, root, files, manifest);
  }

  /** The path of a file below {@link #root()}. */
  String relative(final String path) {
    return path.substring(root.toString().length() + 1);
  }

  /** What every side must arrive at: from the manifest, else by reading as plainly as Java can. */
  String digest() throws IOException {
    return manifest.isPresent() ? manifest.get().digest() : readPlainly();
  }

  private String readPlainly() throws IOException {
    final SetDigest digest = new SetDigest();
    for (int file = 0; file < files.size(); file++) {
      final String path = files.path(file);
      digest.add(relative(path), ByteBuffer.wrap(Files.readAllBytes(Path.of(path))));
    }
    return digest.text();
  }
}

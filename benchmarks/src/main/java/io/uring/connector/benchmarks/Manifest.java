package io.uring.connector.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a data set of ours holds; lies beside its files.
 *
 * @param shape how the files were made; a set of another shape is made anew
 * @param digest {@link SetDigest#text()} of all files, computed as they were written
 */
record Manifest(SampleSet shape, String digest) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Manifest read(final Path file) throws IOException {
    return JSON.readValue(file.toFile(), Manifest.class);
  }

  void write(final Path file) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }
}

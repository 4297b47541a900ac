package io.uring.connector.core.list;

import java.io.IOException;

/**
 * A file that says which files to read, in the place of a {@linkplain FileLister walk}: a row for
 * each file, or for each range of a file.
 *
 * <p><b>Formats.</b> What is called {@code .parquet}, or begins as Parquet does, is Parquet; what
 * is called {@code .csv} is CSV; all else is text. A folder, as Spark writes them, stands for the
 * files in it whose names are not hidden, by name.
 *
 * <ul>
 *   <li>Text has one path a line, which ends in LF or CRLF; where the first path ends in a NUL, as
 *       {@code find -print0} writes it, all do. Empty lines do not count. Nothing is trimmed.
 *   <li>CSV is that of RFC 4180 with a header. The column {@code path} must be there; {@code
 *       offset} and {@code length} may be, an empty one is as none; others do not count.
 *   <li>Parquet has a column {@code path} of strings, and may have {@code offset} and {@code
 *       length} of INT32 or INT64, null as none; others do not count. It needs {@code
 *       org.apache.parquet:parquet-hadoop} and {@code org.apache.hadoop:hadoop-client-runtime} on
 *       the class path, as Spark has them.
 * </ul>
 *
 * <p><b>Paths</b> are the bytes that Linux keeps, in text and CSV too, UTF-8 or not. One that does
 * not begin with a slash is relative to the folder that the manifest is in. {@code file:///a%20b}
 * is a URI, as Spark's {@code input_file_name()} gives it; in {@code file:/a b}, as the column
 * {@code path} of Spark's {@code binaryFile} has it, every character means itself. Other schemes
 * are refused. Links are followed. The same file may be named as often as wanted.
 *
 * <p><b>Ranges.</b> {@code offset} counts from 0, which it is where there is none; without {@code
 * length} a range goes to the end of the file. A range must lie within its file.
 *
 * <p>Rows come in the manifest's order. Each file is looked at once, now, on a few daemon threads
 * that end with the call.
 */
public final class Manifest {
  private Manifest() {}

  /**
   * Lists what a manifest names. Waits for the threads that look; may be called on any thread.
   *
   * @param path absolute path of the manifest, without a scheme
   * @param options how many threads look at files; whether a file that is missing is left out, as
   *     {@link Listing.Reason#MISSING}, or fails the call; and which files' names, sizes and times
   *     are taken. What else they say is about walking and does not count
   * @return the files, each once, in the order in which the manifest names them first; {@link
   *     Listing#requests()} has the rows
   * @throws ListException if there is no manifest, it is malformed, it names a folder, a file that
   *     is missing, or a range that is not within its file, or the kernel refuses something; the
   *     message names the manifest, the line (in Parquet the row, from 1) and what to change
   * @throws IOException if the manifest cannot be read or the calling thread is interrupted
   */
  public static Listing list(final String path, final ListOptions options) throws IOException {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("manifest must be an absolute path: " + path);
    }
    final ManifestRows rows = new ManifestRows();
    for (final ManifestFile file : ManifestFile.find(path)) {
      file.read(rows);
    }
    return rows.list(options);
  }
}

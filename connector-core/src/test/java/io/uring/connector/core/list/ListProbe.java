package io.uring.connector.core.list;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RawPath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Lists in a JVM of its own: with another locale, or as another user. Prints ASCII only. */
final class ListProbe {
  private ListProbe() {}

  public static void main(final String[] roots) {
    for (final String line : lines(List.of(roots))) {
      System.out.println(line);
    }
  }

  static List<String> lines(final List<String> roots) {
    try {
      final FileTable files =
          FileLister.list(roots, ListOptions.builder().recursive().build()).files();
      final List<String> lines = new ArrayList<>();
      for (int file = 0; file < files.size(); file++) {
        final byte[] path = files.pathBytes(file);
        // The bytes lead back to the file, whatever the locale makes of them.
        final long size = Files.size(RawPath.of(path));
        lines.add(HexFormat.of().formatHex(path) + " " + size + " " + files.length(file));
      }
      return lines;
    } catch (final IOException e) {
      return List.of(e.toString());
    }
  }

  static List<String> inChild(
      final List<String> prefix, final Map<String, String> environment, final String root)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(prefix);
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ListProbe.class.getName());
    command.add(root);
    final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    final Process process = builder.start();
    final List<String> lines = process.inputReader().lines().toList();
    process.waitFor();
    return lines;
  }
}

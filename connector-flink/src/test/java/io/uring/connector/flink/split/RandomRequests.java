package io.uring.connector.flink.split;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lists of requests as they may be: of any names, in any order, whole files or ranges. */
final class RandomRequests {
  private RandomRequests() {}

  static FileTable files(final Random random, final int count) {
    final FileTable.Builder table = FileTable.builder();
    final int folders = 1 + random.nextInt(4);
    for (int i = 0; i < folders; i++) {
      table.addDirectory(name(random, "/folder-" + i), random.nextLong());
    }
    for (int i = 0; i < count; i++) {
      table.add(
          random.nextInt(folders),
          name(random, "file-" + i),
          random.nextLong() >>> (1 + random.nextInt(63)),
          random.nextLong() >> random.nextInt(64),
          random.nextInt(10) == 0,
          random.nextBoolean());
    }
    return table.build();
  }

  static RequestList ranges(final Random random, final FileTable files, final int count) {
    final int[] file = new int[count];
    final long[] offset = new long[count];
    final long[] length = new long[count];
    for (int i = 0; i < count; i++) {
      file[i] = random.nextInt(files.size());
      offset[i] = (long) (random.nextDouble() * files.length(file[i]));
      length[i] = (long) (random.nextDouble() * (files.length(file[i]) - offset[i]));
    }
    return RequestList.ranges(files, file, offset, length);
  }

  /** All that can be seen of a list. */
  static List<String> told(final RequestList requests) {
    final FileTable files = requests.files();
    final List<String> told = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      final int file = requests.file(i);
      told.add(
          new String(files.pathBytes(file), StandardCharsets.ISO_8859_1)
              + " folder="
              + files.directoryModifiedNanos(files.directory(file))
              + " size="
              + files.length(file)
              + " modified="
              + files.modifiedNanos(file)
              + (files.isSpecial(file) ? " special" : "")
              + (files.isSettled(file) ? " settled" : "")
              + " at="
              + requests.offset(i)
              + "+"
              + requests.length(i));
    }
    return told;
  }

  /** Linux takes any bytes but NUL and slash. */
  private static byte[] name(final Random random, final String start) {
    final byte[] odd = new byte[random.nextInt(3)];
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (byte) (128 + random.nextInt(128));
    }
    final byte[] even = start.getBytes(StandardCharsets.UTF_8);
    final byte[] name = new byte[even.length + odd.length];
    System.arraycopy(even, 0, name, 0, even.length);
    System.arraycopy(odd, 0, name, even.length, odd.length);
    return name;
  }
}

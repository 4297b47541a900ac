package io.uring.connector.benchmarks;

import io.uring.connector.core.FileTable;
import io.uring.connector.core.RequestList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Parts of a data set's files: which there are, and what they hold. */
final class Ranges {
  private static final long SEED = 20_260_101L;

  private Ranges() {}

  /** All files from start to end, in pieces. */
  static RequestList cut(final DataSet data, final int bytes) {
    final int[] numbers = new int[Math.toIntExact(blocks(data.files(), bytes))];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return requests(data.files(), numbers, bytes);
  }

  /** Some of the whole blocks of all files, none of them twice, in no order; always the same. */
  static RequestList random(final DataSet data, final int bytes, final int count) {
    final int[] numbers =
        new Random(SEED)
            .ints(0, Math.toIntExact(blocks(data.files(), bytes)))
            .distinct()
            .limit(count)
            .toArray();
    return requests(data.files(), numbers, bytes);
  }

  /** What a digest calls a request: its file, and where in it, unless it is all of the file. */
  static String name(final DataSet data, final RequestList requests, final int request) {
    final int file = requests.file(request);
    final String path = data.relative(requests.files().path(file));
    final boolean whole = requests.length(request) == requests.files().length(file);
    return whole ? path : path + "@" + requests.offset(request);
  }

  /** What every side must arrive at, read as plainly as Java can. */
  static String digest(final DataSet data, final RequestList requests) throws IOException {
    final SetDigest digest = new SetDigest();
    final FileChannel[] channels = new FileChannel[data.files().size()];
    try {
      for (int request = 0; request < requests.size(); request++) {
        final int file = requests.file(request);
        if (channels[file] == null) {
          channels[file] =
              FileChannel.open(Path.of(data.files().path(file)), StandardOpenOption.READ);
        }
        final ByteBuffer content = ByteBuffer.allocate((int) requests.length(request));
        PreadSide.fill(content, channels[file], requests.offset(request));
        digest.add(name(data, requests, request), content.flip());
      }
    } finally {
      for (final FileChannel channel : channels) {
        if (channel != null) {
          channel.close();
        }
      }
    }
    return digest.text();
  }

  private static long blocks(final FileTable files, final int bytes) {
    long blocks = 0;
    for (int file = 0; file < files.size(); file++) {
      blocks += files.length(file) / bytes;
    }
    return blocks;
  }

  private static RequestList requests(final FileTable files, final int[] numbers, final int bytes) {
    final int[] file = new int[numbers.length];
    final long[] offset = new long[numbers.length];
    final long[] length = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      long block = numbers[i];
      while (block >= files.length(file[i]) / bytes) {
        block -= files.length(file[i]++) / bytes;
      }
      offset[i] = block * bytes;
      length[i] = bytes;
    }
    return RequestList.ranges(files, file, offset, length);
  }
}

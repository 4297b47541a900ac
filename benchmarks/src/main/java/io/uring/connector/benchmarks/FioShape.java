package io.uring.connector.benchmarks;

import io.uring.connector.core.FileTable;
import java.util.ArrayList;
import java.util.List;

/**
 * How fio is to read: the same for each of its jobs, which part the files among themselves.
 *
 * @param random whole blocks in no order, none twice, in place of all from start to end
 * @param direct around the page cache
 * @param blockBytes size of a read
 * @param depth reads in flight of a job, each job on a ring of its own
 * @param jobs threads
 * @param registered buffers and files are made known to the ring first
 * @param burst reads that are submitted, and waited for, together
 */
record FioShape(
    boolean random,
    boolean direct,
    int blockBytes,
    int depth,
    int jobs,
    boolean registered,
    int burst) {

  String title() {
    return "fio "
        + (blockBytes >> 10)
        + "k x"
        + depth
        + " jobs "
        + jobs
        + (registered ? " reg" : "")
        + (burst > 1 ? " burst " + burst : "");
  }

  /** A job file for reading so many blocks of some files. */
  String text(final FileTable files, final long blocks) {
    final StringBuilder text = new StringBuilder("[global]\nioengine=io_uring\nthread=1\n");
    text.append("rw=").append(random ? "randread" : "read").append('\n');
    text.append("direct=").append(direct ? 1 : 0).append('\n');
    text.append("bs=").append(blockBytes).append('\n');
    text.append("iodepth=").append(depth).append('\n');
    if (burst > 1) {
      text.append("iodepth_batch_submit=").append(burst).append('\n');
      text.append("iodepth_batch_complete_min=").append(burst).append('\n');
      text.append("iodepth_batch_complete_max=").append(depth).append('\n');
    }
    if (registered) {
      text.append("fixedbufs=1\nregisterfiles=1\n");
    }
    // On page borders, as ours: fio's own choice, malloc, is not, and copies at half the speed.
    text.append("mem=mmap\n");
    // fio would drop the files from the page cache, and look at the clock for every read.
    text.append("invalidate=0\nallow_file_create=0\ngtod_reduce=1\n");
    text.append("random_generator=lfsr\n");
    text.append("file_service_type=").append(random ? "random" : "sequential").append('\n');
    for (int job = 0; job < jobs; job++) {
      text.append("[job").append(job).append("]\n");
      text.append("filename=").append(String.join(":", names(files, job))).append('\n');
      if (random) {
        text.append("number_ios=").append(blocks / jobs).append('\n');
      } else if (files.size() < jobs) {
        final long part = files.length(0) / jobs;
        text.append("offset=").append(job * part).append("\nsize=").append(part).append('\n');
      }
    }
    return text.toString();
  }

  // A colon parts names.
  private List<String> names(final FileTable files, final int job) {
    final List<String> names = new ArrayList<>();
    final int size = files.size();
    final int from = size < jobs ? 0 : size * job / jobs;
    final int to = size < jobs ? size : size * (job + 1) / jobs;
    for (int file = from; file < to; file++) {
      names.add(files.path(file).replace("\\", "\\\\").replace(":", "\\:"));
    }
    return names;
  }
}

package io.uring.connector.flink.list;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.plan.SplitPlanner;
import java.io.IOException;
import org.apache.flink.annotation.Internal;

/** How many subtasks the files of a source are worth. */
@Internal
public final class SourceSize {
  private SourceSize() {}

  /**
   * Lists until it is known how many subtasks have enough to do. Waits for the file system.
   *
   * @param finder what is read
   * @param options how
   * @param most the most subtasks that there can be
   * @param bytesPerTask what one subtask should read
   * @return from 1 to the most
   * @throws IOException if the files cannot be listed
   */
  public static int subtasks(
      final FileFinder finder, final ReadOptions options, final int most, final long bytesPerTask)
      throws IOException {
    final FileSearch search = new FileSearch(finder, new byte[0]);
    final long share = Math.max(1, bytesPerTask);
    long rows = 0;
    long cost = 0;
    FileSearch.Found found;
    do {
      found = search.next();
      final RequestList heads = found.requests().heads(options.headBytes());
      rows += heads.size();
      cost += heads.totalLength() + heads.size() * SplitPlanner.OPEN_COST;
    } while (found.rest() != null && Math.min(rows, cost / share) < most);
    return (int) Math.max(1, Math.min(most, Math.min(rows, (cost + share - 1) / share)));
  }
}

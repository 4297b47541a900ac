package io.uring.connector.flink;

import io.uring.connector.core.RequestList;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/** Chooses what is read of the files that were found. Runs on the job manager, on any thread. */
@PublicEvolving
@FunctionalInterface
public interface FileSelection extends Serializable {
  /**
   * Chooses; called after each listing.
   *
   * @param found all files, in plan order
   * @return what to read, such as a {@link RequestList#select} of it
   */
  RequestList select(RequestList found);
}

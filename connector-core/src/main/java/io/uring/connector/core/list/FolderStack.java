package io.uring.connector.core.list;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folders that a walk has still to come by: those left in one folder, and below them what comes
 * afterwards. Immutable, but for what is found in the folders.
 *
 * @param parent the folder that they are in
 * @param folders all folders in it, in plan order
 * @param from the first that is left; there is one
 * @param below those left in a folder that the parent is in, or null
 */
record FolderStack(Folder parent, List<Folder> folders, int from, @Nullable FolderStack below) {

  /** Puts all folders that are in one on top of others; the others where there are none. */
  static @Nullable FolderStack push(final Folder parent, final @Nullable FolderStack below) {
    return parent.folders().isEmpty() ? below : new FolderStack(parent, parent.folders(), 0, below);
  }

  Folder first() {
    return folders.get(from);
  }

  /** What is left behind the first. */
  @Nullable FolderStack rest() {
    return from + 1 == folders.size() ? below : new FolderStack(parent, folders, from + 1, below);
  }
}

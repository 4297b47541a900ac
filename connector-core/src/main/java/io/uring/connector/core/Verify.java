package io.uring.connector.core;

/** How far a file is looked at again after it was read, to see that it is still the listed one. */
public enum Verify {
  /**
   * Growth and shrinking show in the read itself, and files that were replaced, removed or added
   * show in the modification time of their folder, which is looked at once for each batch. A file
   * is looked at on its own where that has moved, where it is a symbolic link, and where it was
   * written less than 10 s before it was listed. What passes unseen is a file that had been at rest
   * when it was listed and is overwritten in place, to the same size.
   */
  AUTO,
  /** The size and the modification time of every file are looked at again after its read. */
  ALWAYS
}

package io.uring.connector.core;

/** What becomes of the page cache. */
public enum CacheUse {
  /** What was read stays cached, as after any read. */
  KEEP,
  /**
   * What was not cached before does not stay ({@code RWF_DONTCACHE}, Linux 6.14 and newer); where
   * the kernel or the file system cannot do it, reads are as with {@link #KEEP}, counted.
   */
  DROP
}

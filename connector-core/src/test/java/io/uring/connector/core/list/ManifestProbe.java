package io.uring.connector.core.list;

import java.io.IOException;

/** What tests of manifests run in other JVMs: lists one and says what came of it. */
final class ManifestProbe {
  private ManifestProbe() {}

  public static void main(String[] arguments) throws IOException {
    long before = usedHeap();
    long start = System.nanoTime();
    try {
      Listing listing = Manifest.list(arguments[0], ListOptions.builder().build());
      System.out.println("millis=" + (System.nanoTime() - start) / 1_000_000);
      System.out.println("rows=" + listing.requests().size());
      System.out.println(
          "heapAFile=" + (usedHeap() - before) / Math.max(1, listing.files().size()));
      System.out.println("files=" + listing.files().size());
    } catch (ListException e) {
      System.out.println("refused=" + e.getMessage());
    }
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

package io.uring.connector.core.scan;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Loads the reader in a class loader of its own, as an application server or a shell does, begins
 * to read, closes and drops every reference. Argument: a folder of files. It prints {@code
 * collected=}, and {@code holds=} for each thread that still knows the loader.
 */
public final class UnloadProgram {
  private UnloadProgram() {}

  /** Loads, reads and waits for the loader to go. */
  public static void main(String[] arguments) throws Exception {
    WeakReference<ClassLoader> loader = new WeakReference<>(read(arguments[0]));
    System.out.println("began=true");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (loader.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(200);
    }
    System.out.println("collected=" + (loader.get() == null));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("uring-")
          || (loader.get() != null && thread.getContextClassLoader() == loader.get())) {
        System.out.println("holds=" + thread.getName());
      }
    }
  }

  private static ClassLoader read(String folder) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // As a container does for what it runs.
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader
          .loadClass(PendingProgram.class.getName())
          .getMethod("begin", String.class)
          .invoke(null, folder);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return loader;
  }
}

package io.uring.connector.core.engine.contract;

import io.uring.connector.core.ReadOptions;
import io.uring.connector.core.RequestList;
import io.uring.connector.core.engine.ReadEngine;
import io.uring.connector.core.scan.FileScan;
import io.uring.connector.core.testing.Scans;

/** What a part of the contract knows of the engine that it runs on. */
interface EngineUnderTest {
  /** Options in which this engine, and its binding, is demanded. */
  ReadOptions.Builder options();

  /** An engine of the test's own. */
  ReadEngine openEngine(int threads, int queueDepth);

  /** The name that people see. */
  String name();

  /** A scan by this engine. */
  default FileScan scan(RequestList requests) {
    return FileScan.of(requests).options(options().build());
  }

  /** The message that a scan by this engine fails with. */
  default String failure(RequestList requests) {
    return Scans.failure(scan(requests)).getMessage();
  }

  /** Whether a ring reads. */
  default boolean isRing() {
    return name().startsWith("uring/");
  }
}

package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;

/** The ring keeps the contract through Panama on libc. */
class UringSyscallTest extends ReadEngineContract {
  UringSyscallTest() {
    super(EngineChoice.URING, BindingChoice.SYSCALL);
  }

  @Override
  public String name() {
    return "uring/syscall";
  }
}

package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;

/** The ring keeps the contract through Panama on liburing. */
class UringLiburingTest extends ReadEngineContract {
  UringLiburingTest() {
    super(EngineChoice.URING, BindingChoice.LIBURING);
  }

  @Override
  public String name() {
    return "uring/liburing";
  }
}

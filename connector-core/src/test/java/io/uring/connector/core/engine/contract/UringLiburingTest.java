package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;

/** The ring keeps the contract through Panama on liburing. */
class UringLiburingTest extends ReadEngineContract {
  UringLiburingTest() {
    super(BindingChoice.LIBURING);
  }

  @Override
  public String name() {
    return "uring/liburing";
  }
}

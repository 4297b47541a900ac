package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;

/** The ring keeps the contract through JNA. */
class UringJnaTest extends ReadEngineContract {
  UringJnaTest() {
    super(BindingChoice.JNA);
  }

  @Override
  public String name() {
    return "uring/jna";
  }
}

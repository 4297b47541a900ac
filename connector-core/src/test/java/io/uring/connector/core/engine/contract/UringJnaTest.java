package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;

/** The ring keeps the contract through JNA. */
class UringJnaTest extends ReadEngineContract {
  UringJnaTest() {
    super(EngineChoice.URING, BindingChoice.JNA);
  }

  @Override
  public String name() {
    return "uring/jna";
  }
}

package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;

/** Blocking reads keep the contract with the calls of C. */
class NioEngineTest extends ReadEngineContract {
  NioEngineTest() {
    super(EngineChoice.NIO, BindingChoice.AUTO);
  }

  @Override
  public String name() {
    return "nio";
  }
}

package io.uring.connector.core.engine.contract;

/** Blocking reads keep the contract. */
class NioEngineTest extends ReadEngineContract {
  NioEngineTest() {
    super(null);
  }

  @Override
  public String name() {
    return "nio";
  }
}

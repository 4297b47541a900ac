package io.uring.connector.core.engine.contract;

import io.uring.connector.core.BindingChoice;
import io.uring.connector.core.EngineChoice;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Blocking reads keep the contract with Java's channels, as where the binding cannot be loaded. */
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Panama's bindings can be loaded here")
class NioChannelsTest extends ReadEngineContract {
  NioChannelsTest() {
    super(EngineChoice.NIO, BindingChoice.SYSCALL);
  }

  @Override
  public String name() {
    return "nio";
  }
}

package org.javisor.isa.riscv64;

/** What a hart of a test is connected to: time stands still. */
interface StillWiring extends HartWiring {
  @Override
  default long ticks() {
    return 0;
  }

  @Override
  default void armSupervisorTimer(long ticks) {
    // It is never due.
  }
}

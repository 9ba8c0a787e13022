package org.javisor.device.interrupt;

import java.util.Set;
import java.util.TreeSet;
import org.javisor.bus.irq.CpuInterrupts;

/** Remembers which interrupts are raised. */
final class FakeHart implements CpuInterrupts {
  final Set<Integer> raised = new TreeSet<>();

  @Override
  public void set(int number, boolean level) {
    if (level) {
      raised.add(number);
    } else {
      raised.remove(number);
    }
  }
}

package org.javisor.system.gdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Two CPUs of three registers, and 4 KiB of memory at 0x1000. */
final class FakeDebuggee implements Debuggee {
  private static final int MEMORY = 4096;

  final List<Point> points = new ArrayList<>();
  final List<String> done = new ArrayList<>();
  final long[][] registers = new long[2][3];
  final byte[] memory = new byte[MEMORY];
  boolean running;
  boolean needsReset;
  Optional<StopReason> reason = Optional.empty();

  @Override
  public int cpus() {
    return 2;
  }

  @Override
  public boolean isStarted(int cpu) {
    return cpu == 0;
  }

  @Override
  public TargetDescription description() {
    List<TargetDescription.Register> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(new TargetDescription.Register("r" + i, i, "int"));
    }
    return new TargetDescription(
        "test", 2, List.of(new TargetDescription.Group("core.xml", "a.b", "", all)));
  }

  @Override
  public OptionalLong register(int cpu, int number) {
    return number < 3 ? OptionalLong.of(registers[cpu][number]) : OptionalLong.empty();
  }

  @Override
  public boolean setRegister(int cpu, int number, long value) {
    if (number < 3) {
      registers[cpu][number] = value;
    }
    return number < 3;
  }

  private static boolean isThere(Place place, int length) {
    long offset = place.address() - MEMORY;
    return offset >= 0 && offset <= MEMORY - length;
  }

  @Override
  public Optional<byte[]> read(Place from, int length) {
    int at = (int) from.address() - MEMORY;
    return isThere(from, length)
        ? Optional.of(Arrays.copyOfRange(memory, at, at + length))
        : Optional.empty();
  }

  @Override
  public boolean write(Place to, byte[] bytes) {
    if (isThere(to, bytes.length)) {
      System.arraycopy(bytes, 0, memory, (int) to.address() - MEMORY, bytes.length);
      return true;
    }
    return false;
  }

  @Override
  public boolean add(Point point) {
    return points.size() < 8 && points.add(point);
  }

  @Override
  public boolean remove(Point point) {
    return points.remove(point);
  }

  @Override
  public void removeAll() {
    points.clear();
  }

  @Override
  public boolean resume(List<Motion> motions, StepForm step) {
    done.add(motions + (step.withoutInterrupts() ? "" : " interrupts"));
    running = !needsReset;
    return running;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public Optional<StopReason> takeReason() {
    return reason;
  }

  @Override
  public String monitor(String line) {
    return "said " + line + "\r\n";
  }

  @Override
  public void reset() {
    done.add("reset");
  }

  @Override
  public void kill() {
    done.add("kill");
  }
}

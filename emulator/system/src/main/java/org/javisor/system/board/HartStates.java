package org.javisor.system.board;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.vcpu.Vcpu;

/**
 * Which harts execute: those that firmware has started, while the board runs.
 *
 * <p>Any thread; {@link #pause} waits for the harts and is never called by one. Spec: [SBI] 9.
 */
final class HartStates {
  static final int STARTED = 0;
  static final int STOPPED = 1;
  static final int START_PENDING = 2;
  static final int SUSPENDED = 4;

  private final List<Vcpu> vcpus;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final int[] states;
  private boolean paused = true;

  /** All stopped, the board paused. */
  HartStates(List<Vcpu> vcpus) {
    this.vcpus = List.copyOf(vcpus);
    this.states = new int[vcpus.size()];
    java.util.Arrays.fill(states, STOPPED);
  }

  int count() {
    return states.length;
  }

  /** The state as firmware tells it. */
  int get(int hart) {
    lock.lock();
    try {
      return states[hart];
    } finally {
      lock.unlock();
    }
  }

  /** A hart that executes has come into {@code state}, or a paused board begins with it. */
  void set(int hart, int state) {
    lock.lock();
    try {
      states[hart] = state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts a stopped hart; it executes now or when the board goes on.
   *
   * @param begin sets its registers, on its thread
   * @return false when it was not stopped
   */
  boolean start(int hart, Consumer<GuestCpu> begin) {
    Vcpu vcpu = vcpus.get(hart);
    lock.lock();
    try {
      if (states[hart] != STOPPED) {
        return false;
      }
      states[hart] = START_PENDING;
      vcpu.post(cpu -> {
        begin.accept(cpu);
        set(hart, STARTED);
      });
      if (!paused) {
        vcpu.resume();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** On the hart's thread: it executes nothing more until it is started. */
  void stop(int hart) {
    lock.lock();
    try {
      vcpus.get(hart).stopHere();
      states[hart] = STOPPED;
    } finally {
      lock.unlock();
    }
  }

  /** The board goes on. */
  void resume() {
    lock.lock();
    try {
      paused = false;
      for (int i = 0; i < states.length; i++) {
        if (states[i] != STOPPED) {
          vcpus.get(i).resume();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Of the board's harts this one goes on, if it executes. */
  void resume(int hart) {
    lock.lock();
    try {
      paused = false;
      if (states[hart] != STOPPED) {
        vcpus.get(hart).resume();
      }
    } finally {
      lock.unlock();
    }
  }

  /** All harts stop at the end of an instruction; does not wait, so that a hart may call it. */
  void halt() {
    lock.lock();
    try {
      paused = true;
      vcpus.forEach(Vcpu::stopHere);
    } finally {
      lock.unlock();
    }
  }

  /** Returns when all harts stand still. */
  void pause() {
    halt();
    vcpus.forEach(Vcpu::pause);
  }
}

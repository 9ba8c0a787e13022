package org.javisor.engine.vcpu;

import java.util.concurrent.locks.ReentrantLock;
import org.javisor.engine.interp.Encoder;
import org.javisor.engine.interp.Interpreter;
import org.javisor.engine.interp.JumpCache;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.translate.CodeCache;
import org.javisor.engine.translate.Translator;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitBuilder;

/** Executes by interpretation. */
final class InterpreterExecutor implements Executor {
  private final Vcpu.Parts parts;
  private final JumpCache jumps;
  private final Interpreter interpreter;
  private final Translator translator;
  private final CodeCache cache;
  private final ReentrantLock lock;

  InterpreterExecutor(Vcpu.Parts parts, JumpCache jumps, int maxUnit) {
    this.parts = parts;
    this.jumps = jumps;
    CpuState state = parts.state();
    GuestMemory memory = parts.memory();
    interpreter = new Interpreter(new Interpreter.Parts(state, memory, parts.cpu(), jumps));
    UnitBuilder builder =
        new UnitBuilder(parts.frontEnd(), new Encoder(), maxUnit, parts.engine().debugging());
    cache = parts.engine().codeCache();
    translator = new Translator(builder, memory, cache, cache::clear);
    lock = cache.lock();
  }

  @Override
  public void run() {
    if (parts.state().isCodeUnsettled()) {
      cache.settle();
    }
    int mode = activateMode();
    Unit unit;
    lock.lock();
    try {
      unit = translator.unit(parts.state().pc(), mode);
    } finally {
      lock.unlock();
    }
    if (unit.secondPagePhysical() == -1 && unit.mayBeKept()) {
      jumps.put(unit);
    }
    interpreter.run(unit);
  }

  @Override
  public void step() {
    int mode = activateMode();
    interpreter.run(translator.single(parts.state().pc(), mode));
  }

  private int activateMode() {
    int mode = parts.cpu().mode();
    parts.tlb().activateContext(mode & SoftTlb.CONTEXTS - 1);
    return mode;
  }

  @Override
  public long retired() {
    return interpreter.retired();
  }

  @Override
  public void pcWasSet() {
    interpreter.pcWasSet();
  }

  @Override
  public void translationsChanged() {
    jumps.clear();
  }
}

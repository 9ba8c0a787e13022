package org.javisor.engine.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.vcpu.Engine;
import org.javisor.host.HostException;

/** Runs scripts on an interpreting and on a code-generating machine and compares. */
final class Differential implements AutoCloseable {
  private static final Engine.Config INTERPRETER = Engine.Config.of(Engine.Accelerator.INTERPRETER);

  private final String name;
  private final ScriptMachine interpreter;
  private final ScriptMachine generator;

  /**
   * @param tally counts the units of machine code
   */
  Differential(String name, Engine.Config config, UnitTally tally) throws HostException {
    this.name = name;
    interpreter = new ScriptMachine(INTERPRETER, new UnitTally(new HashSet<>()));
    generator = new ScriptMachine(config, tally);
  }

  /** What differs for {@code script}, run {@code times} times; empty when nothing does. */
  String compare(Script script, int times) throws InterruptedException {
    interpreter.load(script);
    generator.load(script);
    for (int i = 0; i < times; i++) {
      interpreter.start(script);
      generator.start(script);
      ScriptMachine.Outcome expected = interpreter.finish(script);
      ScriptMachine.Outcome actual = generator.finish(script);
      String differences = Comparison.differences(expected, actual);
      if (!differences.isEmpty()) {
        return "run " + i + ": " + differences;
      }
    }
    return "";
  }

  /** Fails with the smallest script found that still shows a difference. */
  void check(long seed, int times) throws InterruptedException {
    Script script = ScriptGenerator.generate(seed);
    String differences = compare(script, times);
    if (!differences.isEmpty()) {
      reduce(script, times);
      throw new AssertionError(
          name
              + ", seed "
              + seed
              + "L: "
              + differences
              + "reduced:\n"
              + compare(script, times)
              + script.print());
    }
  }

  private void reduce(Script script, int times) throws InterruptedException {
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = script.snippets.size() - 1; i >= 0; i--) {
        for (Snippet candidate : smallerThan(script.snippets.get(i), i, script)) {
          Snippet old = script.snippets.set(i, candidate);
          if (isStillWrong(script, times)) {
            smaller = true;
            break;
          }
          script.snippets.set(i, old);
        }
      }
    }
  }

  private boolean isStillWrong(Script script, int times) throws InterruptedException {
    try {
      return !compare(script, times).isEmpty();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static List<Snippet> smallerThan(Snippet snippet, int number, Script script) {
    List<Snippet> found = new ArrayList<>();
    if (number == script.offsets.length - 1 || snippet.operators().isEmpty()) {
      return found;
    }
    if (snippet.operators().getLast().op() == IrOp.HELPER_EXIT
        && snippet.operators().getLast().imm() == ScriptCpu.BARRIER) {
      return found;
    }
    found.add(new Snippet(snippet.length()));
    for (int i = snippet.operators().size() - 1; i >= 0; i--) {
      Snippet without = snippet.without(i);
      boolean endsLoop = snippet.operators().get(i).dst() == Script.FUEL;
      if (!endsLoop && isWellFormed(without)) {
        found.add(without);
      }
    }
    return found;
  }

  /** Whether each temporary is written before it is read. */
  private static boolean isWellFormed(Snippet snippet) {
    long written = 0;
    for (Snippet.Operator each : snippet.operators()) {
      for (int value : new int[] {each.a(), each.b(), each.c()}) {
        boolean isTemp = value >= Snippet.TEMP && value < Snippet.CONSTANT;
        if (isTemp && (written >>> (value - Snippet.TEMP) & 1) == 0) {
          return false;
        }
      }
      if (each.dst() >= Snippet.TEMP) {
        written |= 1L << (each.dst() - Snippet.TEMP);
      }
    }
    return true;
  }

  @Override
  public void close() {
    interpreter.close();
    generator.close();
  }
}

package org.javisor.engine.differential;

import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrPrinter;

/** A program of snippets and the state that it begins in. */
final class Script {
  /** Guest slots used: integers below FLOAT, floating point from there on. */
  static final int FLOAT = 100;

  static final int SLOTS = 1024;

  /** Counts down what jumps backward have left. */
  static final int FUEL = 63;

  /** Slots that usually hold addresses of data. */
  static final int[] POINTERS = {2, 5, 20, 21};

  static final int SPACES = 4;
  static final int CONTEXTS = 3;

  /** Virtual pages that may be mapped, from {@link #base}. */
  static final int PAGES = 32;

  static final int CODE_PAGES = 2;

  /** The first page of data, which pointers never leave so far that they reach the code. */
  static final int FIRST_DATA = 8;

  /** The pages where code may be written to if it may not where it is executed. */
  static final int ALIAS = 64;

  /** Rights in a page table entry, whose other bits are the physical page's address. */
  static final int READ = 1;

  static final int WRITE = 2;
  static final int EXECUTE = 4;

  /** Part of a page of 4 KiB * 4. */
  static final int LARGE = 8;

  /** Outlives a flush of the space. */
  static final int GLOBAL = 16;

  static final long ABSENT = 0;

  /** In the mode: floating point may be used. */
  static final int MODE_FLOAT = 8;

  final long seed;

  /**
   * Whether stores to code go where it is executed. Then no register ever holds an address of code;
   * else one may, but a store there traps. Either way code changes only where a barrier follows:
   * without one, what is executed depends on how long units are.
   */
  boolean direct;

  long base;
  int start;
  final List<Snippet> snippets = new ArrayList<>();

  /** Where each placed snippet is, from base; the first {@code offsets.length} are placed. */
  int[] offsets = {};

  long[] constants = {};
  long[][][] tables = {};
  long[] slots = {};
  int mode;
  int rounding;

  Script(long seed) {
    this.seed = seed;
  }

  int end() {
    int last = offsets.length - 1;
    return offsets[last] + snippets.get(last).length();
  }

  /** The address of the last instruction, which stops. */
  long stop() {
    return base + offsets[offsets.length - 1];
  }

  /** The bytes of the code pages. */
  byte[] code() {
    byte[] code = new byte[CODE_PAGES * 4096];
    for (int i = 0; i < offsets.length; i++) {
      code[offsets[i]] = (byte) i;
      code[offsets[i] + 1] = (byte) (i >> 8);
    }
    return code;
  }

  /** How many bytes the instruction at {@code pc} has; 0 when there is none. */
  int lengthAt(long pc) {
    for (int i = 0; i < offsets.length; i++) {
      if (base + offsets[i] == pc) {
        return snippets.get(i).length();
      }
    }
    return 0;
  }

  /** How many operators the placed snippets have. */
  int operators() {
    int count = 0;
    for (int i = 0; i < offsets.length; i++) {
      count += snippets.get(i).operators().size();
    }
    return count;
  }

  /** The IR as text. */
  String print() {
    StringBuilder text = new StringBuilder();
    text.append("mode ").append(mode).append(", rounding ").append(rounding).append('\n');
    IrBuilder ir = new IrBuilder();
    for (int i = 0; i < snippets.size(); i++) {
      if (snippets.get(i).operators().isEmpty()) {
        continue;
      }
      ir.clear();
      long pc = i < offsets.length ? base + offsets[i] : 0;
      ir.begin(pc);
      snippets.get(i).emit(ir, pc, constants);
      text.append(i).append(" (").append(snippets.get(i).length()).append(" bytes) ");
      text.append(IrPrinter.print(ir));
    }
    for (int i = 0; i < SLOTS; i++) {
      if (slots[i] != 0 && text.indexOf("r" + i) >= 0) {
        text.append("r").append(i).append(" = 0x").append(Long.toHexString(slots[i])).append('\n');
      }
    }
    return text.toString();
  }
}

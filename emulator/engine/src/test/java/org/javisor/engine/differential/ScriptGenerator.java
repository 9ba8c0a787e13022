package org.javisor.engine.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.javisor.engine.ir.IrOp;

/** Makes scripts from seeds: the state they begin in, their layout, their jumps. */
final class ScriptGenerator {
  private static final long[] BASES = {
    0x40000000L,
    0x1000L,
    0x3FFFFFE000L,
    -0x4000000000L,
    -(long) Script.PAGES * 4096,
    0x7FFFFFFFE000L
  };

  /** Which no number is by chance. */
  private static final long[] DIRECT_BASES = {0x3FFFFFE000L, -0x4000000000L, 0x7FFFFFFFE000L};

  private static final long RAM = ScriptMachine.RAM_BASE;

  private final SplittableRandom random;
  private final Script script;
  private final List<Long> constants = new ArrayList<>();
  private final SnippetGenerator snippets;

  /** Instructions that change code, and what they change. */
  private final List<int[]> pendingVictims = new ArrayList<>();

  private ScriptGenerator(long seed) {
    script = new Script(seed);
    random = new SplittableRandom(seed);
    snippets = new SnippetGenerator(random, constants);
  }

  static Script generate(long seed) {
    ScriptGenerator generator = new ScriptGenerator(seed);
    generator.build();
    return generator.script;
  }

  private void build() {
    script.direct = random.nextInt(4) == 0;
    long[] bases = script.direct ? DIRECT_BASES : BASES;
    script.base = bases[random.nextInt(bases.length)];
    script.mode =
        random.nextInt(Script.CONTEXTS) | (random.nextInt(8) != 0 ? Script.MODE_FLOAT : 0);
    script.rounding = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
    snippets.begin(script, (script.mode & Script.MODE_FLOAT) != 0);
    buildTables();
    layOut(6 + random.nextInt(random.nextInt(4) == 0 ? 120 : 25));
    buildSlots();
    script.constants = constants.stream().mapToLong(Long::longValue).toArray();
  }

  private void layOut(int count) {
    int[] lengths = new int[count + 1];
    script.offsets = new int[count + 1];
    int total = 0;
    for (int i = 0; i <= count; i++) {
      lengths[i] = random.nextInt(3) == 0 ? 4 : 2;
      script.offsets[i] = total;
      total += lengths[i];
    }
    int first =
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> 2 * random.nextInt(1000);
          default -> 4096 - 2 * random.nextInt(total / 2);
        };
    for (int i = 0; i <= count; i++) {
      script.offsets[i] += first;
    }
    script.start = first;
    for (int i = 0; i < count; i++) {
      script.snippets.add(place(i, lengths, count));
    }
    Snippet stop = new Snippet(lengths[count]);
    snippets.leave(stop, ScriptCpu.STOP);
    script.snippets.add(stop);
    addReplacements(count);
  }

  /** The instruction {@code i} of {@code count}. */
  private Snippet place(int i, int[] lengths, int count) {
    Snippet snippet = new Snippet(lengths[i]);
    int kind = random.nextInt(100);
    if (kind < 16) {
      branch(snippet, i, count);
    } else if (kind < 19) {
      jump(snippet, i, count);
    } else if (kind < 22 && i + 2 < count) {
      modify(i, count);
    } else if (kind < 24) {
      snippets.storeNear(snippet, toWritable() - script.offsets[i] + besideCode(lengths));
    } else {
      snippets.ordinary(snippet);
    }
    return snippet;
  }

  /** A multiple of 16: the place of 16 bytes in the code pages that are no code, but near it. */
  private int besideCode(int[] lengths) {
    int first = script.offsets[0] & -16;
    int last = script.offsets.length - 1;
    int behind = script.offsets[last] + lengths[last] + 15 & -16;
    boolean before = random.nextBoolean() && first >= 64;
    return before ? first - 16 * random.nextInt(1, 5) : behind + 16 * random.nextInt(4);
  }

  /** From where code is executed to where it may be written. */
  private int toWritable() {
    return script.direct ? 0 : Script.ALIAS * 4096;
  }

  private int relative(int from, int to) {
    return script.offsets[to] - script.offsets[from];
  }

  private void branch(Snippet snippet, int i, int count) {
    if (i > 0 && random.nextInt(3) == 0) {
      // Backward, as long as there is fuel.
      int to = i - random.nextInt(Math.min(i, 12) + 1);
      int fuel = Script.FUEL;
      snippet.add(IrOp.SUB, fuel, fuel, snippets.constant(1));
      IrOp op = random.nextBoolean() ? IrOp.BR_GE_S : IrOp.BR_LT_S;
      int a = op == IrOp.BR_GE_S ? fuel : snippets.constant(0);
      int b = op == IrOp.BR_GE_S ? snippets.constant(0) : fuel;
      snippet.add(op, Snippet.NONE, a, b, Snippet.NONE, relative(i, to));
      return;
    }
    int to = forward(i, count);
    snippets.branch(snippet, relative(i, to));
  }

  private int forward(int i, int count) {
    return Math.min(count, i + 1 + random.nextInt(random.nextInt(6) == 0 ? count : 6));
  }

  private void jump(Snippet snippet, int i, int count) {
    int to = forward(i, count);
    if (random.nextBoolean()) {
      if (random.nextBoolean()) {
        snippets.codeAddress(snippet, codeRegister(snippet), relative(i, i + 1));
      }
      snippet.add(
          IrOp.JUMP, Snippet.NONE, Snippet.NONE, Snippet.NONE, Snippet.NONE, relative(i, to));
    } else {
      int target = random.nextInt(3) == 0 ? codeRegister(snippet) : snippet.temp();
      if (target == Snippet.NONE || target >= Script.FLOAT && target < Snippet.TEMP) {
        target = snippet.temp();
      }
      snippets.codeAddress(snippet, target, relative(i, to));
      snippet.add(IrOp.JUMP_INDIRECT, Snippet.NONE, target, Snippet.NONE);
    }
  }

  /** Where an address of code may be. */
  private int codeRegister(Snippet snippet) {
    return script.direct ? snippet.temp() : snippets.destination();
  }

  /** Stores the number of another snippet over an instruction; the next one is a barrier. */
  private void modify(int i, int count) {
    int victim = random.nextInt(count);
    if (victim == i || victim == i + 1) {
      victim = count - 1;
    }
    pendingVictims.add(new int[] {i, victim});
  }

  /** What code is changed to: snippets as long as those that they replace. */
  private void addReplacements(int count) {
    Set<Integer> barriers = new HashSet<>();
    for (int[] each : pendingVictims) {
      int next = each[0] + 1;
      if (next < count) {
        barriers.add(next);
        Snippet barrier = new Snippet(script.snippets.get(next).length());
        snippets.leave(barrier, ScriptCpu.BARRIER);
        script.snippets.set(next, barrier);
      }
    }
    for (int[] each : pendingVictims) {
      if (!barriers.contains(each[0])) {
        replace(each[0], each[1], barriers.contains(each[1]));
      }
    }
  }

  /** Makes instruction {@code at} change {@code victim}, unless that has to stay. */
  private void replace(int at, int victim, boolean stays) {
    Snippet store = new Snippet(script.snippets.get(at).length());
    script.snippets.set(at, store);
    if (stays) {
      return;
    }
    Snippet replacement = new Snippet(script.snippets.get(victim).length());
    snippets.ordinary(replacement);
    script.snippets.add(replacement);
    int address = store.temp();
    snippets.codeAddress(store, address, toWritable() + relative(at, victim));
    store.add(IrOp.ST16, Snippet.NONE, address, snippets.constant(script.snippets.size() - 1L));
  }

  private void buildTables() {
    script.tables = new long[Script.SPACES][Script.CONTEXTS][Script.ALIAS + Script.CODE_PAGES];
    long[] common = new long[Script.PAGES];
    for (int page = Script.FIRST_DATA; page < Script.PAGES; page++) {
      common[page] = dataPage(page);
    }
    int large = 12 + 4 * random.nextInt(3);
    for (int page = large; page < large + 4; page++) {
      common[page] = RAM + (page - large + 8) * 4096L | Script.READ | Script.WRITE | Script.LARGE;
    }
    for (int space = 0; space < Script.SPACES; space++) {
      for (int context = 0; context < Script.CONTEXTS; context++) {
        long[] table = script.tables[space][context];
        for (int page = Script.FIRST_DATA; page < Script.PAGES; page++) {
          table[page] = common[page];
          if (random.nextInt(4) == 0 && (common[page] & Script.LARGE) == 0) {
            table[page] = dataPage(page);
          }
        }
        for (int page = 0; page < Script.CODE_PAGES; page++) {
          long code = RAM + page * 4096L | Script.READ;
          table[page] = code | Script.EXECUTE | (script.direct ? Script.WRITE : 0);
          table[Script.ALIAS + page] = script.direct ? Script.ABSENT : code | Script.WRITE;
        }
        for (int page = 0; page < table.length; page++) {
          table[page] |= page % 3 == 1 && table[page] != Script.ABSENT ? Script.GLOBAL : 0;
        }
      }
    }
  }

  private long dataPage(int page) {
    long somewhere = RAM + (2 + random.nextInt(ScriptMachine.RAM_PAGES - 2)) * 4096L;
    return switch (random.nextInt(16)) {
      case 0 -> Script.ABSENT;
      case 1 -> somewhere | Script.READ;
      case 2 -> somewhere | Script.WRITE;
      case 3 -> ScriptMachine.DEVICE | Script.READ | Script.WRITE;
      case 4 -> ScriptMachine.NOTHING | Script.READ | Script.WRITE;
      case 5 -> RAM + random.nextInt(2) * 4096L | Script.READ; // code, seen elsewhere
      case 6, 7 -> somewhere | Script.READ | Script.WRITE;
      default ->
          RAM + (2 + page % (ScriptMachine.RAM_PAGES - 2)) * 4096L | Script.READ | Script.WRITE;
    };
  }

  private void buildSlots() {
    script.slots = new long[Script.SLOTS];
    for (int i = 0; i < Script.SLOTS; i++) {
      script.slots[i] = snippets.value(i >= Script.FLOAT && i < 200);
    }
    for (int pointer : Script.POINTERS) {
      script.slots[pointer] = snippets.dataAddress();
    }
    script.slots[Script.FUEL] = 8 + random.nextInt(40);
  }
}

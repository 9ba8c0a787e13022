package org.javisor.engine.translate;

import java.util.Arrays;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.ir.IrVerifier;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.host.memory.RawMemory;

/**
 * Builds a unit: translates instruction after instruction inside one page, following the
 * fall-through path and going on behind an unconditional jump where an earlier branch lands.
 */
public final class UnitBuilder {
  /** Guest instructions in a unit, unless a test asks for fewer. */
  public static final int MAX_INSTRUCTIONS = 96;

  private static final int PAGE = 4096;

  private final FrontEnd frontEnd;
  private final Backend backend;
  private final int limit;
  private final Breakpoints breakpoints;
  private final EngineTrace trace;
  private final IrBuilder ir = new IrBuilder();
  private final Window window = new Window();

  /**
   * @param limit guest instructions in a unit at most
   * @param debugging where units end and vCPUs stop, and who is told of units
   */
  public UnitBuilder(FrontEnd frontEnd, Backend backend, int limit, Debugging debugging) {
    this.frontEnd = frontEnd;
    this.backend = backend;
    this.limit = limit;
    this.breakpoints = debugging.breakpoints();
    this.trace = debugging.trace();
  }

  /**
   * Where the code's bytes are: the page of the first instruction, and the next one where it is
   * known (else 0).
   *
   * @param checked where rights hold for less than a page: what is asked about every halfword, of a
   *     single instruction; else null
   */
  record Pages(long first, long second, GuestMemory checked) {
    Pages(long first, long second) {
      this(first, second, null);
    }
  }

  /**
   * Translates from {@code key}'s pc on.
   *
   * @throws Code.PageEnd when the first instruction reaches into the next page and {@code pages}
   *     does not have it
   */
  public Unit build(UnitKey key, Pages pages) throws Code.PageEnd {
    return build(key, pages, true);
  }

  /**
   * Translates the one instruction at {@code key}'s pc, at which no breakpoint stops: a step. The
   * pages are checked.
   *
   * @throws Code.PageEnd as {@link #build} does
   */
  Unit buildStep(UnitKey key, Pages pages) throws Code.PageEnd {
    return build(key, pages, false);
  }

  private Unit build(UnitKey key, Pages pages, boolean breaks) throws Code.PageEnd {
    ir.clear();
    window.pages = pages;
    window.page = key.pc() & -PAGE;
    window.start = key.pc();
    int limit = pages.checked() == null ? this.limit : 1;
    long pc = key.pc();
    int count = 0;
    boolean open = true;
    while (open) {
      window.pc = pc;
      int mark = ir.size();
      int length;
      try {
        ir.begin(pc);
        if (count == 0 && breaks && breakpoints.concern(pc)) {
          breakpoints.emit(pc, ir);
        }
        length = frontEnd.translate(window, key.mode(), ir);
      } catch (Code.PageEnd e) {
        if (count == 0) {
          throw e;
        }
        ir.truncate(mark);
        break;
      }
      count++;
      pc += Math.abs(length);
      if (length < 0) {
        open = isBranchedTo(pc);
      }
      boolean inPage = (pc & -PAGE) == window.page;
      boolean full = !inPage || count == limit || breakpoints.concern(pc);
      if (open && full) {
        break;
      }
      open &= !full;
    }
    if (open) {
      ir.jump(pc);
    }
    assert IrVerifier.verify(ir);
    int guestBytes = Math.toIntExact(pc - key.pc());
    return trace.isOn() ? compileAndTell(key, guestBytes) : backend.compile(key, guestBytes, ir);
  }

  private Unit compileAndTell(UnitKey key, int guestBytes) {
    UnitListing listing = new UnitListing(trace);
    listing.translated(
        key.pc(),
        ir,
        frontEnd,
        pc -> {
          window.pc = pc;
          return window;
        });
    Unit unit = backend.compile(key, guestBytes, ir);
    listing.compiled(unit);
    listing.tell();
    return unit;
  }

  /** The first {@code length} bytes of the unit that was built last, as they were then. */
  byte[] bytes(int length) {
    return Arrays.copyOf(window.read, length);
  }

  private boolean isBranchedTo(long pc) {
    for (int i = 0; i < ir.size(); i++) {
      IrOp op = ir.op(i);
      if ((op.shape() == IrOp.Shape.BRANCH || op == IrOp.JUMP) && ir.imm(i) == pc) {
        return true;
      }
    }
    return false;
  }

  /** The instruction being translated. */
  private static final class Window implements Code {
    private Pages pages = new Pages(0, 0, null);
    private long page;
    private long start;
    private long pc;

    /** What has been read, from the start on. */
    private byte[] read = new byte[1024];

    @Override
    public long pc() {
      return pc;
    }

    @Override
    public int u16(int offset) throws PageEnd {
      long at = pc + offset - page;
      if (pages.checked() != null) {
        long _ = pages.checked().fetchAddress(pc + offset);
      }
      if (at >= PAGE && pages.second() == 0) {
        throw PageEnd.INSTANCE;
      }
      long host = at < PAGE ? pages.first() + at : pages.second() + (at - PAGE);
      int halfword = RawMemory.getShort(host) & 0xFFFF;
      note((int) (pc + offset - start), halfword);
      return halfword;
    }

    private void note(int at, int halfword) {
      if (at + 2 > read.length) {
        read = Arrays.copyOf(read, 2 * (at + 2));
      }
      read[at] = (byte) halfword;
      read[at + 1] = (byte) (halfword >> 8);
    }
  }
}

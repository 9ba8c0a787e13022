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

  /** Code is read in pieces of so many bytes. */
  private static final int PIECE = 128;

  private static final int PIECE_ALIGNMENT = 8;

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
    window.begin(pages, key.pc());
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

  /** The bytes from {@code start}, where the unit built last begins, as they were read. */
  byte[] bytes(long start, int length) {
    return window.bytes(start, length);
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
    private long pc;

    /** The code as it was read, from an address on that is a multiple of 8. */
    private byte[] read = new byte[1024];

    private long from;
    private int known;

    void begin(Pages code, long start) {
      pages = code;
      page = start & -PAGE;
      from = start & -PIECE_ALIGNMENT;
      known = 0;
    }

    byte[] bytes(long start, int length) {
      int at = (int) (start - from);
      return Arrays.copyOfRange(read, at, at + length);
    }

    @Override
    public long pc() {
      return pc;
    }

    @Override
    public int u16(int offset) throws PageEnd {
      if (pages.checked() != null) {
        long _ = pages.checked().fetchAddress(pc + offset);
      }
      int at = (int) (pc + offset - from);
      while (at + 2 > known) {
        readPiece();
      }
      return read[at] & 0xFF | (read[at + 1] & 0xFF) << 8;
    }

    /** Reads on, aligned and in multiples of 8 bytes: so instructions are read in one piece. */
    private void readPiece() throws PageEnd {
      long at = from + known - page;
      boolean inFirst = at < PAGE;
      if (!inFirst && pages.second() == 0) {
        throw PageEnd.INSTANCE;
      }
      int length = (int) Math.min(PIECE, (inFirst ? PAGE : 2 * PAGE) - at);
      if (known + length > read.length) {
        read = Arrays.copyOf(read, 2 * read.length);
      }
      long host = inFirst ? pages.first() + at : pages.second() + (at - PAGE);
      RawMemory.copyOut(host, read, known, length);
      known += length;
    }
  }
}

package org.javisor.engine.isa;

/** The guest's code bytes at the instruction being translated. */
public interface Code {
  /** Guest pc of the instruction. */
  long pc();

  /**
   * The 16 bits at {@code pc + offset}, little-endian.
   *
   * @throws PageEnd when they lie in the next page and the engine has not made that one readable
   */
  int u16(int offset) throws PageEnd;

  /** The 32 bits at {@code pc + offset}, little-endian. */
  default int i32(int offset) throws PageEnd {
    return u16(offset) | u16(offset + 2) << 16;
  }

  /**
   * The instruction goes on in the next page: the engine ends the unit before it, or brings the
   * next page in.
   */
  final class PageEnd extends Exception {
    /** The only instance: without a stack trace it carries nothing that differs. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    public static final PageEnd INSTANCE = new PageEnd();

    private PageEnd() {
      super(null, null, false, false);
    }
  }
}

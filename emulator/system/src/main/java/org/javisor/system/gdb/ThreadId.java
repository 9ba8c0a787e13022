package org.javisor.system.gdb;

/**
 * What a client means by a thread: {@code pPROCESS.THREAD} or {@code THREAD}. There is one process,
 * number 1; a CPU is the thread of its number plus 1.
 *
 * @param thread the thread, {@link #ANY} or {@link #ALL}
 */
record ThreadId(long thread) {
  static final long ANY = 0;
  static final long ALL = -1;
  private static final long PROCESS = 1;

  /** Fails with {@link GdbError} when it is none, or of another process. */
  static ThreadId parse(String text) throws GdbError {
    if (!text.startsWith("p")) {
      return new ThreadId(number(text));
    }
    int dot = text.indexOf('.');
    long process = number(dot < 0 ? text.substring(1) : text.substring(1, dot));
    if (process != PROCESS && process != ANY && process != ALL) {
      throw GdbError.invalid();
    }
    return new ThreadId(dot < 0 ? ALL : number(text.substring(dot + 1)));
  }

  private static long number(String text) throws GdbError {
    return text.equals("-1") ? ALL : Hex.number(text);
  }

  boolean isOne() {
    return thread != ANY && thread != ALL;
  }

  /** The CPU; only when it is one thread, of {@code cpus}. */
  int cpu(int cpus) throws GdbError {
    if (thread < 1 || thread > cpus) {
      throw GdbError.invalid();
    }
    return (int) thread - 1;
  }
}

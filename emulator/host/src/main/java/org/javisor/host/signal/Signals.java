package org.javisor.host.signal;

/** Signals by number; the numbers are the same on x86-64 and AArch64. */
public enum Signals {
  HUP(1),
  INT(2),
  QUIT(3),
  ILL(4),
  TRAP(5),
  ABRT(6),
  BUS(7),
  FPE(8),
  KILL(9),
  USR1(10),
  SEGV(11),
  USR2(12),
  PIPE(13),
  ALRM(14),
  TERM(15),
  STKFLT(16),
  CHLD(17),
  CONT(18),
  STOP(19),
  TSTP(20),
  TTIN(21),
  TTOU(22),
  URG(23),
  XCPU(24),
  XFSZ(25),
  VTALRM(26),
  PROF(27),
  WINCH(28),
  IO(29),
  PWR(30),
  SYS(31);

  private final int number;

  Signals(int number) {
    this.number = number;
  }

  /** The system's number. */
  public int number() {
    return number;
  }

  /** The usual name, as in {@code SIGTERM}, for any number. */
  public static String name(int number) {
    for (Signals known : values()) {
      if (known.number == number) {
        return "SIG" + known.name();
      }
    }
    return "signal " + number;
  }
}

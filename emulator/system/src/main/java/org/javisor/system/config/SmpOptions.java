package org.javisor.system.config;

import java.util.Optional;
import org.javisor.system.qom.MachineModel;

/**
 * {@code -smp}: how many CPUs there are, and how they are arranged. The machine has sockets, cores
 * and threads; of every other level there is one. What is not given follows from what is: first the
 * cores, then the sockets, then the threads.
 */
final class SmpOptions {
  /** Harts at most. */
  static final int MAX_CPUS = MachineModel.VIRT.mostCpus();

  /** Levels of which the machine has one, in the order in which more are refused. */
  private static final String[] SINGLE_LEVELS = {"modules", "clusters", "dies", "books", "drawers"};

  private static final int ONLY = 1;

  /**
   * The CPUs.
   *
   * @param cpus how many there are
   * @param most how many there could be, were it possible to add some
   */
  record Topology(int cpus, int most, int sockets, int cores, int threads) {
    static final Topology SINGLE = new Topology(1, 1, 1, 1, 1);
  }

  private SmpOptions() {}

  /** One of the numbers; 0 when it is not given. */
  private static long number(KeyValues values, String key) throws ConfigException {
    Optional<String> text = values.take(key);
    if (text.isEmpty()) {
      return 0;
    }
    int number;
    try {
      number = Integer.decode(text.get());
    } catch (NumberFormatException e) {
      throw new PlainException("Parameter 'smp." + key + "' expects integer", e);
    }
    require(number != 0, "Invalid CPU topology: CPU topology parameters must be greater than zero");
    return number;
  }

  static Topology parse(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "cpus");
    long cpus = number(values, "cpus");
    long sockets = number(values, "sockets");
    long cores = number(values, "cores");
    long threads = number(values, "threads");
    long most = number(values, "maxcpus");
    for (String level : SINGLE_LEVELS) {
      require(
          number(values, level) <= ONLY,
          level + " > 1 not supported by this machine's CPU topology");
    }
    for (String key : values.left().keySet()) {
      throw new PlainException("Parameter 'smp." + key + "' is unexpected");
    }
    return complete(new Given(cpus, most, sockets, cores, threads));
  }

  /** What is written; 0 for what is not. */
  private record Given(long cpus, long most, long sockets, long cores, long threads) {}

  private static Topology complete(Given given) throws ConfigException {
    long most = given.most() != 0 ? given.most() : given.cpus();
    long sockets = given.sockets();
    long cores = given.cores();
    long threads = given.threads();
    if (most == 0 || cores == 0) {
      sockets = orOne(sockets);
      threads = orOne(threads);
      cores = cores != 0 ? cores : most == 0 ? 1 : most / (sockets * threads);
    } else if (sockets == 0) {
      threads = orOne(threads);
      sockets = most / (cores * threads);
    } else {
      threads = threads != 0 ? threads : most / (sockets * cores);
    }
    long product = sockets * cores * threads;
    most = most == 0 ? product : most;
    long cpus = given.cpus() == 0 ? most : given.cpus();
    check(new Given(cpus, most, sockets, cores, threads), product);
    return new Topology((int) cpus, (int) most, (int) sockets, (int) cores, (int) threads);
  }

  private static long orOne(long number) {
    return number == 0 ? 1 : number;
  }

  private static void check(Given all, long product) throws ConfigException {
    boolean inRange = all.most() > 0 && all.most() <= MAX_CPUS;
    String hierarchy =
        "sockets ("
            + all.sockets()
            + ") * cores ("
            + all.cores()
            + ") * threads ("
            + all.threads()
            + ")";
    require(
        product == all.most(),
        "Invalid CPU topology: product of the hierarchy must match maxcpus: "
            + hierarchy
            + " != maxcpus ("
            + all.most()
            + ")");
    require(
        all.most() >= all.cpus(),
        "Invalid CPU topology: maxcpus must be equal to or greater than smp: "
            + hierarchy
            + " == maxcpus ("
            + all.most()
            + ") < smp_cpus ("
            + all.cpus()
            + ")");
    require(
        inRange && all.cpus() > 0,
        "Invalid SMP CPUs "
            + all.most()
            + ". The max CPUs supported by machine 'virt' is "
            + MAX_CPUS);
  }

  private static void require(boolean condition, String message) throws ConfigException {
    if (!condition) {
      throw new PlainException(message);
    }
  }
}

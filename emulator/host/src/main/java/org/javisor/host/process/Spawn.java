package org.javisor.host.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/**
 * A plan for a child process. The child gets exactly what the plan says: these arguments, this
 * environment, and a descriptor table of these entries and nothing else. It leads a session of its
 * own, blocks no signal and treats all of them as by default.
 *
 * <p>The descriptors lose close-on-exec in the child only. Each source is first duplicated to a
 * number above all targets, so that a target never overwrites a source that is still needed,
 * whatever the numbers; in this process every copy keeps close-on-exec, so that no other child can
 * inherit it.
 */
public final class Spawn {
  private static final int SETSIGDEF = 0x04;
  private static final int SETSIGMASK = 0x08;
  private static final int SETSID = 0x80;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /** Including 32 and 33: glibc leaves its own two ignored in the child unless they are named. */
  private static final long ALL_SIGNALS = -1;

  // glibc's opaque structures are 80, 336 and 128 bytes long; some are left to spare
  private static final long FILE_ACTIONS_BYTES = 256;
  private static final long ATTRIBUTES_BYTES = 1024;
  private static final long SIGNAL_SET_BYTES = 128;

  private final Path executable;
  private final SortedMap<Integer, Fd> descriptors = new TreeMap<>();
  private List<String> arguments;
  private Map<String, String> environment = Map.of();
  private Optional<Path> workingDirectory = Optional.empty();

  private Spawn(Path executable) {
    this.executable = executable.toAbsolutePath();
    arguments = List.of(executable.toString());
  }

  /** A plan to run a program: no environment, no descriptors, its path as only argument. */
  public static Spawn of(Path executable) {
    return new Spawn(executable);
  }

  /**
   * Sets all arguments.
   *
   * @param all with the program's name first, whatever that shall be; at least one
   */
  public Spawn arguments(List<String> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a program needs its name as first argument");
    }
    arguments = List.copyOf(all);
    return this;
  }

  /** Sets the whole environment. */
  public Spawn environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
    return this;
  }

  /**
   * Gives the child a descriptor under a number of its own. The source stays open here and must be
   * open until {@link #start} returns; one source may be given several times.
   */
  public Spawn descriptor(int childNumber, Fd source) {
    if (childNumber < 0) {
      throw new IllegalArgumentException("descriptor number " + childNumber);
    }
    descriptors.put(childNumber, source);
    return this;
  }

  /** Sets the directory that the child starts in; it is ours otherwise. */
  public Spawn workingDirectory(Path directory) {
    workingDirectory = Optional.of(directory.toAbsolutePath());
    return this;
  }

  /**
   * Starts the child.
   *
   * @throws HostException naming the program, if it is missing or cannot be executed; there is no
   *     child then
   */
  public ChildProcess start() throws HostException {
    List<Fd> copies = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      long actions = arena.allocate(FILE_ACTIONS_BYTES, 16).address();
      long attributes = arena.allocate(ATTRIBUTES_BYTES, 16).address();
      require(Libc.POSIX_SPAWN_FILE_ACTIONS_INIT.call(actions));
      try {
        require(Libc.POSIX_SPAWNATTR_INIT.call(attributes));
        try {
          addFileActions(actions, arena, copies);
          setAttributes(attributes, arena);
          return ChildProcess.watch(spawn(actions, attributes, arena), executable);
        } finally {
          Libc.POSIX_SPAWNATTR_DESTROY.call(attributes);
        }
      } finally {
        Libc.POSIX_SPAWN_FILE_ACTIONS_DESTROY.call(actions);
      }
    } finally {
      copies.forEach(Fd::close);
    }
  }

  private void addFileActions(long actions, Arena arena, List<Fd> copies) throws HostException {
    int end = descriptors.isEmpty() ? 0 : descriptors.lastKey() + 1;
    for (int target = 0; target < end; target++) {
      Fd source = descriptors.get(target);
      if (source == null) {
        require(Libc.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE.call(actions, target));
      } else {
        Fd copy = copyAbove(source, end);
        copies.add(copy);
        require(Libc.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.call(actions, copy.number(), target));
      }
    }
    require(Libc.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.call(actions, end));
    if (workingDirectory.isPresent()) {
      long directory = Libc.string(arena, workingDirectory.get().toString());
      require(Libc.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP.call(actions, directory));
    }
  }

  private static Fd copyAbove(Fd source, int minimum) throws HostException {
    int number = source.hold();
    try {
      long copy = Libc.FCNTL.call(number, F_DUPFD_CLOEXEC, minimum);
      return Fd.adopt((int) HostException.check(copy, "duplicate", source.toString()));
    } finally {
      source.letGo();
    }
  }

  private void setAttributes(long attributes, Arena arena) throws HostException {
    MemorySegment signals = arena.allocate(SIGNAL_SET_BYTES, 8);
    require(Libc.POSIX_SPAWNATTR_SETSIGMASK.call(attributes, signals.address()));
    signals.set(JAVA_LONG, 0, ALL_SIGNALS);
    require(Libc.POSIX_SPAWNATTR_SETSIGDEFAULT.call(attributes, signals.address()));
    require(Libc.POSIX_SPAWNATTR_SETFLAGS.call(attributes, SETSIGDEF | SETSIGMASK | SETSID));
  }

  private int spawn(long actions, long attributes, Arena arena) throws HostException {
    List<String> variables = new ArrayList<>(environment.size());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      variables.add(variable.getKey() + "=" + variable.getValue());
    }
    MemorySegment pid = arena.allocate(JAVA_INT);
    int errno =
        (int)
            Libc.POSIX_SPAWN.call(
                new Libc.Arguments(
                    pid.address(),
                    Libc.string(arena, executable.toString()),
                    actions,
                    attributes,
                    strings(arguments, arena),
                    strings(variables, arena)));
    if (errno != 0) {
      throw failure(errno);
    }
    return pid.get(JAVA_INT, 0);
  }

  private HostException failure(int errno) {
    if (workingDirectory.isPresent() && !Files.isDirectory(workingDirectory.get())) {
      return new HostException("change to directory", "'" + workingDirectory.get() + "'", errno);
    }
    return new HostException("execute", "'" + executable + "'", errno);
  }

  /** A NULL-terminated array of C strings. */
  private static long strings(List<String> texts, Arena arena) {
    MemorySegment array = arena.allocate(JAVA_LONG, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(JAVA_LONG, i, Libc.string(arena, texts.get(i)));
    }
    return array.address();
  }

  /** The functions that prepare fail for lack of memory or a number beyond the system's limit. */
  private static void require(long errno) throws HostException {
    if (errno != 0) {
      throw new HostException("prepare", "a process", (int) errno);
    }
  }
}

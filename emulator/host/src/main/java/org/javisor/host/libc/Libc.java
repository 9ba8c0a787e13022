package org.javisor.host.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C functions that we call, by name, with integers and addresses as {@code long}.
 *
 * <p>All of them go through one linked call shape of six longs: under both calling conventions that
 * we support (x86-64 System V, AArch64) integers and pointers travel in the first six integer
 * registers, a callee ignores the registers that it does not declare and the upper half of a 32-bit
 * parameter, and variadic functions look in the same registers. Linking a shape costs milliseconds
 * and this one is linked once, so a further function costs a symbol lookup.
 *
 * <p>A function returning {@code int} yields its sign-extended value, so -1 means failure for all
 * but the {@code posix_spawn} family, which returns the error number itself.
 */
public enum Libc {
  ACCEPT4("accept4", Result.INT),
  BIND("bind", Result.INT),
  CFMAKERAW("cfmakeraw", Result.INT),
  CFSETSPEED("cfsetspeed", Result.INT),
  CHDIR("chdir", Result.INT),
  CLOSE("close", Result.INT),
  CONNECT("connect", Result.INT),
  DUP2("dup2", Result.INT),
  EVENTFD("eventfd", Result.INT),
  FALLOCATE("fallocate", Result.INT),
  FCHMOD("fchmod", Result.INT),
  FCNTL("fcntl", Result.INT),
  FDATASYNC("fdatasync", Result.INT),
  FREEADDRINFO("freeaddrinfo", Result.INT),
  FTRUNCATE("ftruncate", Result.INT),
  GAI_STRERROR("gai_strerror", Result.LONG),
  GETADDRINFO("getaddrinfo", Result.INT),
  GETPEERNAME("getpeername", Result.INT),
  GETPID("getpid", Result.INT),
  GETTID("gettid", Result.INT),
  GETSOCKNAME("getsockname", Result.INT),
  GETSOCKOPT("getsockopt", Result.INT),
  GRANTPT("grantpt", Result.INT),
  INET_NTOP("inet_ntop", Result.LONG),
  INOTIFY_ADD_WATCH("inotify_add_watch", Result.INT),
  INOTIFY_INIT1("inotify_init1", Result.INT),
  IOCTL("ioctl", Result.INT),
  KILL("kill", Result.INT),
  LISTEN("listen", Result.INT),
  LSEEK("lseek", Result.LONG),
  MADVISE("madvise", Result.INT),
  MEMFD_CREATE("memfd_create", Result.INT),
  MMAP("mmap", Result.LONG),
  MPROTECT("mprotect", Result.INT),
  MUNMAP("munmap", Result.INT),
  OPEN("open", Result.INT),
  PIPE2("pipe2", Result.INT),
  POLL("poll", Result.INT),
  POSIX_OPENPT("posix_openpt", Result.INT),
  POSIX_SPAWN("posix_spawn", Result.INT),
  POSIX_SPAWNATTR_DESTROY("posix_spawnattr_destroy", Result.INT),
  POSIX_SPAWNATTR_INIT("posix_spawnattr_init", Result.INT),
  POSIX_SPAWNATTR_SETFLAGS("posix_spawnattr_setflags", Result.INT),
  POSIX_SPAWNATTR_SETSIGDEFAULT("posix_spawnattr_setsigdefault", Result.INT),
  POSIX_SPAWNATTR_SETSIGMASK("posix_spawnattr_setsigmask", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP("posix_spawn_file_actions_addchdir_np", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP("posix_spawn_file_actions_addclosefrom_np", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE("posix_spawn_file_actions_addclose", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_ADDDUP2("posix_spawn_file_actions_adddup2", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_DESTROY("posix_spawn_file_actions_destroy", Result.INT),
  POSIX_SPAWN_FILE_ACTIONS_INIT("posix_spawn_file_actions_init", Result.INT),
  PREAD("pread", Result.LONG),
  PTHREAD_SIGMASK("pthread_sigmask", Result.INT),
  PTSNAME_R("ptsname_r", Result.INT),
  PWRITE("pwrite", Result.LONG),
  READ("read", Result.LONG),
  RECVMSG("recvmsg", Result.LONG),
  SEND("send", Result.LONG),
  SENDMSG("sendmsg", Result.LONG),
  SETSOCKOPT("setsockopt", Result.INT),
  SHUTDOWN("shutdown", Result.INT),
  SIGWAITINFO("sigwaitinfo", Result.INT),
  SOCKET("socket", Result.INT),
  SOCKETPAIR("socketpair", Result.INT),
  STATX("statx", Result.INT),
  SYSCALL("syscall", Result.LONG),
  SYSCONF("sysconf", Result.LONG),
  TCGETATTR("tcgetattr", Result.INT),
  TCSETATTR("tcsetattr", Result.INT),
  TCSENDBREAK("tcsendbreak", Result.INT),
  UNLOCKPT("unlockpt", Result.INT),
  WAITID("waitid", Result.INT),
  WAITPID("waitpid", Result.INT),
  WRITE("write", Result.LONG);

  /** How wide the returned integer is. */
  private enum Result {
    INT,
    LONG
  }

  /** Up to six arguments, for the few functions that take more than four. */
  public record Arguments(long a, long b, long c, long d, long e, long f) {}

  /** Interrupted by a signal before anything happened: call again. */
  private static final int EINTR = 4;

  private static final ThreadLocal<MemorySegment> ERRNO =
      new ThreadLocal<>() {
        @Override
        protected MemorySegment initialValue() {
          return Arena.ofAuto().allocate(8, 8);
        }
      };

  private final String symbol;
  private final boolean wide;

  /** Found at the first call; a race finds the same twice. */
  @SuppressWarnings("ImmutableEnumChecker") // remembers a constant that costs time to find
  private MemorySegment target = MemorySegment.NULL;

  Libc(String symbol, Result result) {
    this.symbol = symbol;
    wide = result == Result.LONG;
  }

  public long call() {
    return call(0, 0, 0, 0);
  }

  public long call(long a) {
    return call(a, 0, 0, 0);
  }

  public long call(long a, long b) {
    return call(a, b, 0, 0);
  }

  public long call(long a, long b, long c) {
    return call(a, b, c, 0);
  }

  public long call(long a, long b, long c, long d) {
    return call(new Arguments(a, b, c, d, 0, 0));
  }

  /**
   * Calls the function; on failure {@link #errno} then tells why, until this thread's next call.
   */
  public long call(Arguments x) {
    try {
      long result =
          (long) Door.CALL.invokeExact(target(), ERRNO.get(), x.a, x.b, x.c, x.d, x.e, x.f);
      return wide ? result : (int) result;
    } catch (Throwable e) { // a method handle declares it; C throws nothing
      throw new IllegalStateException(symbol, e);
    }
  }

  /** The error number of this thread's last call, meaningful only if that call failed. */
  public static int errno() {
    return ERRNO.get().get(JAVA_INT, 0);
  }

  /** Whether this thread's last call returned {@code result} only because a signal came. */
  public static boolean interrupted(long result) {
    return result == -1 && errno() == EINTR;
  }

  /** The address of a NUL-terminated UTF-8 copy of {@code text} that lives as long as the arena. */
  public static long string(Arena arena, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a C string cannot contain NUL: '" + text + "'");
    }
    return arena.allocateFrom(text).address();
  }

  private MemorySegment target() {
    MemorySegment known = target;
    if (known.address() == 0) {
      known = Linker.nativeLinker().defaultLookup().findOrThrow(symbol);
      target = known;
    }
    return known;
  }

  /** Linked when the first call is made, not before. */
  private static final class Door {
    static final MethodHandle CALL = link();

    @SuppressWarnings("restricted") // native calls are this module's purpose
    private static MethodHandle link() {
      return Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState("errno"));
    }
  }
}

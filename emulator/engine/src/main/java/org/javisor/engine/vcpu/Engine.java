package org.javisor.engine.vcpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;
import org.javisor.engine.interp.JumpCache;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.JitExecutor;
import org.javisor.engine.jit.JitRuntime;
import org.javisor.engine.jit.x86_64.X64Host;
import org.javisor.engine.mmu.DirtyLog;
import org.javisor.engine.mmu.DirtyLogs;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.translate.Breakpoints;
import org.javisor.engine.translate.CodeCache;
import org.javisor.engine.translate.Debugging;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.engine.translate.UnitBuilder;
import org.javisor.host.HostException;

/** What executes the guest code of a machine's vCPUs: the translations that they share. */
public final class Engine implements AutoCloseable {
  private static final int MAX_INTERPRETED_UNITS = 1 << 17;

  /** For tests: names another architecture than the host's. */
  private static final String HOST_PROPERTY = "javisor.host.architecture";

  private final AddressSpace memory;
  private final Config config;
  private final CodeCache codeCache;
  private final Optional<JitRuntime> jit;
  private final Optional<Turns> turns;
  private final DirtyLogs dirtyLogs;
  private final List<Vcpu> vcpus = new CopyOnWriteArrayList<>();
  private final Debugging debugging = new Debugging();
  private final String notice;

  /** How guest code is executed. */
  public enum Accelerator {
    /** As machine code that is made from it. */
    JIT,
    /** By interpretation. */
    INTERPRETER
  }

  /** Which threads execute guest code. */
  public enum Threads {
    /** One at a time: the vCPUs, each on its own thread, take turns. */
    SINGLE,
    /** All at once. */
    MULTI
  }

  /**
   * How to execute.
   *
   * @param accelerator what is wanted; a host without a code generator interprets
   * @param threads which threads execute guest code
   * @param codeBytes the room for machine code
   * @param maxUnit guest instructions in a unit at most
   * @param slice instructions between two looks at the attention word
   * @param tlbEntries the smallest and largest size of a TLB table
   * @param checked whether machine code checks each address that it uses; for finding bugs
   */
  public record Config(
      Accelerator accelerator,
      Threads threads,
      long codeBytes,
      int maxUnit,
      int slice,
      TlbEntries tlbEntries,
      boolean checked) {
    /** The usual sizes. */
    public static Config of(Accelerator accelerator) {
      return new Config(
          accelerator,
          Threads.MULTI,
          128L << 20,
          UnitBuilder.MAX_INSTRUCTIONS,
          8192,
          TlbEntries.USUAL,
          false);
    }

    /** The same with vCPUs on these threads. */
    public Config withThreads(Threads wanted) {
      return new Config(accelerator, wanted, codeBytes, maxUnit, slice, tlbEntries, checked);
    }

    /** The same with room for {@code bytes} of machine code. */
    public Config withCodeBytes(long bytes) {
      return new Config(accelerator, threads, bytes, maxUnit, slice, tlbEntries, checked);
    }

    /** The same with units of at most {@code instructions}. */
    public Config withMaxUnit(int instructions) {
      return new Config(accelerator, threads, codeBytes, instructions, slice, tlbEntries, checked);
    }

    /** The same with {@code instructions} between two looks at the attention word. */
    public Config withSlice(int instructions) {
      return new Config(
          accelerator, threads, codeBytes, maxUnit, instructions, tlbEntries, checked);
    }

    /** The same with machine code that checks each address that it uses. */
    public Config withChecks() {
      return new Config(accelerator, threads, codeBytes, maxUnit, slice, tlbEntries, true);
    }

    /** The same with TLB tables of these sizes. */
    public Config withTlbEntries(TlbEntries entries) {
      return new Config(accelerator, threads, codeBytes, maxUnit, slice, entries, checked);
    }
  }

  /** Sizes of TLB tables, powers of two. */
  public record TlbEntries(int least, int most) {
    static final TlbEntries USUAL =
        new TlbEntries(
            org.javisor.engine.mmu.SoftTlb.MIN_ENTRIES, org.javisor.engine.mmu.SoftTlb.MAX_ENTRIES);
  }

  private Engine(AddressSpace memory, Config config, Optional<CodeRegion> region, String notice) {
    this.memory = memory;
    this.config = config;
    this.notice = notice;
    int maxUnits = region.isPresent() ? Integer.MAX_VALUE : MAX_INTERPRETED_UNITS;
    this.codeCache = new CodeCache(memory, region.isEmpty(), maxUnits);
    this.jit = region.map(code -> new JitRuntime(codeCache, code));
    this.dirtyLogs = new DirtyLogs(memory, this::settle);
    this.turns = config.threads() == Threads.SINGLE ? Optional.of(new Turns()) : Optional.empty();
  }

  /** An engine for the machine whose RAM is in {@code memory} by now. */
  public static Engine create(AddressSpace memory, Config config) {
    String architecture = System.getProperty("os.arch");
    return create(memory, config, System.getProperty(HOST_PROPERTY, architecture));
  }

  /** Likewise, on a host of {@code architecture}. */
  static Engine create(AddressSpace memory, Config config, String architecture) {
    if (config.accelerator() == Accelerator.INTERPRETER) {
      return new Engine(memory, config, Optional.empty(), "");
    }
    if (!"amd64".equals(architecture)) {
      return new Engine(
          memory,
          config,
          Optional.empty(),
          "no code generator for " + architecture + " hosts yet: guest code is interpreted");
    }
    try {
      return new Engine(
          memory, config, Optional.of(new CodeRegion(config.codeBytes(), config.maxUnit())), "");
    } catch (HostException e) {
      return new Engine(
          memory,
          config,
          Optional.empty(),
          "the host allows no executable memory (" + e.getMessage() + "): code is interpreted");
    }
  }

  /** What the user should know about how guest code is executed; empty when it is as asked for. */
  public String notice() {
    return notice;
  }

  AddressSpace memory() {
    return memory;
  }

  GuestMemory.Shared shared() {
    return new GuestMemory.Shared(memory, codeCache, dirtyLogs);
  }

  /** What is to be told when a soft TLB's page gets code, or is to be known as clean. */
  void add(Vcpu vcpu, SoftTlb tlb) {
    codeCache.addTlb(tlb);
    dirtyLogs.addTlb(tlb);
    vcpus.add(vcpu);
  }

  void remove(Vcpu vcpu, SoftTlb tlb) {
    vcpus.remove(vcpu);
    dirtyLogs.removeTlb(tlb);
    codeCache.removeTlb(tlb);
  }

  /**
   * Begins to log which pages of {@code [gpa, gpa + length)}, whole pages of RAM, are written; see
   * {@link DirtyLog#take}.
   */
  public DirtyLog logDirty(long gpa, long length) {
    codeCache.tellAll();
    return dirtyLogs.begin(gpa, length);
  }

  /** Returns when every vCPU that executes guest code has ended an instruction. */
  private void settle() {
    for (Vcpu vcpu : vcpus) {
      vcpu.passBoundary();
    }
  }

  CodeCache codeCache() {
    return codeCache;
  }

  Debugging debugging() {
    return debugging;
  }

  /** What is told about translation and execution. */
  public EngineTrace trace() {
    return debugging.trace();
  }

  /** Where vCPUs stop; changed by {@link #addBreakpoint} and {@link #removeBreakpoint}. */
  public Breakpoints breakpoints() {
    return debugging.breakpoints();
  }

  /**
   * From now on vCPUs stop before they execute the instruction at {@code address}; see {@link
   * Vcpu#onBreakpoint}. False when there is no room for it. No vCPU executes guest code.
   */
  public boolean addBreakpoint(long address) {
    return debugging.breakpoints().add(address, codeCache);
  }

  /** The breakpoint at {@code address}, if there is one, is gone. No vCPU executes guest code. */
  public void removeBreakpoint(long address) {
    debugging.breakpoints().remove(address, codeCache);
  }

  Config config() {
    return config;
  }

  /** Where vCPUs wait for their turn, if they take turns. */
  Optional<Turns> turns() {
    return turns;
  }

  Executor executor(Vcpu.Parts parts) {
    FrontEnd frontEnd = parts.frontEnd();
    if (jit.isEmpty()) {
      return new InterpreterExecutor(parts, new JumpCache(), config.maxUnit());
    }
    JitRuntime runtime = jit.get();
    X64Host.Options options =
        new X64Host.Options(config.slice(), config.checked() ? ram() : new long[0]);
    runtime.prepare(region -> new X64Host(region, JitExecutor.ENTER, frontEnd, options));
    return new JitExecutor(
        new JitExecutor.Parts(
            parts.state(), parts.tlb(), parts.memory(), parts.cpu(), frontEnd, parts.attention()),
        runtime,
        config.maxUnit(),
        debugging);
  }

  /** Host address and size of each block of RAM. */
  private long[] ram() {
    return memory.regions().stream()
        .filter(Region.Ram.class::isInstance)
        .flatMapToLong(ram -> LongStream.of(((Region.Ram) ram).hostAddress(), ram.size()))
        .toArray();
  }

  /** A vCPU's executor is used no more. */
  void remove(Executor executor) {
    if (executor instanceof JitExecutor used) {
      jit.get().remove(used);
    }
  }

  /**
   * What has become of guest code.
   *
   * @param units how many units were made
   * @param drops how often the oldest were dropped to make room
   * @param used bytes up to where code was written last, of {@code room}
   * @param room bytes that it may take
   * @param maxUnit guest instructions that a unit may have
   * @param exits how often it was left for Java, by the kind of exit
   */
  public record CodeCounts(
      long units, long drops, long used, long room, int maxUnit, Map<String, Long> exits) {}

  /** What has become of machine code; empty when guest code is interpreted. Any thread. */
  public Optional<CodeCounts> codeCounts() {
    codeCache.lock().lock();
    try {
      return jit.map(runtime ->
          new CodeCounts(
              runtime.region().units(),
              runtime.region().drops(),
              runtime.region().used(),
              runtime.region().memory().size(),
              config.maxUnit(),
              runtime.exits()));
    } finally {
      codeCache.lock().unlock();
    }
  }

  /** No vCPU runs any more. */
  @Override
  public void close() {
    jit.ifPresent(JitRuntime::close);
    codeCache.close();
  }
}

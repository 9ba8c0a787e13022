package org.javisor.system.board;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.bus.time.Timer;
import org.javisor.bus.time.TimerQueue;
import org.javisor.bus.time.VirtualClock;
import org.javisor.device.clock.GoldfishRtc;
import org.javisor.device.firmware.BootRom;
import org.javisor.device.firmware.FwCfg;
import org.javisor.device.interrupt.Aclint;
import org.javisor.device.interrupt.Plic;
import org.javisor.device.interrupt.Sswi;
import org.javisor.device.memory.VirtioBalloon;
import org.javisor.device.power.PowerControl;
import org.javisor.device.power.SifiveTest;
import org.javisor.device.serial.Ns16550;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.device.virtio.transport.VirtioMmio;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.isa.riscv64.Firmware;
import org.javisor.isa.riscv64.Hart;
import org.javisor.isa.riscv64.HartConfig;
import org.javisor.isa.riscv64.HartWiring;
import org.javisor.isa.riscv64.RiscvFrontEnd;
import org.javisor.system.firmware.BootException;
import org.javisor.system.firmware.ResetVector;
import org.javisor.system.firmware.Semihosting;
import org.javisor.system.qom.MachineModel;

/**
 * The riscv64 machine {@code virt}, with direct kernel start and built-in firmware.
 *
 * <p>{@link #pause}, {@link #resume}, {@link #reset} are called by one thread at a time and never
 * by a vCPU's.
 */
public final class VirtBoard implements AutoCloseable {
  static final int PLIC_SOURCES = 96;
  private static final long NANOS_PER_TICK = 100;
  private static final int SUPERVISOR_TIMER = 5;
  private static final int SUPERVISOR_EXTERNAL = 9;
  private static final int MACHINE_EXTERNAL = 11;

  private final BoardConfig config;
  private final BoardPorts ports;
  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final GuestRam romContents;
  private final BootRom rom;
  private final VirtFlash flash;
  private final FwCfg configuration;
  private final VirtPci pci;
  private final VirtualClock clock = new VirtualClock();
  private final TimerQueue timers = new TimerQueue(clock, memory.lock());
  private final Engine engine;
  private final RiscvFrontEnd frontEnd;
  private final List<Vcpu> vcpus = new ArrayList<>();
  private final List<Hart> harts = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<VirtioMmio> slots = new ArrayList<>();
  private final Ns16550 uart;
  private final PowerControl power;
  private final BoardFirmware firmware;
  private final HartStates hartStates;
  private final Firmware calls;

  private volatile Optional<VirtioBalloon> balloon = Optional.empty();

  /** What the last reset has put into memory, and the device tree among it, if there was one. */
  private volatile List<LoadedPiece> loaded = List.of();

  private volatile Optional<byte[]> tree = Optional.empty();

  /**
   * Builds the machine, stopped.
   *
   * @throws BootException when the memory size cannot be had
   */
  public VirtBoard(BoardConfig config, BoardPorts ports) throws BootException {
    this.config = config;
    this.ports = ports;
    this.ram = allocate(VirtMap.RAM, config.memoryBytes(), config.options().memory());
    memory.map(ram);
    this.romContents = allocate(VirtMap.ROM, VirtMap.ROM.size(), GuestRam.Backing.PLAIN);
    this.rom = new BootRom(romContents, log("rom"));
    memory.mapRom(romContents, rom);
    devices.add(rom);
    this.flash = new VirtFlash(config.options(), memory, ports);
    devices.addAll(flash.devices());
    this.power = new StoppingPower();
    this.firmware = new BoardFirmware(this, config.cpus());
    this.engine = Engine.create(memory, config.engine());
    Firmware served = hasBuiltInFirmware() ? firmware : Firmware.NONE;
    Optional<String> arguments = config.options().semihosting();
    this.calls =
        arguments.isPresent()
            ? new SemihostingCalls(this, served, new Semihosting(arguments.get()))
            : served;
    this.frontEnd = new RiscvFrontEnd(config.cpu().features());
    createHarts();
    this.hartStates = new HartStates(vcpus);
    Plic plic = createPlic();
    this.uart =
        new Ns16550(
            plic.source(VirtMap.UART.source()), ports.serial(), ports.serialRoom(), log("serial"));
    place(uart, VirtMap.UART);
    SifiveTest test = new SifiveTest(power, log("test"));
    place(test, VirtMap.TEST);
    place(createRtc(plic), VirtMap.RTC);
    place(new Aclint(clock, timers, List.copyOf(harts), log("aclint")), VirtMap.ACLINT);
    if (config.options().aclint()) {
      place(new Sswi(List.copyOf(harts), log("sswi")), VirtMap.SSWI);
    }
    this.configuration = new FwCfg(memory, log("fw-cfg"));
    place(configuration, VirtMap.FW_CFG);
    this.pci = new VirtPci(memory, plic, ports, VirtMap.highBase(ram.size()));
    devices.add(pci.host());
    createSlots(plic);
  }

  private void createSlots(Plic plic) {
    for (int i = 0; i < MachineModel.VIRTIO_SLOTS; i++) {
      VirtioMmio slot =
          new VirtioMmio(memory, plic.source(VirtMap.VIRTIO.source() + i), log("virtio-mmio"));
      slots.add(slot);
      devices.add(slot);
      memory.map(
          "virtio-mmio",
          VirtMap.VIRTIO.base() + i * VirtMap.VIRTIO.size(),
          VirtMap.VIRTIO.size(),
          slot);
    }
  }

  private static GuestRam allocate(VirtMap where, long bytes, GuestRam.Backing backing)
      throws BootException {
    String name = where == VirtMap.RAM ? MachineModel.VIRT.ramId() : "riscv_virt_board.mrom";
    try {
      return GuestRam.allocate(name, where.base(), bytes, backing);
    } catch (HostException e) {
      throw new BootException("cannot set up guest memory: " + e.getMessage(), e);
    }
  }

  private void createHarts() throws BootException {
    for (int i = 0; i < config.cpus(); i++) {
      Wiring wiring = new Wiring();
      int id = i;
      HartConfig hart = HartConfig.of(id, config.cpu());
      try {
        Vcpu vcpu =
            Vcpu.create(
                new Vcpu.Setup(
                    id,
                    engine,
                    frontEnd.another(),
                    port -> new Hart(hart, port, wiring),
                    ports.failure()));
        vcpus.add(vcpu);
        harts.add((Hart) vcpu.cpu());
        wiring.connect(harts.get(id));
      } catch (HostException e) {
        throw new BootException("cannot set up CPU " + i + ": " + e.getMessage(), e);
      }
    }
  }

  private Plic createPlic() {
    List<IrqLine> contexts = new ArrayList<>();
    for (Hart hart : harts) {
      contexts.add(hart.line(MACHINE_EXTERNAL));
      contexts.add(hart.line(SUPERVISOR_EXTERNAL));
    }
    Plic plic = new Plic(new Plic.Config(PLIC_SOURCES), contexts, log("plic"));
    place(plic, VirtMap.PLIC);
    return plic;
  }

  private GoldfishRtc createRtc(Plic plic) {
    return new GoldfishRtc(
        new GoldfishRtc.Wiring(
            plic.source(VirtMap.RTC.source()), VirtBoard::wallClockNanos, clock, timers),
        log("rtc"));
  }

  private static long wallClockNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private <D extends Device & org.javisor.bus.io.MmioHandler> void place(D device, VirtMap where) {
    devices.add(device);
    memory.map(device.name(), where.base(), where.size(), device);
  }

  private DeviceLog log(String device) {
    return new DeviceLog(device, ports.log());
  }

  /** A guest that has turned itself off executes nothing more. */
  private final class StoppingPower implements PowerControl {
    @Override
    public void guestShutdown() {
      hartStates.halt();
      ports.power().guestShutdown();
    }

    @Override
    public void guestFailed(int exitCode) {
      hartStates.halt();
      ports.power().guestFailed(exitCode);
    }

    @Override
    public void guestExit(int exitCode) {
      hartStates.halt();
      ports.power().guestExit(exitCode);
    }

    @Override
    public void guestReset() {
      hartStates.halt();
      ports.power().guestReset();
    }
  }

  PowerControl power() {
    return power;
  }

  /** A hart's way to time, timer and firmware. */
  private final class Wiring implements HartWiring {
    private Timer timer;
    private Hart hart;
    private long compare = -1;

    void connect(Hart wired) {
      hart = wired;
      timer = timers.timer("stimer", this::update);
    }

    /** The timer may expire while the hart sets it anew: only what it is set to last counts. */
    private synchronized void update() {
      boolean due = Long.compareUnsigned(compare, ticks()) <= 0;
      hart.set(SUPERVISOR_TIMER, due);
      if (due || Long.compareUnsigned(compare, Long.MAX_VALUE / NANOS_PER_TICK) >= 0) {
        timer.cancel();
      } else {
        timer.arm(compare * NANOS_PER_TICK);
      }
    }

    @Override
    public long ticks() {
      return clock.nanos() / NANOS_PER_TICK;
    }

    @Override
    public synchronized void armSupervisorTimer(long ticks) {
      compare = ticks;
      update();
    }

    @Override
    public boolean logsInterrupts() {
      return engine.trace().has(EngineTrace.Item.INT);
    }

    @Override
    public boolean logsTranslations() {
      return engine.trace().has(EngineTrace.Item.MMU);
    }

    @Override
    public void log(String line) {
      engine.trace().tell(line);
    }

    @Override
    public Firmware firmware() {
      return calls;
    }
  }

  private boolean hasBuiltInFirmware() {
    return config.boot().bios() instanceof BootConfig.Bios.BuiltIn;
  }

  /** The physical address space; its lock is the machine lock. */
  public AddressSpace memory() {
    return memory;
  }

  /** The machine lock. */
  public ReentrantLock lock() {
    return memory.lock();
  }

  /** The machine's clock. */
  public VirtualClock clock() {
    return clock;
  }

  /** The serial port; the caller holds the machine lock. */
  public Ns16550 uart() {
    return uart;
  }

  /** What executes guest code. */
  public Engine engine() {
    return engine;
  }

  BoardPorts ports() {
    return ports;
  }

  /** Knows the harts' instructions. */
  RiscvFrontEnd frontEnd() {
    return frontEnd;
  }

  List<Hart> harts() {
    return harts;
  }

  List<Vcpu> vcpus() {
    return vcpus;
  }

  HartStates hartStates() {
    return hartStates;
  }

  /** The host's numbers of the CPUs' threads, once these have been started. */
  public List<Integer> cpuThreads() {
    return vcpus.stream().map(Vcpu::hostThread).toList();
  }

  /**
   * A balloon in the guest's memory, still to be plugged.
   *
   * @throws DeviceException when there is one
   */
  VirtioBalloon addBalloon(boolean deflatesOnOom) throws DeviceException {
    if (balloon.isPresent()) {
      throw new DeviceException("Only one balloon device is supported");
    }
    VirtioBalloon added =
        new VirtioBalloon(
            new VirtioBalloon.Config(ram.size(), deflatesOnOom),
            new VirtioBalloon.Wiring(
                this::takePages,
                clock,
                timers,
                () -> Instant.now().getEpochSecond(),
                ports.balloon()));
    balloon = Optional.of(added);
    return added;
  }

  /** The balloon has been taken out. */
  void removeBalloon() {
    balloon = Optional.empty();
  }

  /** The balloon in the guest's memory, if there is one. */
  Optional<VirtioBalloon> balloon() {
    return balloon;
  }

  /** The host gets what is wholly in RAM, if its pages are no larger than the guest's. */
  private void takePages(long physical, long bytes) {
    if (memory.ramAddress(physical, bytes) == 0 || HostInfo.pageSize() != VirtioBalloon.PAGE) {
      return;
    }
    try {
      ram.discard(physical - VirtMap.RAM.base(), bytes);
    } catch (HostException e) {
      return; // The guest does not use it all the same.
    }
    memory.ramWritten(physical, bytes);
  }

  /** The PCI buses; devices are added before the machine runs. */
  VirtPci pci() {
    return pci;
  }

  /** Whether there is an empty virtio slot. */
  boolean hasFreeSlot() {
    return slots.stream().anyMatch(VirtioMmio::isEmpty);
  }

  /**
   * Puts {@code device} into the first empty virtio slot; false when all are taken. The machine has
   * not run yet.
   */
  public boolean plug(VirtioDevice device) {
    for (int i = MachineModel.VIRTIO_SLOTS - 1; i >= 0; i--) {
      if (slots.get(i).isEmpty()) {
        slots.get(i).plug(device);
        return true;
      }
    }
    return false;
  }

  /**
   * Loads kernel, initrd and device tree and starts the CPUs' threads, paused at the kernel's
   * entry.
   */
  public void start() throws BootException {
    boot();
    for (Vcpu vcpu : vcpus) {
      vcpu.start();
    }
  }

  /** Everything back to power-on, the kernel loaded anew; paused. */
  public void reset() throws BootException {
    lock().lock();
    try {
      for (Device device : devices) {
        device.reset();
      }
    } finally {
      lock().unlock();
    }
    boot();
  }

  private void boot() throws BootException {
    BootConfig boot = config.boot();
    VirtBoot.FlashEntry entry = flash.entry(boot.bios());
    configuration.fill(VirtConfiguration.items(config, entry.takesKernel()));
    boolean nothing = boot.kernel().isEmpty() && boot.loads().isEmpty() && !entry.takesKernel();
    if (hasBuiltInFirmware() && nothing) {
      return;
    }
    VirtBoot.Loaded loaded = new VirtBoot(memory, ram.size(), boot, this::deviceTree).load(entry);
    rom.fill(ResetVector.build(loaded.firmware(), loaded.deviceTree(), loaded.next()));
    this.loaded = loaded.pieces();
    memory.ramWritten(VirtMap.ROM.base(), VirtMap.ROM.size());
    if (!hasBuiltInFirmware() || !loaded.starts().isEmpty()) {
      firmware.leaveToGuest(loaded.starts());
    } else if (loaded.next() != 0) {
      firmware.bootHart(0, loaded.next(), loaded.deviceTree());
    }
  }

  private byte[] deviceTree(long initrdStart, long initrdEnd) throws BootException {
    byte[] made = VirtTree.make(config, initrdStart, initrdEnd);
    tree = Optional.of(made);
    return made;
  }

  List<LoadedPiece> loaded() {
    return loaded;
  }

  byte[] currentTree() throws BootException {
    return tree.isPresent() ? tree.get() : VirtTree.make(config, 0, 0);
  }

  /** Lets the guest run. */
  public void resume() {
    resumeTime();
    resumeDevices();
    hartStates.resume();
  }

  private void resumeDevices() {
    memory.lock().lock();
    try {
      slots.forEach(slot -> slot.device().resumed());
      pci.virtioDevices().forEach(VirtioDevice::resumed);
    } finally {
      memory.lock().unlock();
    }
  }

  /** Lets the clock run. */
  void resumeTime() {
    clock.resume();
    timers.clockChanged();
  }

  /** Lets one CPU run, if it has been started. */
  void resume(int cpu) {
    hartStates.resume(cpu);
  }

  /** Whether the CPU executes when the guest runs. */
  boolean isStarted(int cpu) {
    return hartStates.get(cpu) != HartStates.STOPPED;
  }

  /** Returns when the guest and its clock stand still. */
  public void pause() {
    hartStates.pause();
    clock.pause();
    timers.clockChanged();
  }

  /** Guest instructions executed so far by all CPUs; exact while paused. */
  public long instructionsRetired() {
    long sum = 0;
    for (Hart hart : harts) {
      sum += hart.port().instructionsRetired();
    }
    return sum;
  }

  @Override
  public void close() {
    for (Vcpu vcpu : vcpus) {
      vcpu.close();
    }
    engine.close();
    timers.close();
    flash.close();
    romContents.close();
    ram.close();
  }
}

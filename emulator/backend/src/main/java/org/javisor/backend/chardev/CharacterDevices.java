package org.javisor.backend.chardev;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.javisor.backend.fdset.FdSets;

/** All character devices of an emulator, by name. Any thread. */
public final class CharacterDevices implements AutoCloseable {
  private static final int CONTROL_A = 1;

  private final Chardevs opener;
  private final Runnable quit;
  private final Map<String, Chardev> devices = new LinkedHashMap<>();

  /** What devices were made from, those that are gone too. */
  private final Map<String, ChardevConfig> configs = new ConcurrentHashMap<>();

  private int escape = CONTROL_A;
  private boolean held;

  /**
   * What clients are told about a device.
   *
   * @param config what it was made from
   */
  public record Listed(String label, String filename, boolean frontendOpen, ChardevConfig config) {}

  /** A user of a device that can go on with another one. */
  public interface HotSwap extends CharFrontend {
    /** Sends to {@code device} from now on; it is attached to it already. */
    void swapped(Chardev device);
  }

  /** A device was not changed, and nothing was opened to take its place. */
  public static final class NotChangedException extends ChardevException {
    private NotChangedException(String message) {
      super(message);
    }
  }

  /** What the devices live in. */
  public record Surroundings(FdSets fdSets, Consumer<String> note, Runnable quit) {}

  /**
   * @param surroundings {@code note} takes what is worth telling an operator, {@code quit} ends the
   *     emulator on a key
   */
  public CharacterDevices(Surroundings surroundings) {
    this.opener = new Chardevs(surroundings.fdSets(), surroundings.note());
    this.quit = surroundings.quit();
  }

  /**
   * Which control character begins the commands of multiplexers made from now on.
   *
   * @param control 1 for Ctrl-a to 26; 0 for none
   */
  public void setEscape(int control) {
    escape = control;
  }

  /** Lets multiplexers gather their users, until {@link #release}. */
  public synchronized void hold() {
    held = true;
  }

  /** All users are there: each multiplexer begins, with the focus on its last user. */
  public synchronized void release() {
    held = false;
    for (Chardev device : all()) {
      if (device instanceof MuxChardev mux) {
        mux.release();
      }
    }
  }

  /**
   * Opens a device.
   *
   * @throws ChardevException with the reason, as on the command line
   */
  public synchronized Chardev add(ChardevConfig config, ChardevScope scope)
      throws ChardevException {
    if (find(config.id()).isPresent()) {
      throw new ChardevException("Chardev with id '" + config.id() + "' already exists");
    }
    Chardev device = open(config, scope);
    synchronized (devices) {
      devices.put(config.id(), device);
    }
    configs.put(config.id(), config);
    return device;
  }

  private Chardev open(ChardevConfig config, ChardevScope scope) throws ChardevException {
    if (config instanceof ChardevConfig.Mux mux) {
      Optional<Chardev> base = find(mux.chardev());
      if (base.isEmpty()) {
        throw new ChardevException("mux: base chardev " + mux.chardev() + " not found");
      }
      base.get().checkFree();
      checkUnshared(mux.chardev());
      MuxChardev made = new MuxChardev(mux.id(), base.get(), new MuxChardev.Actions(escape, quit));
      if (held) {
        made.hold();
      }
      return made;
    }
    if (config instanceof ChardevConfig.Hub hub) {
      return openHub(hub);
    }
    if (config instanceof ChardevConfig.Stdio && standardStreamsUsed()) {
      throw new ChardevException("cannot use stdio by multiple character devices");
    }
    return opener.open(config, scope);
  }

  private Chardev openHub(ChardevConfig.Hub hub) throws ChardevException {
    if (hub.chardevs().isEmpty()) {
      throw new ChardevException("hub: 'chardevs' list is not defined");
    }
    List<Chardev> spokes = new ArrayList<>();
    for (String name : hub.chardevs()) {
      Optional<Chardev> found = find(name);
      if (found.isEmpty()) {
        throw new ChardevException("hub: chardev can't be found by id '" + name + "'");
      }
      Chardev device = found.get();
      if (device instanceof MuxChardev || device instanceof HubChardev) {
        throw new ChardevException(
            "hub: multiplexers and hub devices can't be stacked, check chardev '"
                + name
                + "', chardev should not be a hub device or have 'mux=on' enabled");
      }
      if (spokes.size() == HubChardev.MAX_DEVICES) {
        throw new ChardevException(
            "hub: too many uses of chardevs '"
                + hub.id()
                + "' (maximum is "
                + HubChardev.MAX_DEVICES
                + ")");
      }
      device.checkFree();
      checkUnshared(name);
      if (spokes.contains(device)) {
        throw new ChardevException("chardev '" + name + "' is already in use");
      }
      spokes.add(device);
    }
    return new HubChardev(hub.id(), spokes);
  }

  private boolean standardStreamsUsed() {
    boolean used = false;
    for (Chardev device : all()) {
      used |= device.filename().equals("stdio");
    }
    return used;
  }

  private void checkUnshared(String id) throws ChardevException {
    for (Chardev device : all()) {
      boolean shared =
          device instanceof MuxChardev mux && mux.base().id().equals(id)
              || device instanceof HubChardev hub && hub.has(id);
      if (shared) {
        throw new ChardevException("chardev '" + id + "' is already in use");
      }
    }
  }

  private List<Chardev> all() {
    synchronized (devices) {
      return List.copyOf(devices.values());
    }
  }

  /** The device of that name. */
  public Optional<Chardev> find(String id) {
    synchronized (devices) {
      return Optional.ofNullable(devices.get(id));
    }
  }

  /**
   * Serves {@code user} by the device {@code id}.
   *
   * @throws ChardevException when there is none, or it serves somebody else
   */
  public Chardev use(String id, CharFrontend user) throws ChardevException {
    Optional<Chardev> device = find(id);
    if (device.isEmpty()) {
      throw new ChardevException("chardev \"" + id + "\" not found");
    }
    device.get().checkFree();
    checkUnshared(id);
    device.get().attach(user);
    return device.get();
  }

  /**
   * Closes a device that nobody uses.
   *
   * @throws ChardevException when there is none, or it is used
   */
  public synchronized void remove(String id) throws ChardevException {
    Chardev device = find(id).orElseThrow(() -> new ChardevException(missing(id)));
    if (isBusy(device)) {
      throw new ChardevException("Chardev '" + id + "' is busy");
    }
    forget(device);
    device.close();
  }

  private boolean isBusy(Chardev device) {
    try {
      checkUnshared(device.id());
      return device.inUse();
    } catch (ChardevException e) {
      return true;
    }
  }

  private void forget(Chardev device) {
    synchronized (devices) {
      devices.remove(device.id(), device);
    }
  }

  private static String missing(String id) {
    return "Chardev '" + id + "' not found";
  }

  /**
   * Puts another device in the place of one, under the same name; whoever used the old one uses the
   * new one.
   *
   * @throws ChardevException with the reason; then the old one still serves, if it served anybody
   */
  public synchronized Chardev change(ChardevConfig config, ChardevScope scope)
      throws ChardevException {
    String id = config.id();
    Optional<Chardev> found = find(id);
    if (found.isEmpty()) {
      throw new NotChangedException("Chardev '" + id + "' does not exist");
    }
    Chardev old = found.get();
    if (config instanceof ChardevConfig.Mux || old instanceof MuxChardev) {
      throw new NotChangedException("Mux device hotswap not supported yet");
    }
    if (!isBusy(old)) {
      forget(old);
      old.close();
      return add(config, scope);
    }
    if (!(old instanceof BackendChardev served && served.frontend() instanceof HotSwap user)) {
      throw new NotChangedException("Chardev user does not support chardev hotswap");
    }
    Chardev next = open(config, scope);
    old.detach(user);
    user.swapped(next);
    next.attach(user);
    synchronized (devices) {
      devices.put(id, next);
    }
    configs.put(id, config);
    old.close();
    return next;
  }

  /**
   * Tells the user of a device of a break.
   *
   * @throws ChardevException when there is no such device
   */
  public void sendBreak(String id) throws ChardevException {
    find(id).orElseThrow(() -> new ChardevException(missing(id))).sendBreak();
  }

  /**
   * The ring buffer of that name.
   *
   * @throws ChardevException when there is none, or it is something else
   */
  public RingbufChardev ringbuf(String id) throws ChardevException {
    Chardev device =
        find(id).orElseThrow(() -> new ChardevException("Device '" + id + "' not found"));
    if (device instanceof RingbufChardev ring) {
      return ring;
    }
    throw new ChardevException(id + " is not a ringbuf device");
  }

  /** The pseudo-terminal of a device that has one. */
  public static Optional<String> terminal(Chardev device) {
    return device instanceof PtyChardev pty ? Optional.of(pty.path().toString()) : Optional.empty();
  }

  /** The devices that have connections which can be cut. */
  public List<String> sockets() {
    List<String> ids = new ArrayList<>();
    for (Chardev device : all()) {
      if (device instanceof SocketChardev) {
        ids.add(device.id());
      }
    }
    return ids;
  }

  /** All devices, in the order of their making. */
  public List<Listed> list() {
    List<Listed> all = new ArrayList<>();
    for (Chardev device : all()) {
      ChardevConfig config = configs.get(device.id());
      if (config != null) { // else it is just being made
        all.add(new Listed(device.id(), device.filename(), device.inUse(), config));
      }
    }
    return all;
  }

  /** Closes all of them, those that were made last first. */
  @Override
  public void close() {
    for (Chardev device : all().reversed()) {
      forget(device);
      device.close();
    }
  }
}

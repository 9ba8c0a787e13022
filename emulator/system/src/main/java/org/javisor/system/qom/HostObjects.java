package org.javisor.system.qom;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.iothread.IoThread;
import org.javisor.backend.tls.AccessList;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;

/** The objects that clients have made, by name. Any thread. */
public final class HostObjects {
  private static final String RANDOM = "/dev/urandom";

  private final Map<String, ObjectOptions> objects = new LinkedHashMap<>();
  private final Secrets secrets = new Secrets();
  private final Set<String> inUse = new HashSet<>();
  private final Map<String, Fd> files = new HashMap<>();
  private final Map<String, TlsCredentials> credentials = new HashMap<>();
  private final Map<String, Authorization> authorizations = new HashMap<>();
  private final Map<String, IoThread> threads = new HashMap<>();

  /**
   * Guest memory.
   *
   * @param size in bytes
   * @param share whether other processes can see it
   */
  public record Memory(long size, boolean share, GuestRam.Backing backing) {}

  /**
   * Makes an object.
   *
   * @throws HostObjectException when it cannot be what it is to be
   */
  public synchronized void add(ObjectOptions options) throws HostObjectException {
    String id = options.id();
    if (!Identifiers.isIdentifier(id)) {
      throw new HostObjectException("Parameter 'id' expects an identifier");
    }
    if (objects.containsKey(id)) {
      throw new HostObjectException(
          "attempt to add duplicate property '" + id + "' to object (type 'container')");
    }
    switch (options) {
      case ObjectOptions.AuthzList list -> authorizations.put(id, SocketObjects.list(list));
      case ObjectOptions.AuthzSimple simple ->
          authorizations.put(id, AccessList.only(simple.identity()));
      case ObjectOptions.Iothread thread -> {
        EventLoops.check(thread);
        threads.put(id, IoThread.start("io " + id));
      }
      case ObjectOptions.MemoryBackendFile memory -> {
        check("memory-backend-file", memory.size(), memory.hostNodes());
        files.put(id, MemoryFile.open(memory));
      }
      case ObjectOptions.MemoryBackendMemfd memory -> {
        check("memory-backend-memfd", Math.abs(memory.size()), memory.hostNodes());
        files.put(id, MemoryFile.create(memory));
      }
      case ObjectOptions.MemoryBackendRam memory -> {
        check("memory-backend-ram", memory.size(), memory.hostNodes());
        if (memory.size() > MemoryFile.MAX_BYTES) {
          throw new HostObjectException(
              "cannot set up guest memory '" + id + "': Cannot allocate memory");
        }
      }
      case ObjectOptions.RngBuiltin _ -> {
        // There is nothing that could be wrong with it.
      }
      case ObjectOptions.RngRandom random -> check(random);
      case ObjectOptions.Secret secret -> secrets.add(secret, objects::containsKey);
      case ObjectOptions.TlsCredsAnon anonymous ->
          credentials.put(id, SocketObjects.credentials(anonymous));
      case ObjectOptions.TlsCredsPsk keys -> credentials.put(id, SocketObjects.credentials(keys));
      case ObjectOptions.TlsCredsX509 certificates ->
          credentials.put(
              id, SocketObjects.credentials(certificates, password(certificates.passwordid())));
    }
    objects.put(id, options);
  }

  /**
   * Removes an object.
   *
   * @throws HostObjectException when there is none, or it is in use
   */
  public synchronized void remove(String id) throws HostObjectException {
    if (!objects.containsKey(id)) {
      throw new HostObjectException("object '" + id + "' not found");
    }
    if (inUse.contains(id)) {
      throw new HostObjectException("object '" + id + "' is in use, can not be deleted");
    }
    objects.remove(id);
    secrets.remove(id);
    credentials.remove(id);
    authorizations.remove(id);
    Fd file = files.remove(id);
    if (file != null) {
      file.close();
    }
    IoThread thread = threads.remove(id);
    if (thread != null) {
      thread.close();
    }
  }

  /**
   * Gives an object's property another value.
   *
   * @return whether that is possible at all
   * @throws HostObjectException when it cannot have that value
   */
  public synchronized boolean set(String id, String property, JsonValue value)
      throws HostObjectException, QmpException {
    if (!(objects.get(id) instanceof ObjectOptions.Iothread thread)) {
      return false;
    }
    JsonObject members = thread.toJson().put(property, value);
    ObjectOptions changed = ObjectOptions.decode(Node.arguments(members));
    EventLoops.check((ObjectOptions.Iothread) changed);
    objects.put(id, changed);
    return true;
  }

  /** The thread of that name; its user retains it. */
  public synchronized Optional<IoThread> thread(String id) {
    return Optional.ofNullable(threads.get(id));
  }

  /** The object of that name. */
  public synchronized Optional<ObjectOptions> find(String id) {
    return Optional.ofNullable(objects.get(id));
  }

  /** The credentials of that name. */
  public synchronized Optional<TlsCredentials> credentials(String id) {
    return Optional.ofNullable(credentials.get(id));
  }

  /** Who decides about clients, by that name. */
  public synchronized Optional<Authorization> authorization(String id) {
    return Optional.ofNullable(authorizations.get(id));
  }

  /** All objects, in the order of their making. */
  public synchronized List<ObjectOptions> all() {
    return new ArrayList<>(objects.values());
  }

  private static void check(String type, long size, Optional<List<Long>> nodes)
      throws HostObjectException {
    if (size <= 0) {
      throw new HostObjectException(
          "property 'size' of " + type + " doesn't take value '" + size + "'");
    }
    if (!nodes.orElse(List.of()).isEmpty()) {
      throw new HostObjectException("NUMA node binding are not supported by this QEMU");
    }
  }

  /** The guest memory of that name, which cannot be removed from now on. */
  public synchronized Optional<Memory> takeMemory(String id) {
    Optional<Memory> memory = find(id).flatMap(this::memory);
    if (memory.isPresent()) {
      inUse.add(id);
    }
    return memory;
  }

  /** What guest memory an object is, if it is some. */
  public synchronized Optional<Memory> memory(ObjectOptions options) {
    return switch (options) {
      case ObjectOptions.MemoryBackendFile file ->
          Optional.of(memory(file.id(), file.size(), file.share().orElse(false), file.prealloc()));
      case ObjectOptions.MemoryBackendMemfd file ->
          Optional.of(memory(file.id(), file.size(), file.share().orElse(true), file.prealloc()));
      case ObjectOptions.MemoryBackendRam ram ->
          Optional.of(memory(ram.id(), ram.size(), ram.share().orElse(false), ram.prealloc()));
      default -> Optional.empty();
    };
  }

  private Memory memory(String id, long size, boolean share, Optional<Boolean> prealloc) {
    Optional<Fd> file = Optional.ofNullable(files.get(id));
    return new Memory(
        size, share, new GuestRam.Backing(file, share && file.isPresent(), prealloc.orElse(false)));
  }

  private static void check(ObjectOptions.RngRandom random) throws HostObjectException {
    String name = random.filename().orElse(RANDOM);
    if (!Files.exists(path(name))) {
      throw new HostObjectException("Could not open '" + name + "': No such file or directory");
    }
  }

  static Path path(String name) throws HostObjectException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new HostObjectException("Could not open '" + name + "': " + e.getReason(), e);
    }
  }

  private Optional<String> password(Optional<String> name) throws HostObjectException {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(secrets.text(name.get(), objects::containsKey));
  }
}

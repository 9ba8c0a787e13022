package org.javisor.qmp.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.wire.QmpException;

/**
 * The descriptors that clients of one monitor passed: at most one that waits for a command to take
 * it, and those that got a name. The named ones outlive the connection. Any thread.
 */
final class MonitorFds implements AutoCloseable {
  private Optional<Fd> pending = Optional.empty();
  private final Map<String, Fd> named = new LinkedHashMap<>();

  /** Of the descriptors of one message only the first counts; it replaces an older one. */
  synchronized void arrived(List<Fd> fds) {
    if (fds.isEmpty()) {
      return;
    }
    dropPending();
    pending = Optional.of(fds.get(0));
    for (int i = 1; i < fds.size(); i++) {
      fds.get(i).close();
    }
  }

  synchronized Fd takePending() throws QmpException {
    if (pending.isEmpty()) {
      throw QmpException.generic("No file descriptor supplied via SCM_RIGHTS");
    }
    Fd fd = pending.get();
    pending = Optional.empty();
    return fd;
  }

  synchronized void name(String name) throws QmpException {
    Fd fd = takePending();
    if (!name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9') {
      fd.close();
      throw QmpException.generic("Parameter 'fdname' expects a name not starting with a digit");
    }
    Fd older = named.put(name, fd);
    if (older != null) {
      older.close();
    }
  }

  synchronized Fd takeNamed(String name) throws QmpException {
    Fd fd = named.remove(name);
    if (fd == null) {
      throw QmpException.generic("File descriptor named '" + name + "' has not been found");
    }
    return fd;
  }

  synchronized void closeNamed(String name) throws QmpException {
    Fd fd = named.remove(name);
    if (fd == null) {
      throw QmpException.generic("File descriptor named '" + name + "' not found");
    }
    fd.close();
  }

  synchronized void dropPending() {
    if (pending.isPresent()) {
      pending.get().close();
      pending = Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    dropPending();
    for (Fd fd : named.values()) {
      fd.close();
    }
    named.clear();
  }
}

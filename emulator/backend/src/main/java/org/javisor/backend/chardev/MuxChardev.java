package org.javisor.backend.chardev;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javisor.host.fd.Fd;

/**
 * Several users of one device. What they send goes out together, what comes in is for the one that
 * has the focus; an escape character begins commands to the multiplexer itself.
 */
@SuppressWarnings("ReferenceEquality") // it is about this frontend, not one like it
final class MuxChardev implements Chardev, CharFrontend {
  /** Most users of one device. */
  static final int MAX_USERS = 4;

  private static final int KEPT = 32;
  private static final int NO_ESCAPE = 0;

  private final String id;
  private final Chardev base;
  private final Actions actions;
  private final List<User> users = new CopyOnWriteArrayList<>();
  private final ConsoleClock clock = new ConsoleClock();
  private volatile int focus = -1;
  private volatile boolean open;
  private volatile boolean held;

  // Of the reader thread.
  private boolean escaped;

  /**
   * What commands of the keyboard do.
   *
   * @param escape the control character that begins them, 1 for Ctrl-a; 0 for none
   */
  record Actions(int escape, Runnable quit) {}

  /** One user, with input that arrived while it took none. */
  private static final class User {
    private final CharFrontend frontend;
    private final byte[] kept = new byte[KEPT];
    private int count;

    private User(CharFrontend frontend) {
      this.frontend = frontend;
    }
  }

  /** Takes {@code base}, which is free, for itself. */
  MuxChardev(String id, Chardev base, Actions actions) {
    this.id = id;
    this.base = base;
    this.actions = actions;
  }

  @Override
  public String id() {
    return id;
  }

  /** What it is over. */
  Chardev base() {
    return base;
  }

  @Override
  public boolean inUse() {
    return !users.isEmpty();
  }

  @Override
  public void checkFree() throws ChardevException {
    if (users.size() >= MAX_USERS) {
      throw new ChardevException(
          "too many uses of multiplexed chardev '" + id + "' (maximum is " + MAX_USERS + ")");
    }
  }

  /** The newest user gets the focus. */
  @Override
  public void attach(CharFrontend frontend) {
    users.add(new User(frontend));
    int newest = users.size() - 1;
    if (held) {
      focus = newest;
    } else if (newest == 0) {
      focus = 0;
      base.attach(this);
      frontend.focused(true);
    } else {
      users.get(focus).frontend.focused(false);
      focus = newest;
      if (open) {
        frontend.opened();
      }
      frontend.focused(true);
    }
  }

  /** Until {@link #release} users are only remembered: the last of them will have the focus. */
  void hold() {
    held = true;
  }

  /** Tells all users that there are how things are. */
  void release() {
    held = false;
    for (int i = 0; i < users.size(); i++) {
      if (i != focus) {
        users.get(i).frontend.focused(false);
      }
    }
    if (!users.isEmpty()) {
      base.attach(this);
      users.get(focus).frontend.focused(true);
    }
  }

  @Override
  public void detach(CharFrontend frontend) {
    users.removeIf(user -> user.frontend.equals(frontend));
    if (users.isEmpty()) {
      focus = -1;
      base.detach(this);
    } else {
      turnTo(Math.min(focus, users.size() - 1));
    }
  }

  private void turnTo(int next) {
    int before = focus;
    focus = next;
    if (before >= 0 && before < users.size() && before != next) {
      users.get(before).frontend.focused(false);
    }
    users.get(next).frontend.focused(true);
  }

  @Override
  public void inputWanted() {
    base.inputWanted();
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    if (!clock.isOn()) {
      return base.write(data, offset, length);
    }
    byte[] marked = clock.mark(data, offset, length);
    return base.write(marked, 0, marked.length);
  }

  @Override
  public boolean ready() {
    return base.ready();
  }

  @Override
  public void sendBreak() {
    breakReceived();
  }

  @Override
  public void disconnect() {
    base.disconnect();
  }

  @Override
  public String filename() {
    return "mux";
  }

  @Override
  public void close() {
    // The base is a device of its own.
  }

  @Override
  public void opened() {
    open = true;
    for (User user : users) {
      user.frontend.opened();
    }
  }

  @Override
  public void closed() {
    open = false;
    for (User user : users) {
      user.frontend.closed();
    }
  }

  @Override
  public void breakReceived() {
    int now = focus;
    if (now >= 0) {
      users.get(now).frontend.breakReceived();
    }
  }

  @Override
  public void writable() {
    for (User user : users) {
      user.frontend.writable();
    }
  }

  @Override
  public boolean wakesReader() {
    return true;
  }

  /** Hands on what was kept, then tells how much more there is room for. */
  @Override
  public int room() {
    int now = focus;
    if (now < 0) {
      return 0;
    }
    User user = users.get(now);
    int room = user.frontend.room();
    if (user.count > 0 && room > 0) {
      int some = Math.min(room, user.count);
      byte[] taken = java.util.Arrays.copyOf(user.kept, some);
      System.arraycopy(user.kept, some, user.kept, 0, user.count - some);
      user.count -= some;
      user.frontend.received(taken, some, List.of());
      room = user.frontend.room();
    }
    return user.count == 0 && room > 0 ? room : KEPT - user.count;
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    List<Fd> passed = new ArrayList<>(descriptors);
    byte[] plain = new byte[length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      int key = data[i] & 0xFF;
      if (escaped) {
        escaped = false;
        if (key == actions.escape()) {
          plain[count++] = data[i];
        } else {
          handOn(plain, count, passed);
          count = 0;
          command(key);
        }
      } else if (key == actions.escape() && key != NO_ESCAPE) {
        escaped = true;
      } else {
        plain[count++] = data[i];
      }
    }
    handOn(plain, count, passed);
    for (Fd descriptor : passed) {
      descriptor.close();
    }
  }

  private void handOn(byte[] data, int length, List<Fd> passed) {
    int now = focus;
    if (length == 0 || now < 0) {
      return;
    }
    User user = users.get(now);
    int direct = user.count == 0 ? Math.min(length, user.frontend.room()) : 0;
    if (direct > 0) {
      user.frontend.received(data, direct, List.copyOf(passed));
      passed.clear();
    }
    int kept = Math.min(length - direct, KEPT - user.count);
    System.arraycopy(data, direct, user.kept, user.count, kept);
    user.count += kept;
  }

  private void command(int key) {
    switch (key) {
      case 'x' -> {
        say("\n\rterminated\n\r");
        actions.quit().run();
      }
      case 'b' -> breakReceived();
      case 'c' -> {
        if (!users.isEmpty()) {
          turnTo((focus + 1) % users.size());
        }
      }
      case 's' -> {
        // Nothing is kept back: every write has gone to its disk.
      }
      case 't' -> clock.toggle();
      case 'h', '?' -> help();
      default -> {
        // Neither the guest's nor ours.
      }
    }
  }

  private void help() {
    String key = "C-" + (char) (actions.escape() + 'a' - 1) + " ";
    StringBuilder text = new StringBuilder("\n\r");
    for (String line :
        new String[] {
          "h    print this help",
          "x    exit the emulator",
          "s    save disk data back to file (if -snapshot)",
          "t    toggle console timestamps",
          "b    send break (magic sysrq)",
          "c    switch between console and monitor",
        }) {
      text.append(key).append(line).append("\n\r");
    }
    say(text.append(key).append(key.strip()).append("  sends ").append(key.strip()) + "\n\r");
  }

  private void say(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    boolean _ = base.write(bytes, 0, bytes.length);
  }
}

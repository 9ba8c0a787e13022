package org.javisor.qmp.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random clients of a monitor: valid commands among broken ones, in pieces of any size. After each
 * input the monitor must answer a command; answers to valid commands come all, in their order, and
 * nothing is kept.
 */
final class MonitorFuzz {
  private static final String[] COMMANDS = {
    "query-status", "query-name", "query-version", "stop", "cont", "system_reset", "query-uuid",
    "query-fdsets", "remove-fd", "add-fd", "getfd", "closefd", "blockdev-add", "device_add",
    "set-action", "yank", "query-yank", "human-monitor-command", "qmp_capabilities", "nope", ""
  };
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "\\",
    "\\u",
    "\\ud800",
    "null",
    "true",
    "nope",
    "-",
    "0",
    "01",
    "1e",
    "1e999",
    "99999999999999999999",
    "-9223372036854775808",
    "\u0000",
    "\t",
    "\r\n",
    "'execute'",
    "'exec-oob'",
    "'arguments'",
    "'id'",
    "{}",
    "[[[[",
    "'a': 1",
    " "
  };

  private final Random random;
  private final FakeMachine machine = new FakeMachine();
  private final QmpSession session;
  private final List<String> said = new ArrayList<>();
  private long commands;

  MonitorFuzz(long seed) {
    random = new Random(seed);
    session =
        machine.server.open(
            new QmpSession.Config(false, true),
            message -> said.add(new String(message, StandardCharsets.US_ASCII)));
    session.connected();
    session.receive("{'execute': 'qmp_capabilities'}".getBytes(StandardCharsets.US_ASCII));
  }

  /** Arguments: how many inputs, and optionally a seed. */
  public static void main(String[] arguments) {
    long inputs = Long.parseLong(arguments[0]);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("seed " + seed);
    MonitorFuzz fuzz = new MonitorFuzz(seed);
    long begun = System.nanoTime();
    fuzz.run(inputs / 10);
    long before = usedBytes();
    fuzz.run(inputs - inputs / 10);
    long after = usedBytes();
    System.out.println(
        inputs
            + " inputs, "
            + fuzz.commands
            + " valid commands answered in order, "
            + (System.nanoTime() - begun) / 1_000_000_000
            + " s; heap in use after a tenth "
            + before / 1024
            + " KiB, at the end "
            + after / 1024
            + " KiB");
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Runs so many inputs. */
  void run(long inputs) {
    for (long i = 0; i < inputs; i++) {
      if (random.nextInt(1000) == 0) {
        session.disconnected();
        session.connected();
        feed("{'execute': 'qmp_capabilities'}");
      }
      feed(input());
      probe();
      machine.nodes.clear();
      machine.devices.clear();
      machine.later.second();
    }
  }

  /** Several valid commands, after whatever came before has been ended. */
  private void probe() {
    session.receive(new byte[] {(byte) 0xFF, (byte) 0xFF});
    said.clear();
    int count = 1 + random.nextInt(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("{'execute': 'query-name', 'id': ").append(commands + i).append('}');
    }
    feed(text.toString());
    for (int i = 0; i < count; i++) {
      String expected = "{\"return\": {}, \"id\": " + (commands + i) + "}\r\n";
      if (said.size() != count || !said.get(i).equals(expected)) {
        throw new IllegalStateException("after " + commands + " commands: " + said);
      }
    }
    commands += count;
    said.clear();
  }

  /** Sends text in pieces of random sizes. */
  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
      session.receive(bytes, at, length, List.of());
      at += length;
    }
  }

  private String input() {
    StringBuilder text = new StringBuilder();
    switch (random.nextInt(4)) {
      case 0 -> request(text);
      case 1 -> {
        request(text);
        spoil(text);
      }
      case 2 -> {
        for (int i = random.nextInt(24); i >= 0; i--) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
      }
      default -> {
        for (int i = random.nextInt(48); i >= 0; i--) {
          text.append((char) random.nextInt(256));
        }
      }
    }
    return text.toString();
  }

  private void request(StringBuilder text) {
    text.append("{'execute': '").append(COMMANDS[random.nextInt(COMMANDS.length)]).append('\'');
    if (random.nextBoolean()) {
      text.append(", 'arguments': ");
      value(text, 4);
    }
    if (random.nextBoolean()) {
      text.append(", 'id': ");
      value(text, 4);
    }
    text.append('}');
  }

  private void value(StringBuilder text, int depth) {
    switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> text.append(random.nextLong());
      case 1 -> text.append(random.nextDouble());
      case 2 -> text.append(random.nextBoolean());
      case 3 -> text.append("'\\u").append(random.nextInt(1000, 9999)).append('\'');
      case 4 -> {
        text.append('[');
        for (int i = random.nextInt(3); i > 0; i--) {
          value(text, depth - 1);
          text.append(i > 1 ? "," : "");
        }
        text.append(']');
      }
      default -> {
        text.append("{'fdset-id': ");
        value(text, depth - 1);
        text.append(", 'driver': 'file', 'node-name': 'n', 'filename': ");
        value(text, depth - 1);
        text.append('}');
      }
    }
  }

  /** Changes, removes or adds a few characters. */
  private void spoil(StringBuilder text) {
    for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      }
    }
  }
}

package org.javisor.system.main;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;

/**
 * Requests of a random client: what the monitor's own schema allows, with values that mean
 * something to it as often as not, and now and then what it does not allow.
 */
final class RandomRequests {
  /** These end the emulator, or are no use to ask for. */
  private static final Set<String> LEFT_OUT = Set.of("quit", "q", "qmp_capabilities");

  /** Long answers, long work: these come once in so many times. */
  private static final Map<String, Integer> SELDOM =
      Map.of(
          "query-qmp-schema", 400,
          "dump-guest-memory", 60,
          "query-machines", 40,
          "dumpdtb", 20,
          "pmemsave", 20,
          "memsave", 20,
          "human-monitor-command", 1);

  private static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "c",
          "d",
          "",
          "1",
          "-",
          "a b",
          "a,,b",
          "\u00e9\ud83d\ude00",
          "x".repeat(300),
          "/machine",
          "/machine/peripheral",
          "/objects",
          "/objects/a",
          "/machine/unattached",
          "type",
          "charmonitor",
          "virtio-blk-device",
          "virtio-rng-pci",
          "virtio-balloon-pci",
          "virtio-blk-pci",
          "pcie-root-port",
          "iothread",
          "memory-backend-ram",
          "rng-random",
          "secret",
          "authz-simple",
          "pcie.0",
          "none",
          "on",
          "off",
          "0x10",
          "tcp::0",
          "null",
          "guest_errors",
          "kvm",
          "ich",
          "ringbuf",
          "%n%s",
          "\n",
          "\u0001",
          "i8042",
          "cpu",
          "max");

  private static final List<String> LINE_WORDS =
      List.of(
          "a",
          "b",
          "c",
          "null,id=a",
          "ringbuf,id=b,size=16",
          "ringbuf,id=b,size=17",
          "pty,id=c",
          "socket,id=d,fd=a",
          "socket,id=d,host=127.0.0.1,port=0,server=on,wait=off",
          "file,id=a,path=f1",
          "virtio-rng-pci,id=a",
          "virtio-blk-pci,drive=a,id=b",
          "virtio-blk-device,drive=n",
          "iothread,id=a",
          "qom-type=secret,id=b,data=x",
          "0",
          "1",
          "-1",
          "7",
          "0x1000",
          "0x80000000",
          "0x80000ffe",
          "$pc",
          "$x1",
          "$nope",
          "1+",
          "(1",
          "1/0",
          "/4xg",
          "/3i",
          "/99999c",
          "/zz",
          "-f",
          "-j",
          "-a",
          "-z",
          "\"",
          "\"a b\"",
          "#",
          "on",
          "off",
          "status",
          "/machine",
          "/objects",
          "type",
          "true",
          "{}",
          "none",
          "guest_errors",
          "f1",
          "f2",
          "/dev/null",
          "\u00e9",
          ",",
          "=",
          "id=",
          "help",
          "?");

  /** Lines that mean something, as the words above hardly ever do. */
  private static final List<String> LINES =
      List.of(
          "device_add virtio-rng-pci,id=a,bus=p",
          "device_add virtio-blk-pci,drive=b,id=b,bus=q",
          "device_add virtio-balloon-pci,id=c,bus=r",
          "device_del a",
          "device_del b",
          "object_add iothread,id=a",
          "object_add memory-backend-ram,id=b,size=1M",
          "object_del a",
          "object_del b",
          "chardev-add ringbuf,id=a,size=16",
          "chardev-add mux,id=b,chardev=a",
          "chardev-change a null",
          "ringbuf_write a text",
          "ringbuf_read a 7",
          "chardev-remove a",
          "x /8xw 0x80000000",
          "x /8i 0x80000000",
          "xp /40c 0x80000000",
          "print /x $pc+(4*7)",
          "sum 0x80000000 4096",
          "gva2gpa 0x80000000",
          "gpa2hva 0x80000000",
          "gdbserver none",
          "qom-list /objects",
          "qom-get /machine type",
          "qom-set /machine/peripheral/p bus x",
          "balloon 8",
          "info mtree -f",
          "info qtree",
          "info qom-tree",
          "info registers -a",
          "watchdog_action pause",
          "cpu 0");

  private static final List<String> MODELS =
      List.of(
          "virtio-blk-device",
          "virtio-blk-pci",
          "virtio-rng-pci",
          "virtio-rng-device",
          "virtio-balloon-pci",
          "pcie-root-port",
          "loader",
          "x");

  private static final List<String> PORTS = List.of("p", "q", "r", "pcie.0", "x");

  private static final List<String> PATHS =
      List.of(
          "/machine",
          "/machine/peripheral",
          "/machine/peripheral/p",
          "/machine/peripheral/a",
          "/machine/unattached/device[0]",
          "/objects",
          "/objects/a",
          "/chardevs/charmonitor",
          "/backend",
          "/",
          "",
          "p",
          "a");

  private static final List<String> PROPERTIES =
      List.of("type", "realized", "hotplugged", "addr", "chassis", "size", "id", "x", "");

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    7,
    16,
    64,
    512,
    4096,
    65536,
    -1,
    -2,
    0x80000000L,
    0x7FFFFFFFL,
    0xFFFFFFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 40
  };

  private static final int DEPTH = 6;

  private final Random random;
  private final List<String> files;
  private final Map<String, JsonObject> types = new HashMap<>();
  private final List<String> commands = new ArrayList<>();
  private final List<String> lines;
  private String asked = "";

  /**
   * @param schema the answer of query-qmp-schema
   * @param lines names of the human monitor's commands
   */
  RandomRequests(Random random, String schema, List<String> lines, Path folder) {
    this.random = random;
    this.lines = lines;
    files =
        List.of(
            "/dev/null",
            folder + "/f1",
            folder + "/f2",
            folder + "/none/f",
            folder + "/s1",
            "",
            "/dev/fdset/1",
            "/dev/fdset/0",
            "/dev/fdset/x",
            folder.toString(),
            "f\u0000g");
    for (JsonValue each :
        ((JsonValue.Array) parse(schema).get("return").orElseThrow()).elements()) {
      JsonObject type = (JsonObject) each;
      String name = type.text("name").orElseThrow();
      if (!type.text("meta-type").orElseThrow().equals("command")) {
        types.put(name, type);
      } else if (!LEFT_OUT.contains(name)) {
        types.put("command " + name, type);
        commands.add(name);
      }
    }
  }

  private static JsonObject parse(String text) {
    List<JsonValue> all = new ArrayList<>();
    JsonParser parser =
        new JsonParser(
            new JsonParser.Sink() {
              @Override
              public void value(JsonValue value) {
                all.add(value);
              }

              @Override
              public void error(String message) {
                throw new IllegalArgumentException(message);
              }
            });
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    parser.feed(bytes, 0, bytes.length);
    return (JsonObject) all.getFirst();
  }

  /** All commands that it can choose. */
  List<String> commands() {
    return commands;
  }

  /** What it may call things. */
  List<String> names() {
    return NAMES;
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  /** A command. */
  String command() {
    while (true) {
      String command = once(4) ? "human-monitor-command" : one(commands);
      if (once(SELDOM.getOrDefault(command, 1))) {
        return command;
      }
    }
  }

  /** A request for {@code command} with that id. */
  String request(String command, long id) {
    asked = command;
    JsonObject request =
        new JsonObject().put(once(200) ? "exec-oob" : "execute", command).put("id", id);
    JsonObject arguments = new JsonObject();
    if (command.equals("human-monitor-command") && !once(50)) {
      arguments.put("command-line", line());
      if (once(10)) {
        arguments.put("cpu-index", random.nextInt(-1, 3));
      }
    } else {
      members(arguments, types.get("command " + command).text("arg-type").orElseThrow(), 0);
    }
    if (once(300)) {
      request.put("arguments", garbage());
    } else if (arguments.size() > 0) {
      request.put("arguments", bounded(command, arguments));
    }
    if (once(500)) {
      request.put(one(NAMES), garbage());
    }
    String text = JsonWriter.compact(request);
    return command.equals("yank") ? text.replace("charmonitor", "a") : text;
  }

  /**
   * So that neither the disk is filled nor the machine turned off; that it cuts itself off is seen
   * to elsewhere.
   */
  private JsonObject bounded(String command, JsonObject arguments) {
    if (command.endsWith("memsave") && arguments.has("size")) {
      arguments.put("size", random.nextInt(-1, 65536));
    }
    if (command.equals("set-action") && arguments.has("reboot")) {
      arguments.put("reboot", "reset");
    }
    if (command.equals("device_add") && !once(20)) {
      arguments.put("driver", one(MODELS)).put("id", one(NAMES.subList(0, 4)));
      if (once(2)) {
        arguments.put(one(List.of("drive", "addr", "chassis")), one(NAMES.subList(0, 6)));
      }
      if (!once(4)) {
        arguments.put("bus", one(PORTS));
      }
    }
    return arguments;
  }

  private String line() {
    if (once(3)) {
      return one(LINES);
    }
    String command = one(lines);
    if (LEFT_OUT.contains(command)) {
      command = "info";
    }
    if (command.endsWith("memsave")) {
      return command + " 0x80000000 " + random.nextInt(65536) + " " + one(List.of("f1", "\"f2\""));
    }
    StringBuilder line = new StringBuilder(command);
    for (int i = random.nextInt(4); i > 0; i--) {
      line.append(once(30) ? "" : " ").append(one(LINE_WORDS));
    }
    return line.toString();
  }

  private void members(JsonObject into, String type, int depth) {
    JsonObject info = types.get(type);
    String tag = info.text("tag").orElse("");
    String chosen = "";
    for (JsonValue each : list(info, "members")) {
      JsonObject member = (JsonObject) each;
      String name = member.text("name").orElseThrow();
      boolean wanted = member.has("default") ? once(3) : !once(60);
      if (wanted) {
        JsonValue value = value(member.text("type").orElseThrow(), name, depth + 1);
        into.put(name, value);
        if (name.equals(tag) && value instanceof JsonValue.Text(String text)) {
          chosen = text;
        }
      }
    }
    for (JsonValue each : list(info, "variants")) {
      JsonObject variant = (JsonObject) each;
      if (variant.text("case").orElseThrow().equals(chosen)) {
        members(into, variant.text("type").orElseThrow(), depth);
      }
    }
    if (once(100)) {
      into.put(one(NAMES), garbage());
    }
  }

  private static List<JsonValue> list(JsonObject info, String member) {
    return info.get(member).map(all -> ((JsonValue.Array) all).elements()).orElse(List.of());
  }

  private JsonValue value(String type, String name, int depth) {
    if (once(60) || depth > DEPTH) {
      return garbage();
    }
    JsonObject info = types.get(type);
    return switch (info.text("meta-type").orElseThrow()) {
      case "builtin" -> builtin(info.text("json-type").orElseThrow(), name);
      case "enum" -> once(50) ? text(name) : one(list(info, "values"));
      case "array" -> {
        List<JsonValue> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(info.text("element-type").orElseThrow(), name, depth + 1));
        }
        yield new JsonValue.Array(items);
      }
      case "alternate" ->
          value(((JsonObject) one(list(info, "members"))).text("type").orElseThrow(), name, depth);
      case "object" -> {
        JsonObject object = new JsonObject();
        members(object, type, depth);
        yield object;
      }
      default -> throw new IllegalArgumentException(info.toString());
    };
  }

  private JsonValue builtin(String kind, String name) {
    return switch (kind) {
      case "string" -> text(name);
      case "int" -> new JsonValue.Int(name.equals("latency-ns") ? random.nextInt(1000) : number());
      case "number" -> new JsonValue.Real(random.nextGaussian());
      case "boolean" -> new JsonValue.Bool(random.nextBoolean());
      case "null" -> JsonValue.Null.NULL;
      default -> garbage();
    };
  }

  private long number() {
    return once(10) ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private JsonValue.Text text(String name) {
    if (asked.startsWith("qom-") && !once(10)) {
      return new JsonValue.Text(one(name.equals("path") ? PATHS : PROPERTIES));
    }
    if (asked.startsWith("ringbuf-")) {
      return new JsonValue.Text(one(NAMES.subList(0, 4)));
    }
    return new JsonValue.Text(
        switch (name) {
          case "filename", "path", "logfile", "file", "in", "out", "device" ->
              once(8) ? one(NAMES) : one(files);
          case "protocol" -> (once(20) ? "" : "file:") + one(files);
          case "host" -> one(List.of("127.0.0.1", "::1", ""));
          case "port" -> one(List.of("0", "1", "99999", "x", ""));
          case "driver", "qom-type", "typename" -> one(NAMES);
          default -> once(3) ? one(NAMES) : one(List.of("a", "b", "c"));
        });
  }

  private JsonValue garbage() {
    return switch (random.nextInt(7)) {
      case 0 -> new JsonValue.Int(number());
      case 1 -> new JsonValue.Real(random.nextDouble() * 1e300);
      case 2 -> new JsonValue.Bool(random.nextBoolean());
      case 3 -> JsonValue.Null.NULL;
      case 4 -> new JsonValue.Text(one(NAMES));
      case 5 -> new JsonValue.Array(List.of(new JsonValue.Text(one(NAMES)), JsonValue.Null.NULL));
      default -> new JsonObject().put(one(NAMES), one(NAMES));
    };
  }
}

package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine whose client asks for anything that the schema has, with descriptors or without: every
 * request is answered, in order, by something that is not a mistake of ours; the machine is usable
 * afterwards, and nothing has piled up. More requests, such as the profile monitor-fuzz asks for:
 * {@code javisor.monitor.requests}; another run: {@code javisor.monitor.seed}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class MonitorFuzzTest {
  private static final long REQUESTS = Long.getLong("javisor.monitor.requests", 20_000);
  private static final int BATCH = 8;

  /** What may be open now and was not then, as a device that the guest does not let go of. */
  private static final int SLACK = 12;

  private static final long HEAP_SLACK = 4 << 20;

  /** After so many requests all that they made is taken away again. */
  private static final int ROUND = 2_000;

  private static final Pattern ID =
      Pattern.compile("^\\{\"id\": (?=(\\d+), \"error\")|, \"id\": (?=(\\d+)}$)");
  private static final String NODES = "{'execute': 'query-named-block-nodes'}";
  private static final Pattern NODE = Pattern.compile("\"node-name\": \"([^n\"][^\"]*)\"");
  private static final Pattern LABEL = Pattern.compile("\"label\": \"((?!charmonitor)[^\"]*)\"");
  private static final Pattern OBJECT = Pattern.compile("\"name\": \"((?!type)[^\"]*)\"");
  private static final Pattern SET = Pattern.compile("\"fdset-id\": (\\d+)");

  @TempDir private Path folder;
  private final long seed = Long.getLong("javisor.monitor.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, long[]> outcomes = new TreeMap<>();
  private long next;
  private long events;
  private List<String> latest = List.of();

  private RunningEmulator start(Path socket) throws Exception {
    String options =
        "-M virt -m 16 -nodefaults -display none -S -bios none -blockdev null-co,node-name=n"
            + " -device virtio-blk-device,drive=n -device pcie-root-port,id=p,chassis=1 -device pcie-root-port,id=q,chassis=2"
            + " -device pcie-root-port,id=r,chassis=3 -name fuzz"
            + " -chardev socket,id=charmonitor,server=on,wait=off,path="
            + socket
            + " -mon chardev=charmonitor,mode=control";
    return RunningEmulator.start(folder, options.split(" "));
  }

  private static List<String> names(Client client, String help) throws Exception {
    String text =
        client.ask(
            "{'execute': 'human-monitor-command', 'arguments': {'command-line': '" + help + "'}}");
    List<String> names = new ArrayList<>();
    for (String line : text.substring("{\"return\": \"".length()).split("\\\\r\\\\n")) {
      String name = line.split(" -- ")[0].strip();
      if (name.startsWith("info ")) {
        names.add("info " + name.split(" ")[1]);
      } else if (!name.isEmpty() && !name.equals("\"}")) {
        names.addAll(List.of(name.split(" ")[0].split("\\|")));
      }
    }
    assertTrue(names.size() > 20, text);
    return names;
  }

  private List<Fd> descriptors() throws Exception {
    List<Fd> passed = new ArrayList<>();
    if (random.nextInt(20) == 0) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        AccessMode mode = AccessMode.values()[random.nextInt(AccessMode.values().length)];
        passed.add(Fd.open(folder.resolve("f1"), mode));
      }
    }
    return passed;
  }

  /** Makes some requests at once; each gets its answer, in order. */
  private void batch(Client client, RandomRequests requests) throws Exception {
    List<String> asked = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      String command = requests.command();
      String request = requests.request(command, next + i);
      commands.add(command);
      asked.add(request);
      List<Fd> passed = descriptors();
      client.send(request + "\n", passed.toArray(Fd[]::new));
      passed.forEach(Fd::close);
    }
    latest = asked;
    for (int i = 0; i < BATCH; i++) {
      String line = client.line();
      while (line.startsWith("{\"timestamp\"")) {
        events++;
        line = client.line();
      }
      String all = asked.get(i) + ": " + line;
      Matcher id = ID.matcher(line);
      assertTrue(id.find(), all);
      boolean refused = id.group(1) != null;
      assertEquals(next++, Long.parseLong(id.group(refused ? 1 : 2)), all);
      assertFalse(line.contains("internal error"), all);
      outcomes.computeIfAbsent(commands.get(i), _ -> new long[2])[refused ? 1 : 0]++;
    }
  }

  private static void each(Client client, String query, Pattern found, String removal)
      throws Exception {
    Matcher all = found.matcher(client.ask(query));
    while (all.find()) {
      client.ask(removal.replace("@", all.group(1)));
    }
  }

  private static String request(String command, String argument) {
    return "{'execute': '" + command + "', 'arguments': {" + argument + "}}";
  }

  /** Takes away what may have been made. */
  private static void clear(Client client, RandomRequests requests) throws Exception {
    each(client, "{'execute': 'query-fdsets'}", SET, request("remove-fd", "'fdset-id': @"));
    each(client, "{'execute': 'query-chardev'}", LABEL, request("chardev-remove", "'id': \"@\""));
    each(
        client,
        request("qom-list", "'path': '/objects'"),
        OBJECT,
        request("object-del", "'id': \"@\""));
    each(client, NODES, NODE, request("blockdev-del", "'node-name': \"@\""));
    for (String name : requests.names()) {
      client.ask(request("closefd", "'fdname': " + JsonWriter.compact(new JsonValue.Text(name))));
    }
  }

  private record Footprint(int descriptors, int threads, long heap) {}

  private static Footprint footprint(RunningEmulator emulator) throws Exception {
    return new Footprint(emulator.openDescriptors(), emulator.threads(), emulator.liveHeap());
  }

  private void report(RandomRequests requests, Footprint before, Footprint after) {
    long accepted = 0;
    long refused = 0;
    List<String> never = new ArrayList<>(requests.commands());
    for (Map.Entry<String, long[]> each : outcomes.entrySet()) {
      accepted += each.getValue()[0];
      refused += each.getValue()[1];
      if (each.getValue()[0] > 0) {
        never.remove(each.getKey());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "monitor fuzz (seed %d): %d requests carried out, %d refused, %d events; %s after a tenth,"
            + " %s at the end; never carried out: %s%n",
        seed,
        accepted,
        refused,
        events,
        before,
        after,
        never);
  }

  @Test
  void everyRequestIsAnsweredInOrderAndNothingPilesUp() throws Exception {
    System.out.println("monitor fuzz: seed " + seed);
    Files.write(folder.resolve("f1"), new byte[1 << 16]);
    Files.write(folder.resolve("f2"), new byte[1 << 16]);
    Path socket = folder.resolve("qmp");
    try (RunningEmulator emulator = start(socket);
        Client client = emulator.connect(socket).negotiated()) {
      try {
        talk(emulator, client);
      } catch (AssertionError failure) {
        throw new AssertionError(
            "seed " + seed + ": " + latest + "; " + emulator.errors(), failure);
      }
    }
  }

  private void talk(RunningEmulator emulator, Client client) throws Exception {
    List<String> lines = names(client, "help");
    lines.addAll(names(client, "help info"));
    String schema = client.ask("{'execute': 'query-qmp-schema'}");
    RandomRequests requests = new RandomRequests(random, schema, lines, folder);
    Footprint early = new Footprint(0, 0, 0);
    for (long round = 0; round * ROUND < REQUESTS; round++) {
      if (round == Math.max(1, REQUESTS / ROUND / 10)) {
        early = footprint(emulator);
      }
      for (int i = 0; i < ROUND; i += BATCH) {
        batch(client, requests);
      }
      clear(client, requests);
    }
    Footprint late = footprint(emulator);
    report(requests, early, late);
    assertTrue(late.descriptors() <= early.descriptors() + SLACK, late + " after " + early);
    assertTrue(late.threads() <= early.threads() + SLACK, late + " after " + early);
    assertTrue(late.heap() <= early.heap() + HEAP_SLACK, late + " after " + early);
    assertFalse(emulator.errors().contains("Exception"), emulator.errors());
    client.ask("{'execute': 'system_reset'}");
    assertEquals("{\"return\": {\"name\": \"fuzz\"}}", client.ask("{'execute': 'query-name'}"));
  }
}

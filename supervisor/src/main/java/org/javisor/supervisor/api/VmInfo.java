package org.javisor.supervisor.api;

import java.util.Optional;

/**
 * A machine as a client sees it.
 *
 * @param definition what it is: the members of {@link VmSpec}
 * @param uuid its identity
 * @param state where it is
 * @param pid its emulator's process, or 0
 * @param startedAtMillis start of the present run in milliseconds since 1970, or 0
 * @param console its serial console
 * @param lastExit how its last run ended, when there was one
 */
public record VmInfo(
    VmSpec definition,
    String uuid,
    VmState state,
    long pid,
    long startedAtMillis,
    ConsoleInfo console,
    Optional<ExitReport> lastExit) {

  /**
   * A serial console.
   *
   * @param log path of the file that keeps its output
   * @param clients attached clients
   * @param size the terminal that was attached or resized last
   */
  public record ConsoleInfo(String log, int clients, ConsoleSize size) {}

  /** The machine's name. */
  public String name() {
    return definition.name();
  }

  /** The JSON form, which {@code -o json} prints as it is. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("name", name())
            .put("uuid", uuid)
            .put("state", state.label())
            .put("pid", pid)
            .put("startedAtMillis", startedAtMillis)
            .put("definition", definition.toJson())
            .put(
                "console",
                console
                    .size()
                    .toJson()
                    .put("log", console.log())
                    .put("clients", console.clients()));
    lastExit.ifPresent(exit -> json.put("lastExit", exit.toJson()));
    return json;
  }

  /** Reads the JSON form. */
  public static VmInfo fromJson(JsonObject json) throws BadMessageException {
    JsonObject console = json.object("console");
    Optional<JsonObject> exit = json.optionalObject("lastExit");
    return new VmInfo(
        VmSpec.fromJson(json.object("definition")),
        json.text("uuid"),
        VmState.ofLabel(json.text("state")),
        json.integer("pid"),
        json.integer("startedAtMillis"),
        new ConsoleInfo(
            console.text("log"),
            console.integer("clients", 0, Integer.MAX_VALUE),
            ConsoleSize.fromJson(console)),
        exit.isPresent() ? Optional.of(ExitReport.fromJson(exit.get())) : Optional.empty());
  }
}

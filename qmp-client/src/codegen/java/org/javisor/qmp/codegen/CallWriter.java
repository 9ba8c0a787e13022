package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Writes commands, events, handlers and the router. */
final class CallWriter {
  private final Schema schema;

  CallWriter(Schema schema) {
    this.schema = schema;
  }

  JavaFile command(Definition.Command command) {
    String name = command.head().name();
    String type = Names.type(name);
    List<Member> members = components(command);
    RecordBody body = new RecordBody(type, members);
    JavaFile out = new JavaFile(type, TypeWriter.IMPORTS);
    TypeWriter.recordDoc(out, command, members);
    out.line(
        "public record "
            + type
            + "("
            + body.components()
            + ") implements QmpCommand<"
            + clientResult(command)
            + "> {");
    out.doc("The name after execute.")
        .line("public static final String NAME = " + Names.quoted(name) + ";")
        .line("");
    if (!command.arguments().members().isEmpty()) {
      body.factories(out);
    }
    decode(out, command, body);
    out.line("@Override").line("public String commandName() {").line("return NAME;");
    out.line("}").line("").line("@Override").line("public JsonObject toJson() {");
    encode(out, command, body);
    out.line("}").line("").line("@Override");
    out.line(
        "public "
            + clientResult(command)
            + " decodeReturn(JsonValue returned) throws QmpException {");
    decodeReturn(out, command);
    out.line("}").line("}");
    return out;
  }

  /** Components of a command's record. */
  private static List<Member> components(Definition.Command command) {
    if (command.arguments().type().isPresent()) {
      TypeRef type = new TypeRef(command.arguments().type().get(), false);
      return List.of(new Member("options", type, false, List.of()));
    }
    List<Member> members = new ArrayList<>(command.arguments().members());
    if (openEnded(command)) {
      members.add(new Member("arguments", new TypeRef("any", false), false, List.of()));
    }
    return members;
  }

  /** Whether it takes members that the schema does not list. */
  private static boolean openEnded(Definition.Command command) {
    return !command.flags().typed() && !command.arguments().members().isEmpty();
  }

  private static void decode(JavaFile out, Definition.Command command, RecordBody body) {
    String type = Names.type(command.head().name());
    out.doc("Reads the arguments.");
    out.line("public static " + type + " decode(JsonObject arguments) throws QmpException {");
    out.line("Node wire = Node.arguments(arguments);");
    if (command.arguments().type().isPresent()) {
      String options = command.arguments().type().get();
      out.line("return new " + type + "(" + Names.type(options) + ".decode(wire));");
    } else if (openEnded(command)) {
      out.line("Members in = wire.members();");
      RecordBody listed = new RecordBody(type, command.arguments().members());
      listed.takeMembers(out);
      body.returnNew(out);
    } else {
      out.line("Members in = wire.members();");
      body.takeMembers(out);
      out.line("in.end();");
      body.returnNew(out);
    }
    out.line("}").line("");
  }

  private static void encode(JavaFile out, Definition.Command command, RecordBody body) {
    if (command.arguments().type().isPresent()) {
      out.line("return options.toJson();");
      return;
    }
    out.line("JsonObject out = new JsonObject();");
    if (openEnded(command)) {
      out.line("if (arguments instanceof JsonObject all) {");
      out.line("all.members().forEach(out::put);").line("}");
      body = new RecordBody("", command.arguments().members());
    }
    body.putMembers(out);
    out.line("return out;");
  }

  private static String clientResult(Definition.Command command) {
    if (command.returns().isEmpty()) {
      return "Done";
    }
    return command.flags().typed() ? Names.boxed(command.returns().get()) : "JsonValue";
  }

  private static String handlerResult(Definition.Command command) {
    String result = clientResult(command);
    return result.equals("Done") ? "void" : result;
  }

  private static void decodeReturn(JavaFile out, Definition.Command command) {
    if (command.returns().isEmpty()) {
      out.line("return Done.DONE;");
    } else if (!command.flags().typed()) {
      out.line("return returned;");
    } else if (command.returns().get().list()) {
      TypeRef type = command.returns().get();
      out.line(Names.boxed(type) + " elements = new ArrayList<>();");
      out.line("for (Node element : Node.returned(returned).elements()) {");
      out.line("elements.add(" + Names.decode(type, "element") + ");").line("}");
      out.line("return elements;");
    } else {
      out.line("return " + Names.decode(command.returns().get(), "Node.returned(returned)") + ";");
    }
  }

  JavaFile event(Definition.Event event) {
    String type = Names.event(event.head().name());
    RecordBody body = new RecordBody(type, event.members());
    JavaFile out = new JavaFile(type, TypeWriter.IMPORTS);
    TypeWriter.recordDoc(out, event, event.members());
    out.line("public record " + type + "(" + body.components() + ") implements QmpEvent {");
    out.doc("The name after event.")
        .line("public static final String NAME = " + Names.quoted(event.head().name()) + ";")
        .line("");
    out.doc("Reads the event's data, an empty object if it has none.");
    out.line("public static " + type + " decode(JsonObject data) throws QmpException {");
    if (!event.members().isEmpty()) {
      out.line("Members in = Node.returned(data).members();");
      body.takeMembers(out);
    }
    body.returnNew(out);
    out.line("}").line("");
    out.line("@Override").line("public String eventName() {").line("return NAME;");
    out.line("}").line("").line("@Override").line("public Optional<JsonObject> data() {");
    if (event.members().isEmpty()) {
      out.line("return Optional.empty();");
    } else {
      out.line("JsonObject out = new JsonObject();");
      body.putMembers(out);
      out.line("return Optional.of(out);");
    }
    out.line("}").line("}");
    return out;
  }

  JavaFile handler(String module) {
    String type = Names.type(module) + "Handler";
    JavaFile out = new JavaFile(type, TypeWriter.IMPORTS);
    out.doc("Carries out the commands of " + module + ".json.");
    out.line("public interface " + type + " {");
    for (Definition.Command command : schema.commands()) {
      if (command.head().module().equals(module)) {
        String argument =
            components(command).isEmpty()
                ? ""
                : ", " + Names.type(command.head().name()) + " command";
        out.doc(command.head().documentation().text());
        out.line(
            handlerResult(command)
                + " "
                + Names.variable(command.head().name())
                + "(QmpCall call"
                + argument
                + ") throws QmpException;");
        out.line("");
      }
    }
    return out.line("}");
  }

  JavaFile handlers() {
    JavaFile out = new JavaFile("Handlers");
    List<String> components = new ArrayList<>();
    out.line("/**")
        .line(" * What carries out all commands, one handler per schema file.")
        .line(" *");
    for (String module : schema.handledModules()) {
      components.add(Names.type(module) + "Handler " + Names.variable(module));
      out.line(" * @param " + Names.variable(module) + " commands of " + module + ".json");
    }
    out.line(" */");
    return out.line("public record Handlers(" + String.join(", ", components) + ") {}");
  }

  JavaFile router() {
    String[] imports = Arrays.copyOf(TypeWriter.IMPORTS, TypeWriter.IMPORTS.length + 1);
    imports[TypeWriter.IMPORTS.length] = "java.util.Set";
    JavaFile out = new JavaFile("CommandRouter", imports);
    out.doc("Checks the arguments of a command and calls its handler.");
    out.line("public final class CommandRouter {");
    List<String> names = new ArrayList<>();
    List<String> outOfBand = new ArrayList<>();
    List<String> beforeMachine = new ArrayList<>();
    for (Definition.Command command : schema.commands()) {
      names.add(Names.quoted(command.head().name()));
      if (command.flags().outOfBand()) {
        outOfBand.add(Names.quoted(command.head().name()));
      }
      if (command.flags().beforeMachine()) {
        beforeMachine.add(Names.quoted(command.head().name()));
      }
    }
    out.line(
        "private static final List<String> NAMES = List.of(" + String.join(", ", names) + ");");
    out.line("private static final Set<String> KNOWN = Set.copyOf(NAMES);");
    out.line(
        "private static final Set<String> OUT_OF_BAND = Set.of("
            + String.join(", ", outOfBand)
            + ");");
    out.line(
        "private static final Set<String> BEFORE_MACHINE = Set.of("
            + String.join(", ", beforeMachine)
            + ");");
    out.line("");
    out.line("private final Handlers handlers;").line("");
    out.line("public CommandRouter(Handlers handlers) {").line("this.handlers = handlers;");
    out.line("}").line("").doc("All commands.").line("public static List<String> names() {");
    out.line("return NAMES;").line("}").line("");
    out.doc("Whether there is such a command.").line("public boolean knows(String command) {");
    out.line("return KNOWN.contains(command);").line("}").line("");
    out.doc("Whether a command may overtake others.");
    out.line("public boolean allowsOutOfBand(String command) {");
    out.line("return OUT_OF_BAND.contains(command);").line("}").line("");
    out.doc("Whether a command works before the machine is built.");
    out.line("public boolean allowsBeforeMachine(String command) {");
    out.line("return BEFORE_MACHINE.contains(command);").line("}").line("");
    out.doc(
        "Runs a command that is known and returns what it returns, an empty object if nothing.");
    out.line("public JsonValue dispatch(String command, JsonObject arguments, QmpCall call)");
    out.line("throws QmpException {");
    out.line("return switch (command) {");
    for (Definition.Command command : schema.commands()) {
      String name = command.head().name();
      out.line("case " + Names.quoted(name) + " -> " + Names.variable(name) + "(arguments, call);");
    }
    out.line("default -> throw new IllegalArgumentException(command);").line("};").line("}");
    for (Definition.Command command : schema.commands()) {
      route(out, command);
    }
    return out.line("}");
  }

  private static void route(JavaFile out, Definition.Command command) {
    String name = command.head().name();
    String method = Names.variable(name);
    out.line("");
    out.line(
        "private JsonValue "
            + method
            + "(JsonObject arguments, QmpCall call) throws QmpException {");
    out.line(Names.type(name) + " command = " + Names.type(name) + ".decode(arguments);");
    String argument = components(command).isEmpty() ? "" : ", command";
    String call =
        "handlers."
            + Names.variable(command.head().module())
            + "()."
            + method
            + "(call"
            + argument
            + ")";
    if (command.returns().isEmpty()) {
      out.line(call + ";").line("return new JsonObject();");
    } else if (!command.flags().typed()) {
      out.line("return " + call + ";");
    } else if (command.returns().get().list()) {
      TypeRef type = command.returns().get();
      out.line("List<JsonValue> out = new ArrayList<>();");
      out.line(
          "for (" + Names.boxed(new TypeRef(type.name(), false)) + " element : " + call + ") {");
      out.line("out.add(" + Names.encode(type.name(), "element") + ");").line("}");
      out.line("return new JsonValue.Array(out);");
    } else {
      out.line("return " + Names.encode(command.returns().get().name(), call) + ";");
    }
    out.line("}");
  }

  JavaFile events() {
    JavaFile out = new JavaFile("Events", TypeWriter.IMPORTS);
    out.doc("Makes records of events that a peer sent.").line("public final class Events {");
    out.line("private Events() {}").line("");
    out.doc("The event of that name; empty for one that this schema does not have.");
    out.line("public static Optional<QmpEvent> decode(String name, JsonObject data)");
    out.line("throws QmpException {").line("return switch (name) {");
    for (Definition.Event event : schema.events()) {
      String name = event.head().name();
      out.line(
          "case "
              + Names.quoted(name)
              + " -> Optional.of("
              + Names.event(name)
              + ".decode(data));");
    }
    return out.line("default -> Optional.empty();").line("};").line("}").line("}");
  }
}

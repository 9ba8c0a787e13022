package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/**
 * Writes what query-qmp-schema returns: commands and events by name, the types that they reach by
 * number, so that nobody comes to depend on a type's name. Number 0 is the object without members.
 */
final class IntrospectionWriter {
  private final Schema schema;
  private final Map<String, String> numbers = new LinkedHashMap<>();

  /** Entries of types by their number. */
  private final Map<String, String> types = new LinkedHashMap<>();

  private final List<String> entries = new ArrayList<>();

  IntrospectionWriter(Schema schema) {
    this.schema = schema;
  }

  JavaFile write() {
    for (Definition.Command command : schema.commands()) {
      entries.add(command(command));
    }
    for (Definition.Event event : schema.events()) {
      entries.add(
          entry(
              event.head().name(),
              "event",
              event.head().features(),
              "'arg-type': '" + object(event.head().name() + " event", event.members()) + "'"));
    }
    entries.addAll(types.values());
    JavaFile out = new JavaFile("Introspection", "java.nio.charset.StandardCharsets");
    out.doc("The schema as clients can ask for it, one JSON list in many lines.");
    out.line("public final class Introspection {").line("private Introspection() {}").line("");
    out.doc("How many lines there are.").line("public static int lines() {");
    out.line("return " + (entries.size() + 2) + ";").line("}").line("");
    out.doc("A line, from 0.").line("public static byte[] line(int index) {");
    out.line("return text(index).getBytes(StandardCharsets.US_ASCII);").line("}").line("");
    out.line("private static String text(int index) {").line("return switch (index) {");
    out.line("case 0 -> \"[\";");
    for (int i = 0; i < entries.size(); i++) {
      String comma = i + 1 < entries.size() ? "," : "";
      out.line("case " + (i + 1) + " -> " + Names.quoted(entries.get(i) + comma) + ";");
    }
    out.line("default -> \"]\";").line("};").line("}").line("}");
    return out;
  }

  private String command(Definition.Command command) {
    String name = command.head().name();
    String arguments =
        command.arguments().type().isPresent()
            ? type(new TypeRef(command.arguments().type().get(), false))
            : object(name + " arguments", command.arguments().members());
    String returns =
        command.returns().isPresent()
            ? type(command.returns().get())
            : object("nothing", List.of());
    String outOfBand = command.flags().outOfBand() ? ", 'allow-oob': true" : "";
    return entry(
        name,
        "command",
        command.head().features(),
        "'arg-type': '" + arguments + "', 'ret-type': '" + returns + "'" + outOfBand);
  }

  private static String entry(String name, String kind, List<String> features, String rest) {
    return "{'name': '" + name + "', 'meta-type': '" + kind + "', " + rest + marks(features) + "}";
  }

  private static String marks(List<String> features) {
    return features.isEmpty() ? "" : ", 'features': ['" + String.join("', '", features) + "']";
  }

  /** The name under which a type is shown; describes it, and what it uses, the first time. */
  private String type(TypeRef type) {
    if (Names.UNSIGNED.containsKey(type.name())) {
      return type(new TypeRef("int", type.list())); // clients are told of one kind
    }
    if (type.list()) {
      String element = type(new TypeRef(type.name(), false));
      String name = "[" + element + "]";
      types.putIfAbsent(name, entry(name, "array", List.of(), "'element-type': '" + element + "'"));
      return name;
    }
    if (Schema.BUILT_IN.containsKey(type.name())) {
      types.putIfAbsent(
          type.name(),
          entry(
              type.name(),
              "builtin",
              List.of(),
              "'json-type': '" + Schema.BUILT_IN.get(type.name()) + "'"));
      return type.name();
    }
    String number = numbers.get(type.name());
    if (number == null) {
      number = number(type.name());
      types.put(number, describe(number, schema.type(type.name())));
    }
    return number;
  }

  private String number(String name) {
    String number = Integer.toString(numbers.size() + 1);
    numbers.put(name, number);
    types.put(number, "");
    return number;
  }

  private String object(String what, List<Member> members) {
    if (members.isEmpty()) {
      types.putIfAbsent("0", entry("0", "object", List.of(), "'members': []"));
      return "0";
    }
    String number = number(what);
    types.put(number, entry(number, "object", List.of(), members(members)));
    return number;
  }

  private String describe(String number, Definition definition) {
    List<String> features = definition.head().features();
    return switch (definition) {
      case Definition.Enumeration e -> entry(number, "enum", features, words(e));
      case Definition.Struct s ->
          entry(number, "object", features, members(schema.members(s.head().name())));
      case Definition.Union u -> entry(number, "object", features, union(u));
      case Definition.Alternate a -> {
        List<String> forms = new ArrayList<>();
        for (TypeRef form : a.types().values()) {
          forms.add("{'type': '" + type(form) + "'}");
        }
        yield entry(number, "alternate", features, "'members': [" + String.join(", ", forms) + "]");
      }
      default -> throw new IllegalArgumentException(number);
    };
  }

  private static String words(Definition.Enumeration enumeration) {
    List<String> members = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Member word : enumeration.words()) {
      members.add("{'name': '" + word.name() + "'" + marks(word.features()) + "}");
      values.add("'" + word.name() + "'");
    }
    return "'members': ["
        + String.join(", ", members)
        + "], 'values': ["
        + String.join(", ", values)
        + "]";
  }

  private String members(List<Member> members) {
    List<String> all = new ArrayList<>();
    for (Member member : members) {
      String absent = member.optional() ? ", 'default': null" : "";
      all.add(
          "{'name': '"
              + member.name()
              + "', 'type': '"
              + type(member.type())
              + "'"
              + absent
              + marks(member.features())
              + "}");
    }
    return "'members': [" + String.join(", ", all) + "]";
  }

  private String union(Definition.Union union) {
    List<Member> base = new ArrayList<>(List.of(union.discriminator()));
    base.addAll(union.base());
    String members = members(base);
    String tag = union.discriminator().type().name();
    List<String> variants = new ArrayList<>();
    for (Member word : ((Definition.Enumeration) schema.type(tag)).words()) {
      String struct = union.variants().get(word.name());
      String type =
          struct == null ? object("nothing", List.of()) : type(new TypeRef(struct, false));
      variants.add("{'case': '" + word.name() + "', 'type': '" + type + "'}");
    }
    return members
        + ", 'tag': '"
        + union.discriminator().name()
        + "', 'variants': ["
        + String.join(", ", variants)
        + "]";
  }
}

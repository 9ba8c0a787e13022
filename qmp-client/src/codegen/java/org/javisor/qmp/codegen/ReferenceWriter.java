package org.javisor.qmp.codegen;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Writes the reference manual, in Markdown. */
final class ReferenceWriter {
  private final Schema schema;
  private final StringBuilder out = new StringBuilder();

  ReferenceWriter(Schema schema) {
    this.schema = schema;
  }

  String write() {
    out.append("# Monitor protocol: commands, events, types\n\n");
    out.append("Generated from `qmp-client/src/main/qapi`; change the schema, not this.\n");
    out.append("An asterisk marks members that may be absent.\n");
    out.append("\n## Commands\n");
    for (String name : names(schema.commands())) {
      for (Definition.Command command : schema.commands()) {
        if (command.head().name().equals(name)) {
          command(command);
        }
      }
    }
    out.append("\n## Events\n");
    for (String name : names(schema.events())) {
      for (Definition.Event event : schema.events()) {
        if (event.head().name().equals(name)) {
          head(event);
          members(event, event.members());
        }
      }
    }
    out.append("\n## Types\n");
    for (String name : names(schema.types())) {
      type(schema.type(name));
    }
    return out.toString();
  }

  private static Set<String> names(List<? extends Definition> definitions) {
    Set<String> names = new TreeSet<>();
    definitions.forEach(definition -> names.add(definition.head().name()));
    return names;
  }

  private void head(Definition definition) {
    Definition.Head head = definition.head();
    out.append("\n### ").append(head.name()).append("\n\n");
    out.append(head.documentation().text()).append('\n');
    for (String feature : head.features()) {
      item("feature `" + feature + "`", head.said(feature));
    }
  }

  private void item(String what, String said) {
    out.append("\n- ").append(what).append(said.isEmpty() ? "" : ": " + said).append('\n');
  }

  private void members(Definition definition, List<Member> members) {
    for (Member member : members) {
      String mark = member.optional() ? "*" : "";
      item(
          "`" + member.name() + "`" + mark + " (" + shown(member.type()) + ")",
          definition.head().said(member.name()));
    }
  }

  private static String shown(TypeRef type) {
    return (type.list() ? "list of " : "") + type.name();
  }

  private void command(Definition.Command command) {
    head(command);
    members(command, command.arguments().members());
    if (command.arguments().type().isPresent()) {
      item("the members of " + command.arguments().type().get(), "");
    }
    Map<String, String> sections = command.head().documentation().sections();
    if (command.returns().isPresent()) {
      item("returns " + shown(command.returns().get()), sections.get("Returns"));
    }
  }

  private void type(Definition definition) {
    head(definition);
    switch (definition) {
      case Definition.Enumeration words -> {
        for (Member word : words.words()) {
          item("`" + word.name() + "`", words.head().said(word.name()));
        }
      }
      case Definition.Struct struct -> members(struct, schema.members(struct.head().name()));
      case Definition.Union union -> {
        members(union, List.of(union.discriminator()));
        members(union, union.base());
        union
            .variants()
            .forEach(
                (word, struct) -> item("with `" + word + "`, also the members of " + struct, ""));
      }
      case Definition.Alternate alternate ->
          alternate.types().forEach((name, type) -> item(shown(type), alternate.head().said(name)));
      default -> throw new IllegalArgumentException(definition.head().name() + " is no type");
    }
  }
}

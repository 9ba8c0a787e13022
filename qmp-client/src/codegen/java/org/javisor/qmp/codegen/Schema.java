package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** All definitions of all files; every name in them resolves. */
final class Schema {
  /** Types that need no definition, and their JSON form as introspection calls it. */
  static final Map<String, String> BUILT_IN = builtIn();

  private final Map<String, Definition> types = new LinkedHashMap<>();
  private final Map<String, Definition.Command> commands = new LinkedHashMap<>();
  private final Map<String, Definition.Event> events = new LinkedHashMap<>();

  private static Map<String, String> builtIn() {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "str", "string", "int", "int", "bool", "boolean", "number", "number", "null",
                "null", "any", "value"));
    for (String name : Names.UNSIGNED.keySet()) {
      all.put(name, "int");
    }
    return Map.copyOf(all);
  }

  static Schema of(List<Stanza> stanzas) throws SchemaException {
    Schema schema = new Schema();
    for (Stanza stanza : stanzas) {
      schema.add(Builder.build(stanza));
    }
    schema.check();
    return schema;
  }

  List<Definition> types() {
    return List.copyOf(types.values());
  }

  List<Definition.Command> commands() {
    return List.copyOf(commands.values());
  }

  List<Definition.Event> events() {
    return List.copyOf(events.values());
  }

  Definition type(String name) {
    return types.get(name);
  }

  /** Files that have commands. */
  Set<String> handledModules() {
    Set<String> modules = new TreeSet<>();
    commands.values().forEach(command -> modules.add(command.head().module()));
    return modules;
  }

  /** A struct's members, those of its base first. */
  List<Member> members(String struct) {
    Definition.Struct definition = (Definition.Struct) types.get(struct);
    List<Member> members = new ArrayList<>();
    definition.base().ifPresent(base -> members.addAll(members(base)));
    members.addAll(definition.members());
    return members;
  }

  private void add(Definition definition) throws SchemaException {
    String name = definition.head().name();
    Definition older =
        switch (definition) {
          case Definition.Command command -> commands.putIfAbsent(name, command);
          case Definition.Event event -> events.putIfAbsent(name, event);
          default -> types.putIfAbsent(name, definition);
        };
    if (older != null || BUILT_IN.containsKey(name)) {
      String first = older == null ? "" : ", first at " + older.head().place();
      throw new SchemaException(
          definition.head().place(), "'" + name + "' is defined twice" + first);
    }
  }

  private void check() throws SchemaException {
    List<Definition> all = new ArrayList<>(types.values());
    all.addAll(commands.values());
    all.addAll(events.values());
    for (Definition definition : all) {
      check(definition);
    }
  }

  private void check(Definition definition) throws SchemaException {
    switch (definition) {
      case Definition.Enumeration e -> {}
      case Definition.Struct s -> {
        if (s.base().isPresent()) {
          requireStruct(definition, s.base().get());
        }
        requireTypes(definition, s.members());
      }
      case Definition.Union u -> checkUnion(u);
      case Definition.Alternate a -> {
        for (TypeRef type : a.types().values()) {
          requireType(definition, type);
        }
      }
      case Definition.Command c -> {
        requireTypes(definition, c.arguments().members());
        if (c.arguments().type().isPresent()) {
          requireType(definition, new TypeRef(c.arguments().type().get(), false));
        }
        if (c.returns().isPresent()) {
          requireType(definition, c.returns().get());
        }
      }
      case Definition.Event e -> requireTypes(definition, e.members());
    }
  }

  private void checkUnion(Definition.Union union) throws SchemaException {
    requireTypes(union, union.base());
    String tag = union.discriminator().type().name();
    if (!(types.get(tag) instanceof Definition.Enumeration words)) {
      throw wrong(union, "discriminator type '" + tag + "' is not an enumeration");
    }
    for (Map.Entry<String, String> variant : union.variants().entrySet()) {
      if (words.words().stream().noneMatch(word -> word.name().equals(variant.getKey()))) {
        throw wrong(union, "'" + tag + "' has no '" + variant.getKey() + "'");
      }
      requireStruct(union, variant.getValue());
    }
  }

  private void requireTypes(Definition user, List<Member> members) throws SchemaException {
    for (Member member : members) {
      requireType(user, member.type());
    }
  }

  private void requireType(Definition user, TypeRef type) throws SchemaException {
    if (!BUILT_IN.containsKey(type.name()) && !types.containsKey(type.name())) {
      throw wrong(user, "unknown type '" + type.name() + "'");
    }
  }

  private void requireStruct(Definition user, String name) throws SchemaException {
    requireType(user, new TypeRef(name, false));
    if (!(types.get(name) instanceof Definition.Struct)) {
      throw wrong(user, "'" + name + "' is not a struct");
    }
  }

  private static SchemaException wrong(Definition user, String problem) {
    return new SchemaException(user.head().place(), problem + " in '" + user.head().name() + "'");
  }
}

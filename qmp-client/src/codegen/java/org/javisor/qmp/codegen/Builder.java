package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.qmp.codegen.Definition.Arguments;
import org.javisor.qmp.codegen.Definition.CommandFlags;
import org.javisor.qmp.codegen.Definition.Head;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Makes a definition of a stanza, and checks what can be checked without the other stanzas. */
final class Builder {
  private static final List<String> KINDS =
      List.of("enum", "struct", "union", "alternate", "command", "event");

  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "enum", Set.of("data", "features"),
          "struct", Set.of("data", "base", "features"),
          "union", Set.of("base", "discriminator", "data", "features"),
          "alternate", Set.of("data", "features"),
          "command",
              Set.of("data", "returns", "boxed", "gen", "allow-oob", "allow-preconfig", "features"),
          "event", Set.of("data", "features"));

  private final Stanza stanza;

  private Builder(Stanza stanza) {
    this.stanza = stanza;
  }

  static Definition build(Stanza stanza) throws SchemaException {
    return new Builder(stanza).build();
  }

  private Definition build() throws SchemaException {
    String kind = stanza.members().keySet().stream().findFirst().orElse("");
    if (!KINDS.contains(kind)) {
      throw wrong("expected one of " + KINDS + " first");
    }
    String name = word(kind);
    for (String key : stanza.members().keySet()) {
      if (!key.equals(kind) && !KEYS.get(kind).contains(key)) {
        throw wrong("'" + name + "' has unknown key '" + key + "'");
      }
    }
    String file = stanza.place().file();
    Head head =
        new Head(
            name,
            file.substring(0, file.indexOf('.')),
            stanza.place(),
            documentation(name),
            features(stanza.members()));
    Definition definition = ofKind(kind, head);
    checkDocumentation(head, documented(definition));
    return definition;
  }

  private Definition ofKind(String kind, Head head) throws SchemaException {
    return switch (kind) {
      case "enum" -> new Definition.Enumeration(head, words());
      case "struct" -> new Definition.Struct(head, optionalWord("base"), members("data"));
      case "union" -> union(head);
      case "alternate" -> new Definition.Alternate(head, alternateTypes());
      case "command" -> command(head);
      default -> new Definition.Event(head, members("data"));
    };
  }

  private Definition union(Head head) throws SchemaException {
    List<Member> base = members("base");
    String discriminator = word("discriminator");
    if (base.isEmpty() || !base.get(0).name().equals(discriminator) || base.get(0).optional()) {
      throw wrong("the discriminator of '" + head.name() + "' must be the first base member");
    }
    Map<String, String> variants = new LinkedHashMap<>();
    for (Map.Entry<String, TypeRef> entry : alternateTypes().entrySet()) {
      variants.put(entry.getKey(), entry.getValue().name());
    }
    return new Definition.Union(head, base.subList(1, base.size()), base.get(0), variants);
  }

  private Definition command(Head head) throws SchemaException {
    Object data = stanza.members().get("data");
    Arguments arguments =
        data instanceof String type
            ? new Arguments(List.of(), Optional.of(type))
            : new Arguments(members("data"), Optional.empty());
    Object returns = stanza.members().get("returns");
    Optional<TypeRef> result = returns == null ? Optional.empty() : Optional.of(type(returns));
    if (result.isPresent() && !head.documentation().sections().containsKey("Returns")) {
      throw new SchemaException(
          head.documentation().place(), "'" + head.name() + "' does not say what it returns");
    }
    CommandFlags flags =
        new CommandFlags(
            flag("gen", true), flag("allow-oob", false), flag("allow-preconfig", false));
    return new Definition.Command(head, arguments, result, flags);
  }

  private List<Member> words() throws SchemaException {
    List<Member> words = new ArrayList<>();
    if (!(stanza.members().get("data") instanceof List<?> list)) {
      throw wrong("an enumeration needs a list of words");
    }
    for (Object element : list) {
      if (element instanceof String word) {
        words.add(new Member(word, new TypeRef("str", false), false, List.of()));
      } else if (element instanceof Map<?, ?> map && map.get("name") instanceof String word) {
        words.add(new Member(word, new TypeRef("str", false), false, features(map)));
      } else {
        throw wrong("an enumeration needs a list of words");
      }
    }
    return distinct(words);
  }

  private Map<String, TypeRef> alternateTypes() throws SchemaException {
    Map<String, TypeRef> types = new LinkedHashMap<>();
    for (Member member : members("data")) {
      types.put(member.name(), member.type());
    }
    return types;
  }

  private List<Member> members(String key) throws SchemaException {
    Object data = stanza.members().get(key);
    if (data == null) {
      return List.of();
    }
    if (!(data instanceof Map<?, ?> map)) {
      throw wrong("'" + key + "' must be an object");
    }
    List<Member> members = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = entry.getKey().toString();
      boolean optional = name.startsWith("*");
      Object type = entry.getValue();
      List<String> features = List.of();
      if (type instanceof Map<?, ?> detailed) {
        features = features(detailed);
        type = detailed.get("type");
      }
      members.add(new Member(optional ? name.substring(1) : name, type(type), optional, features));
    }
    return distinct(members);
  }

  private List<Member> distinct(List<Member> members) throws SchemaException {
    Set<String> seen = new HashSet<>();
    for (Member member : members) {
      if (!seen.add(member.name())) {
        throw wrong("'" + member.name() + "' defined twice");
      }
    }
    return members;
  }

  private TypeRef type(Object value) throws SchemaException {
    if (value instanceof String name) {
      return new TypeRef(name, false);
    }
    if (value instanceof List<?> list && list.size() == 1 && list.get(0) instanceof String name) {
      return new TypeRef(name, true);
    }
    throw wrong("expected a type name or a list of one type name");
  }

  private List<String> features(Map<?, ?> members) throws SchemaException {
    List<String> features = new ArrayList<>();
    if (members.get("features") instanceof List<?> list) {
      for (Object feature : list) {
        if (!(feature instanceof String name)) {
          throw wrong("a feature is a word");
        }
        features.add(name);
      }
    }
    return features;
  }

  private String word(String key) throws SchemaException {
    if (stanza.members().get(key) instanceof String word) {
      return word;
    }
    throw wrong("'" + key + "' must be a word");
  }

  private Optional<String> optionalWord(String key) throws SchemaException {
    return stanza.members().containsKey(key) ? Optional.of(word(key)) : Optional.empty();
  }

  private boolean flag(String key, boolean absent) throws SchemaException {
    Object value = stanza.members().getOrDefault(key, absent);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong("'" + key + "' must be true or false");
  }

  private Documentation documentation(String name) throws SchemaException {
    if (stanza.documentation().isEmpty()) {
      throw wrong("'" + name + "' has no documentation");
    }
    Documentation documentation = stanza.documentation().get();
    if (!documentation.subject().equals(name)) {
      throw new SchemaException(
          documentation.place(),
          "documentation of '" + documentation.subject() + "' before '" + name + "'");
    }
    if (documentation.text().isEmpty()) {
      throw new SchemaException(documentation.place(), "'" + name + "' has no documentation");
    }
    return documentation;
  }

  private static List<Member> documented(Definition definition) {
    return switch (definition) {
      case Definition.Enumeration e -> e.words();
      case Definition.Struct s -> s.members();
      case Definition.Union u -> {
        List<Member> all = new ArrayList<>(List.of(u.discriminator()));
        all.addAll(u.base());
        yield all;
      }
      case Definition.Alternate a -> {
        List<Member> all = new ArrayList<>();
        a.types().forEach((name, type) -> all.add(new Member(name, type, false, List.of())));
        yield all;
      }
      case Definition.Command c -> c.arguments().members();
      case Definition.Event e -> e.members();
    };
  }

  private static void checkDocumentation(Head head, List<Member> members) throws SchemaException {
    Set<String> expected = new HashSet<>(head.features());
    for (Member member : members) {
      expected.add(member.name());
      expected.addAll(member.features());
    }
    Documentation documentation = head.documentation();
    for (String name : expected) {
      if (head.said(name).isEmpty()) {
        throw new SchemaException(
            documentation.place(), "'" + name + "' of '" + head.name() + "' is not documented");
      }
    }
    for (String name : documentation.members().keySet()) {
      if (!expected.contains(name)) {
        throw new SchemaException(
            documentation.place(),
            "documentation of '" + name + "', which '" + head.name() + "' does not have");
      }
    }
  }

  private SchemaException wrong(String problem) {
    return new SchemaException(stanza.place(), problem);
  }
}

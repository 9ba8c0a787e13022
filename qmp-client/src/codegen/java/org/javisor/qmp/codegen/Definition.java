package org.javisor.qmp.codegen;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a schema file defines. */
sealed interface Definition {
  Head head();

  /**
   * What all definitions have.
   *
   * @param module the file, without its ending
   */
  record Head(
      String name, String module, Place place, Documentation documentation, List<String> features) {
    String said(String member) {
      return documentation.members().getOrDefault(member, "");
    }
  }

  /** A type by name, or a list of it. */
  record TypeRef(String name, boolean list) {}

  /** A member of an object, or a word of an enumeration (then the type is {@code str}). */
  record Member(String name, TypeRef type, boolean optional, List<String> features) {}

  /** One word of several. */
  record Enumeration(Head head, List<Member> words) implements Definition {}

  /** Members. */
  record Struct(Head head, Optional<String> base, List<Member> members) implements Definition {}

  /** Members, more of them depending on the first, the discriminator. */
  record Union(Head head, List<Member> base, Member discriminator, Map<String, String> variants)
      implements Definition {}

  /** One of several types, by JSON form. */
  record Alternate(Head head, Map<String, TypeRef> types) implements Definition {}

  /** Arguments are members of its own, or those of a type. */
  record Command(Head head, Arguments arguments, Optional<TypeRef> returns, CommandFlags flags)
      implements Definition {}

  /** Data are members of its own. */
  record Event(Head head, List<Member> members) implements Definition {}

  /** Own members, or a type that has them (then {@code members} is empty). */
  record Arguments(List<Member> members, Optional<String> type) {}

  /**
   * How a command is called.
   *
   * @param typed whether arguments and result are records only; otherwise members that the schema
   *     does not list are accepted, and the result is plain JSON
   * @param outOfBand whether it may overtake others
   * @param beforeMachine whether it works before the machine is built
   */
  record CommandFlags(boolean typed, boolean outOfBand, boolean beforeMachine) {}
}

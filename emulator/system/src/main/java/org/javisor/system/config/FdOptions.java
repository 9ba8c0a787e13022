package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The descriptors that the command line puts into sets. One use. */
final class FdOptions {
  private static final int LAST_STANDARD = 2;

  private final List<EmulatorConfig.SetMember> members = new ArrayList<>();

  /** Takes one {@code -add-fd}. */
  void add(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    Optional<Long> fd = number(values, "fd");
    Optional<Long> set = number(values, "set");
    Optional<String> opaque = values.take("opaque");
    values.end();
    if (fd.isEmpty() || fd.get() < 0) {
      throw new ConfigException("fd option is required and must be non-negative");
    }
    if (fd.get() <= LAST_STANDARD) {
      throw new ConfigException("fd cannot be a standard I/O stream");
    }
    members.add(new EmulatorConfig.SetMember(fd.get(), set.orElse(-1L), opaque, source));
  }

  List<EmulatorConfig.SetMember> members() {
    return List.copyOf(members);
  }

  private static Optional<Long> number(KeyValues values, String key) throws ConfigException {
    Optional<String> text = values.take(key);
    try {
      return text.map(Long::decode);
    } catch (NumberFormatException e) {
      throw new ConfigException("Parameter '" + key + "' expects a number", e);
    }
  }
}

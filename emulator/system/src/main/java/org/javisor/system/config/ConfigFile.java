package org.javisor.system.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of options: {@code [group]} or {@code [group "id"]}, then lines {@code key = "value"};
 * comments begin with {@code #}.
 */
final class ConfigFile {
  /** What a file may hold at most. */
  private static final long MAX_BYTES = 1 << 20;

  /** An option as the command line would have it. */
  record Entry(Option option, String argument) {}

  private final List<Entry> entries = new ArrayList<>();
  private String group = "";
  private final StringBuilder argument = new StringBuilder();

  private ConfigFile() {}

  /** The options in {@code path}. */
  static List<Entry> read(String path) throws ConfigException {
    Path file = Paths.parse(path);
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException("'" + path + "' is longer than " + MAX_BYTES + " bytes");
      }
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new ConfigException("Could not open '" + path + "': No such file or directory", e);
    } catch (IOException e) {
      throw new ConfigException("Could not open '" + path + "': " + e.getMessage(), e);
    }
    return parse(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  static List<Entry> parse(String text) throws ConfigException {
    ConfigFile file = new ConfigFile();
    for (String line : text.lines().toList()) {
      file.line(line.strip());
    }
    file.endGroup();
    return file.entries;
  }

  private void line(String line) throws ConfigException {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith("[")) {
      endGroup();
      header(line);
      return;
    }
    if (group.isEmpty()) {
      throw new ConfigException("no group defined");
    }
    int space = 0;
    while (space < line.length() && !Character.isWhitespace(line.charAt(space))) {
      space++;
    }
    String rest = line.substring(space).strip();
    String value = "";
    if (rest.startsWith("=")) {
      int open = rest.indexOf('"');
      int end = open < 0 ? -1 : rest.indexOf('"', open + 1);
      if (end < 0 || !rest.substring(1, open).isBlank()) {
        throw new ConfigException("parse error");
      }
      value = rest.substring(open + 1, end);
    }
    add(line.substring(0, space), value);
  }

  private void header(String line) throws ConfigException {
    int end = line.indexOf(']');
    if (end < 0) {
      throw new ConfigException("parse error");
    }
    String inside = line.substring(1, end);
    int quote = inside.indexOf('"');
    group = (quote < 0 ? inside : inside.substring(0, quote)).strip();
    if (quote >= 0) {
      int close = inside.indexOf('"', quote + 1);
      if (close < 0) {
        throw new ConfigException("parse error");
      }
      add("id", inside.substring(quote + 1, close));
    }
  }

  private void add(String key, String value) {
    argument.append(argument.isEmpty() ? "" : ",");
    argument.append(key).append('=').append(value.replace(",", ",,"));
  }

  private void endGroup() throws ConfigException {
    if (!group.isEmpty()) {
      entries.add(new Entry(option(group), argument.toString()));
      argument.setLength(0);
    }
  }

  private static Option option(String group) throws ConfigException {
    return switch (group) {
      case "action" -> Option.ACTION;
      case "add-fd" -> Option.ADD_FD;
      case "chardev" -> Option.CHARDEV;
      case "device" -> Option.DEVICE;
      case "drive" -> Option.DRIVE;
      case "global" -> Option.GLOBAL;
      case "machine" -> Option.MACHINE;
      case "memory" -> Option.MEMORY;
      case "mon" -> Option.MON;
      case "msg" -> Option.MSG;
      case "name" -> Option.NAME;
      case "object" -> Option.OBJECT;
      case "overcommit" -> Option.OVERCOMMIT;
      case "rtc" -> Option.RTC;
      case "sandbox" -> Option.SANDBOX;
      case "smp-opts" -> Option.SMP;
      default -> throw new ConfigException("There is no option group '" + group + "'");
    };
  }
}

package org.javisor.cli.command;

import java.nio.file.Path;
import org.javisor.supervisor.api.DiskRequest;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code FILE} or {@code FILE,readonly}. */
final class DiskOption implements ITypeConverter<DiskRequest> {
  private static final String READ_ONLY = ",readonly";

  @Override
  public DiskRequest convert(String text) {
    boolean readOnly = text.endsWith(READ_ONLY);
    String path = readOnly ? text.substring(0, text.length() - READ_ONLY.length()) : text;
    return new DiskRequest(Path.of(path).toAbsolutePath().normalize().toString(), readOnly);
  }
}

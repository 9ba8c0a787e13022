package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/**
 * This machine's apt with a state of its own: nothing is installed, nothing of the machine's
 * changes.
 */
final class PackageClient {
  private static final String ARCHITECTURE = "riscv64";

  private final Path state;
  private final PackageSource source;

  /** A client that keeps its state in {@code state}, which it makes. */
  PackageClient(Path state, PackageSource source) {
    this.state = state;
    this.source = source;
  }

  /** Fetches {@code packages} and all that they depend on; gives the files, sorted by name. */
  List<Path> fetch(String suite, List<String> packages) throws IOException, InterruptedException {
    Path archives = state.resolve("cache/archives");
    for (String folder : List.of("etc", "lists/partial", "cache/archives/partial")) {
      Files.createDirectories(state.resolve(folder));
    }
    Files.writeString(state.resolve("status"), "");
    Files.writeString(state.resolve("etc/debian.sources"), source.stanza(suite, ARCHITECTURE));
    apt(command("update"));
    List<String> install =
        command("install", "--yes", "--download-only", "--no-install-recommends");
    install.addAll(packages);
    apt(install);
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(archives, "*.deb")) {
      entries.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  /** What apt cannot get is not there for this machine. */
  private void apt(List<String> command) throws IOException, InterruptedException {
    try {
      HostTools.run(state, command);
    } catch (VmException e) {
      throw new VmException(ErrorCode.HOST_LIMIT, e.getMessage(), e);
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("apt-get", "-q=2"));
    for (String option :
        List.of(
            "Dir::Etc::SourceList=/dev/null",
            "Dir::Etc::SourceParts=" + state.resolve("etc"),
            "Dir::Etc::Preferences=/dev/null",
            "Dir::Etc::PreferencesParts=/dev/null",
            "Dir::State=" + state,
            "Dir::State::Lists=" + state.resolve("lists"),
            "Dir::State::Status=" + state.resolve("status"),
            "Dir::Cache=" + state.resolve("cache"),
            "Dir::Cache::archives=" + state.resolve("cache/archives"),
            "APT::Sandbox::User=" + System.getProperty("user.name"),
            "APT::Architecture=" + ARCHITECTURE,
            "APT::Architectures::=" + ARCHITECTURE,
            "Acquire::Languages=none",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
            "APT::Update::Error-Mode=any",
            "Acquire::Retries=3",
            "Acquire::http::Timeout=60")) {
      command.add("-o");
      command.add(option);
    }
    command.addAll(List.of(arguments));
    return command;
  }
}

package org.javisor.qmp.codegen;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The program: {@code Generate SCHEMA-FOLDER OUTPUT-FOLDER} for the Java files, {@code Generate
 * SCHEMA-FOLDER FILE.md} for the reference manual.
 */
final class Generate {
  private Generate() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: Generate SCHEMA-FOLDER OUTPUT-FOLDER|REFERENCE.md");
      System.exit(2);
    }
    try {
      if (args[1].endsWith(".md")) {
        Files.writeString(Path.of(args[1]), reference(Path.of(args[0])));
      } else {
        generate(Path.of(args[0]), Path.of(args[1]));
      }
    } catch (SchemaException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Writes the Java files of all schema files of a folder. */
  static void generate(Path schemaFolder, Path outputFolder) throws IOException, SchemaException {
    Schema schema = read(schemaFolder);
    Path folder = outputFolder.resolve("org/javisor/qmp/api");
    Files.createDirectories(folder);
    for (JavaFile file : files(schema)) {
      file.writeTo(folder);
    }
  }

  /** The reference manual of all schema files of a folder. */
  static String reference(Path schemaFolder) throws IOException, SchemaException {
    return new ReferenceWriter(read(schemaFolder)).write();
  }

  private static Schema read(Path schemaFolder) throws IOException, SchemaException {
    List<Stanza> stanzas = new ArrayList<>();
    for (Path file : schemaFiles(schemaFolder)) {
      stanzas.addAll(
          new SchemaReader(file.getFileName().toString(), Files.readString(file)).read());
    }
    return Schema.of(stanzas);
  }

  private static List<JavaFile> files(Schema schema) {
    List<JavaFile> files = new ArrayList<>();
    TypeWriter types = new TypeWriter(schema);
    CallWriter calls = new CallWriter(schema);
    schema.types().forEach(type -> files.add(types.write(type)));
    schema.commands().forEach(command -> files.add(calls.command(command)));
    schema.events().forEach(event -> files.add(calls.event(event)));
    schema.handledModules().forEach(module -> files.add(calls.handler(module)));
    files.add(calls.handlers());
    files.add(calls.router());
    files.add(calls.events());
    files.add(new IntrospectionWriter(schema).write());
    return files;
  }

  private static Iterable<Path> schemaFiles(Path folder) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
      found.forEach(files::add);
    }
    return files;
  }
}

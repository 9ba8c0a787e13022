package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.ObjectType;
import org.javisor.qmp.wire.JsonValue;

/** The types of objects that clients make, with the properties that the schema gives them. */
public final class HostObjectType {
  private static final JsonValue TRUE = new JsonValue.Bool(true);
  private static final JsonValue FALSE = new JsonValue.Bool(false);

  private HostObjectType() {}

  static QomType of(ObjectType type) {
    return switch (type) {
      case AUTHZ_LIST ->
          row(
              type,
              "authz",
              List.of(
                  Property.of("policy", "QAuthZListPolicy", Property.Kind.TEXT).or("deny"),
                  Property.of("rules", "QAuthZListRule", Property.Kind.STRUCTURE)));
      case AUTHZ_SIMPLE ->
          row(type, "authz", List.of(Property.of("identity", "string", Property.Kind.TEXT)));
      case IOTHREAD ->
          row(
              type,
              "event-loop-base",
              List.of(
                  Property.of("poll-max-ns", "int", Property.Kind.SIGNED).or(EventLoops.POLL_MAX),
                  Property.of("poll-grow", "int", Property.Kind.SIGNED).or(0),
                  Property.of("poll-shrink", "int", Property.Kind.SIGNED).or(0)));
      case MEMORY_BACKEND_FILE ->
          row(
              type,
              "memory-backend",
              List.of(Property.of("mem-path", "string", Property.Kind.TEXT)));
      case MEMORY_BACKEND_MEMFD -> row(type, "memory-backend", nameless());
      case MEMORY_BACKEND_RAM -> row(type, "memory-backend", List.of());
      case RNG_BUILTIN -> row(type, "rng-backend", List.of());
      case RNG_RANDOM ->
          row(
              type,
              "rng-backend",
              List.of(Property.of("filename", "string", Property.Kind.TEXT).or("/dev/urandom")));
      case SECRET -> row(type, "secret_common", secret());
      case TLS_CREDS_ANON -> row(type, "tls-creds", List.of());
      case TLS_CREDS_PSK ->
          row(type, "tls-creds", List.of(Property.of("username", "string", Property.Kind.TEXT)));
      case TLS_CREDS_X509 ->
          row(
              type,
              "tls-creds",
              List.of(
                  Property.of("passwordid", "string", Property.Kind.TEXT),
                  Property.of("sanity-check", "bool", Property.Kind.FLAG).or(TRUE)));
    };
  }

  /** What can be said about an object of that type. */
  public static List<Property> properties(ObjectType type) {
    List<Property> all = new ArrayList<>(of(type).own());
    switch (type) {
      case IOTHREAD -> all.addAll(eventLoop());
      case MEMORY_BACKEND_FILE, MEMORY_BACKEND_MEMFD, MEMORY_BACKEND_RAM -> all.addAll(memory());
      case TLS_CREDS_ANON, TLS_CREDS_PSK, TLS_CREDS_X509 -> all.addAll(encryption());
      case AUTHZ_LIST, AUTHZ_SIMPLE, RNG_BUILTIN, RNG_RANDOM, SECRET -> {
        // Their kinds have nothing in common.
      }
    }
    return all;
  }

  private static QomType row(ObjectType type, String parent, List<Property> own) {
    return new QomType(type.wireName(), Optional.of(parent), false, own);
  }

  /** What all guest memory has. */
  static List<Property> memory() {
    return List.of(
        Property.of("size", "int", Property.Kind.SIZE).described("In bytes"),
        Property.plainFlag("dump", "Whether it is part of a core dump").or(TRUE),
        Property.of("host-nodes", "int", Property.Kind.STRUCTURE)
            .described("The host's nodes that it is from")
            .or(new JsonValue.Array(List.of())),
        Property.plainFlag("merge", "Whether the host may share equal pages").or(TRUE),
        Property.of("policy", "HostMemPolicy", Property.Kind.TEXT)
            .described("How the host's nodes are chosen")
            .or("default"),
        Property.plainFlag("prealloc", "Whether all of it is taken at once").or(FALSE),
        Property.of("prealloc-threads", "int", Property.Kind.UNSIGNED)
            .described("How many threads take it")
            .or(1),
        Property.plainFlag("reserve", "Whether the host keeps swap space for it").or(TRUE),
        Property.plainFlag("share", "Whether other processes can see it").or(FALSE));
  }

  private static List<Property> nameless() {
    return List.of(
        Property.plainFlag("hugetlb", "Whether it is made of huge pages").or(FALSE),
        Property.of("hugetlbsize", "int", Property.Kind.SIZE)
            .described("Bytes of a huge page")
            .or(0),
        Property.plainFlag("seal", "Whether its size can never be changed").or(TRUE));
  }

  /** What all that waits for events has. */
  static List<Property> eventLoop() {
    return List.of(
        Property.of("thread-pool-min", "int", Property.Kind.SIGNED).or(0),
        Property.of("aio-max-batch", "int", Property.Kind.SIGNED).or(0),
        Property.of("thread-pool-max", "int", Property.Kind.SIGNED).or(EventLoops.THREAD_POOL_MAX));
  }

  /** What all credentials have. */
  static List<Property> encryption() {
    return List.of(
        Property.of("dir", "string", Property.Kind.TEXT),
        Property.of("endpoint", "QCryptoTLSCredsEndpoint", Property.Kind.TEXT).or("client"),
        Property.of("priority", "string", Property.Kind.TEXT),
        Property.of("verify-peer", "bool", Property.Kind.FLAG).or(TRUE));
  }

  private static List<Property> secret() {
    return List.of(
        Property.of("data", "string", Property.Kind.TEXT),
        Property.of("file", "string", Property.Kind.TEXT),
        Property.of("format", "QCryptoSecretFormat", Property.Kind.TEXT).or("raw"),
        Property.of("keyid", "string", Property.Kind.TEXT),
        Property.of("iv", "string", Property.Kind.TEXT));
  }
}

/**
 * What the daemon offers its clients: the records of requests and replies, the service interface,
 * the error codes and the framing on the wire.
 *
 * <p>May use: jackson-core's streaming reader and writer. Must not use: anything else of the
 * supervisor, native calls, databinding (the command line starts with these classes only).
 *
 * <p>Wire: one JSON object, UTF-8, ended by a NUL byte, in each direction. A request is {@code
 * {"method": …, "parameters": {…}}}, an answer is {@code {"parameters": {…}}} or {@code {"error":
 * …, "parameters": {…}}}. A request with {@code "upgrade": true} turns the connection into a plain
 * byte stream after its answer. All names live under {@code org.javisor.v1}; members are only added
 * within a version.
 *
 * <p>Threading: records are immutable; a {@code MessageChannel} belongs to one reader and one
 * writer.
 *
 * <p>To add a call: a constant in {@code Method}, a method in {@code JavisorService}, and the cases
 * in the daemon's dispatcher and in the client that the compiler then asks for.
 */
package org.javisor.supervisor.api;

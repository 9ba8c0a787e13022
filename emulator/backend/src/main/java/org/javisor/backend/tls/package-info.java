/**
 * TLS for the sockets that peers and managers use: credentials from files, and connections that are
 * encrypted and decrypted in memory.
 *
 * <p>X.509 credentials use the platform's own TLS. It knows neither pre-shared keys nor anonymous
 * ends; those use Bouncy Castle's. Nothing here is loaded unless an emulator is given credentials.
 *
 * <p>Threading: credentials are immutable; a session is used by one thread at a time. May use:
 * host. To add a kind of credentials: an implementation of {@link
 * org.javisor.backend.tls.TlsCredentials}, and a row in the table of objects in {@code system}.
 */
package org.javisor.backend.tls;

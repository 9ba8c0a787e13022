/**
 * Benches that a stranger can run: {@code mvn -q verify -Pbench} prints one table. Never part of
 * the gate.
 */
package org.javisor.bench;

package org.javisor.backend.block.qcow2;

import java.time.Instant;

/**
 * A disk as it was, inside an image.
 *
 * <p>Spec: [QCOW2] Snapshots.
 *
 * @param id what it is called for short, usually a number
 * @param when it was taken
 * @param clockNanos how long the machine had run
 * @param instructions how many instructions it had executed, -1 if that was not counted
 * @param stateSize bytes of machine state that are after the disk
 * @param diskSize the disk's bytes; 0 if the image does not say
 * @param l1 where its L1 table is
 * @param l1Entries how long that is
 */
public record Snapshot(
    String id,
    String name,
    Instant when,
    long clockNanos,
    long instructions,
    long stateSize,
    long diskSize,
    long l1,
    int l1Entries) {
  Header.Place place() {
    return new Header.Place(l1, l1Entries);
  }
}

package org.javisor.device.virtio.transport;

/**
 * How PCI names device types.
 *
 * <p>Spec: [VIRTIO] 1.2, 4.1.2 (device IDs of transitional devices); [PCI] 3.0, appendix D (class
 * codes).
 */
final class VirtioIds {
  private VirtioIds() {}

  /** The transitional PCI device ID of a device type, 0 when it has none. */
  static int transitional(int deviceId) {
    return switch (deviceId) {
      case 1 -> 0x1000;
      case 2 -> 0x1001;
      case 3 -> 0x1003;
      case 4 -> 0x1005;
      case 5 -> 0x1002;
      case 8 -> 0x1004;
      case 9 -> 0x1009;
      default -> 0;
    };
  }

  /** Class, subclass and interface. */
  static int classCode(int deviceId) {
    return switch (deviceId) {
      case 1 -> 0x020000; // Ethernet
      case 2, 8 -> 0x010000; // SCSI storage
      case 3, 19 -> 0x078000; // other communication
      case 16 -> 0x038000; // other display
      case 18 -> 0x098000; // other input
      case 26 -> 0x018000; // other storage
      default -> 0x00FF00;
    };
  }
}

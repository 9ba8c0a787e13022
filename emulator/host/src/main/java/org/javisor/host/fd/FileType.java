package org.javisor.host.fd;

/** What kind of thing a descriptor refers to. */
public enum FileType {
  REGULAR,
  DIRECTORY,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  FIFO,
  SOCKET,
  SYMBOLIC_LINK,
  /** An event counter, a process handle and the like. */
  ANONYMOUS;

  static FileType ofMode(int mode) {
    return switch (mode & 0xF000) {
      case 0x8000 -> REGULAR;
      case 0x4000 -> DIRECTORY;
      case 0x2000 -> CHARACTER_DEVICE;
      case 0x6000 -> BLOCK_DEVICE;
      case 0x1000 -> FIFO;
      case 0xC000 -> SOCKET;
      case 0xA000 -> SYMBOLIC_LINK;
      default -> ANONYMOUS;
    };
  }
}

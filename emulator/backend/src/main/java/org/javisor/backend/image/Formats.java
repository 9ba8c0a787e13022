package org.javisor.backend.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.javisor.backend.block.BlockNode;

/** Tells what format an image has by how it begins. */
public final class Formats {
  public static final String RAW = "raw";
  public static final String QCOW2 = "qcow2";

  /** Those that can be read and made. */
  public static final List<String> KNOWN = List.of(QCOW2, RAW);

  private static final int LOOKED_AT = 512;

  /** How images of others begin: they must not pass for raw ones. */
  @SuppressWarnings("ImmutableEnumChecker") // the array never leaves
  private enum Beginning {
    COW("vmdk", 0, "COWD"),
    LUKS("luks", 0, "LUKS\u00ba\u00be"),
    QCOW1("qcow", 0, "QFI\u00fb\0\0\0\1"),
    QCOW2(Formats.QCOW2, 0, "QFI\u00fb"),
    QED("qed", 0, "QED\0"),
    VDI("vdi", 64, "\u007f\u0010\u00da\u00be"),
    VHD("vpc", 0, "conectix"),
    VHDX("vhdx", 0, "vhdxfile"),
    VMDK("vmdk", 0, "KDMV");

    private final String format;
    private final int offset;
    private final byte[] magic;

    Beginning(String format, int offset, String magic) {
      this.format = format;
      this.offset = offset;
      this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private Formats() {}

  /** The format of what {@code file} has; raw if it looks like none. */
  public static String probe(BlockNode file) throws IOException {
    byte[] bytes = file.readBytes(0, LOOKED_AT);
    for (Beginning each : Beginning.values()) {
      int end = each.offset + each.magic.length;
      if (java.util.Arrays.equals(bytes, each.offset, end, each.magic, 0, each.magic.length)) {
        return each.format;
      }
    }
    return RAW;
  }
}

package org.javisor.device.storage;

import java.io.IOException;
import org.javisor.backend.job.ErrorAction;
import org.javisor.backend.job.ErrorPolicy;

/**
 * What is done about errors of a disk, and who hears of them.
 *
 * <p>Spec: none, QEMU's {@code rerror} and {@code werror}.
 */
public record DiskErrors(ErrorPolicy read, ErrorPolicy write, Listener listener) {
  /** Hears of errors; called with the machine lock held. */
  public interface Listener {
    /**
     * A request has failed.
     *
     * @param action what is done about it; {@link ErrorAction#STOP} wants the guest to be stopped,
     *     and tries again when it goes on
     */
    void failed(boolean reading, ErrorAction action, IOException why);
  }

  /** What is done about an error. */
  ErrorAction action(boolean reading, IOException why) {
    return (reading ? read : write).action(why);
  }
}

package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.job.DirtyBitmap;
import org.javisor.backend.block.job.DirtyBitmaps;
import org.javisor.qmp.api.DirtyBitmapMergeOptions;
import org.javisor.qmp.api.DirtyBitmapName;
import org.javisor.qmp.api.DirtyBitmapOptions;
import org.javisor.qmp.api.DirtyBitmapSource;
import org.javisor.system.monitor.BlockChanges.Step;

/** Changes of bitmaps of what has changed, alone or with others. */
final class BitmapChanges {
  private final DirtyBitmaps bitmaps;

  BitmapChanges(DirtyBitmaps bitmaps) {
    this.bitmaps = bitmaps;
  }

  Step add(DirtyBitmapOptions options) {
    return (change, made) -> {
      if (options.persistent().orElse(false)) {
        throw new IOException("Persistent bitmaps are not supported: leave out 'persistent'");
      }
      boolean recording = !options.disabled().orElse(false);
      DirtyBitmaps.Wanted wanted =
          new DirtyBitmaps.Wanted(options.name(), options.granularity(), recording);
      made.undo(bitmaps.add(change, options.node(), wanted));
    };
  }

  Step remove(DirtyBitmapName named) {
    return (change, made) -> made.undo(bitmaps.remove(change, named.node(), named.name()));
  }

  Step clear(DirtyBitmapName named) {
    return (_, made) -> made.undo(bitmaps.clear(named.node(), named.name()));
  }

  Step setRecording(DirtyBitmapName named, boolean wanted) {
    return (_, made) -> made.undo(bitmaps.setRecording(named.node(), named.name(), wanted));
  }

  Step merge(DirtyBitmapMergeOptions options) {
    return (_, made) -> {
      DirtyBitmap target = bitmaps.find(options.node(), options.target());
      List<DirtyBitmap> others = new ArrayList<>();
      for (DirtyBitmapSource each : options.bitmaps()) {
        others.add(
            switch (each) {
              case DirtyBitmapSource.Local local -> bitmaps.find(options.node(), local.value());
              case DirtyBitmapSource.External other ->
                  bitmaps.find(other.value().node(), other.value().name());
            });
      }
      made.undo(bitmaps.merge(target, others));
    };
  }
}

package org.platter.ui.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platter.base.Refusal;
import org.platter.session.BlockDevices;
import org.platter.session.LoopDevices;
import org.platter.session.image.ImageOptions;

/** The devices of this computer as the window needs them: the session's, or made up in tests. */
public interface Devices {

    /** As {@link BlockDevices#list}. */
    List<BlockDevices.Device> list(boolean all) throws IOException;

    /** As {@link LoopDevices#list}. */
    List<LoopDevices.Loop> loops() throws IOException;

    /** As {@link LoopDevices#attach}. */
    Path attach(Path image, ImageOptions options, LoopDevices.Wish wish) throws IOException, Refusal;

    /** As {@link LoopDevices#detach}. */
    List<Path> detach(Path deviceOrImage) throws IOException, Refusal;

    /** Those of the computer that this runs on. */
    static Devices ofThisComputer() {
        return new Devices() {
            @Override
            public List<BlockDevices.Device> list(boolean all) throws IOException {
                return BlockDevices.list(all);
            }

            @Override
            public List<LoopDevices.Loop> loops() throws IOException {
                return LoopDevices.list();
            }

            @Override
            public Path attach(Path image, ImageOptions options, LoopDevices.Wish wish)
                    throws IOException, Refusal {
                return LoopDevices.attach(image, options, wish);
            }

            @Override
            public List<Path> detach(Path deviceOrImage) throws IOException, Refusal {
                return LoopDevices.detach(deviceOrImage);
            }
        };
    }
}

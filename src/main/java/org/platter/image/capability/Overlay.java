package org.platter.image.capability;

import java.io.IOException;
import java.util.Optional;

/** An image that can be based on another one, which shows through where this one has no clusters. */
public interface Overlay extends ClusterMap {

    /**
     * Writes down another backing file, or none, without a look at it; durable when it returns. What the open
     * image reads does not change.
     *
     * @param fileName as it is to be found from the folder of the image
     * @param format QEMU's name of its format
     */
    void setBacking(Optional<String> fileName, Optional<String> format) throws IOException;
}

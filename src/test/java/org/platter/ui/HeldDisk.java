package org.platter.ui;

import java.util.List;
import org.platter.base.RangeSet;
import org.platter.layout.Choices;
import org.platter.session.OpenDisk;
import org.platter.session.VolumeGroup;

/** A disk without an image, which is held and nothing else. */
public abstract class HeldDisk extends OpenDisk {

    @Override
    public boolean isHeld() {
        return true;
    }

    @Override
    public void hold() {}

    @Override
    public List<VolumeGroup> volumeGroups() {
        return List.of();
    }

    @Override
    public void allowOverwriting(RangeSet ranges) {}

    @Override
    public Choices choices() {
        return Choices.NONE;
    }

    @Override
    public void choose(Choices choices) {}
}

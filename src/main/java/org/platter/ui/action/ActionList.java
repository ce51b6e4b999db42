package org.platter.ui.action;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.platter.session.Usage;

/** All actions of the window, each by its name and in the order of the list of keys. */
public final class ActionList {

    private static final List<WindowAction> ALL = new ArrayList<>();

    public static final OnWindow OPEN = listed(new OpenImages());
    public static final OnWindow OPEN_ADDRESS = listed(new OpenAddress());
    public static final OnWindow OPEN_DEVICE = listed(new OpenDevice());
    public static final OnWindow LOOP_DEVICES = listed(new AttachLoops());
    public static final OnWindow NEW_IMAGE = listed(new NewImageFile());
    public static final OnDisk CLOSE = listed(new CloseDisk());
    public static final OnDisk SAVE_PLAN = listed(new SavePlan());
    public static final OnDisk LOAD_PLAN = listed(new LoadPlan());
    public static final OnWindow QUIT = listed(new Quit());

    public static final OnDisk UNDO = listed(new Undo());
    public static final OnDisk REDO = listed(new Redo());
    public static final OnDisk CLEAR = listed(new ClearPlan());
    public static final OnDisk REHEARSE = listed(new Rehearse());
    public static final OnDisk APPLY = listed(new Apply());

    public static final OnDisk RELOAD = listed(new Reload());
    public static final OnDisk DISK_INFORMATION = listed(new DiskInformation());
    public static final OnDisk NEW_TABLE = listed(new NewTable());
    public static final OnDisk RESIZE_DISK = listed(new ResizeDisk());
    public static final OnDisk REPAIR_TABLE = listed(new MendTable());
    public static final OnDisk CONVERT_TABLE = listed(new ChangeTableType());
    public static final OnDisk SORT_NUMBERS = listed(new NumberInOrder());
    public static final OnDisk SAVE_TABLE = listed(new SaveTable());
    public static final OnDisk RESTORE_TABLE = listed(new LoadTable());
    public static final OnDisk RESUME = listed(new Resume());

    public static final OnDisk IMAGE_INFORMATION = listed(new ImageInformation());
    public static final OnWindow CONVERT = listed(new ConvertImage());
    public static final OnDisk COMPACT = listed(new CompactImage());
    public static final OnWindow CLONE_DEVICE = listed(new CloneDevice());
    public static final OnWindow COMPARE = listed(new CompareImages());
    public static final OnDisk CHECK_IMAGE = listed(new CheckImage());
    public static final OnDisk COMMIT_IMAGE = listed(new CommitImage());
    public static final OnDisk REBASE = listed(new RebaseImage());
    public static final OnDisk SNAPSHOTS = listed(new ShowSnapshots());
    public static final OnDisk GO_BACK = listed(new GoBack());
    public static final OnDisk BITMAPS = listed(new ShowBitmaps());

    public static final OnDisk NEW_PARTITION = listed(new NewPartition());
    public static final OnDisk DELETE = listed(new DeletePartition());
    public static final OnDisk RESIZE_MOVE = listed(new ResizeMove());
    public static final OnDisk COPY = listed(new CopyPartition());
    public static final OnDisk PASTE = listed(new PasteCopy());
    public static final OnDisk FORMAT = listed(new FormatPartition());
    public static final OnDisk CHECK = listed(
            new CheckPartition("check", "Shortcut+K", "mdi2s-stethoscope", true));
    public static final OnDisk LOOK = listed(
            new CheckPartition("look", "Shortcut+H", "mdi2m-magnify", false));
    public static final OnDisk LABEL = listed(new EditLabel());
    public static final OnDisk UUID = listed(new EditUuid());
    public static final OnDisk NAME = listed(new EditName());
    public static final OnDisk FLAGS = listed(new EditFlags());
    public static final OnDisk MOUNT = listed(
            new UsePartition("mount", "Shortcut+Y", "mdi2e-eject-outline", Usage.MOUNT, Usage.SWAP_ON));
    public static final OnDisk UNMOUNT = listed(
            new UsePartition("unmount", "Shortcut+Shift+Y", "mdi2e-eject", Usage.UNMOUNT, Usage.SWAP_OFF));
    public static final OnDisk BROWSE = listed(new BrowseFiles());
    public static final OnDisk INFORMATION = listed(new PartitionInformation());

    public static final OnWindow SUPPORT = listed(new ShowSupport());
    public static final OnWindow KEYS = listed(new ShowKeys());
    public static final OnWindow ABOUT = listed(new ShowAbout());

    private ActionList() {}

    private static <A extends WindowAction> A listed(A action) {
        ALL.add(action);
        return action;
    }

    public static List<WindowAction> all() {
        return Collections.unmodifiableList(ALL);
    }
}

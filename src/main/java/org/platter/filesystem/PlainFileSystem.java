package org.platter.filesystem;

import java.io.IOException;
import java.util.Optional;
import org.platter.base.Refusal;
import org.platter.block.BlockDevice;
import org.platter.layout.Content;
import org.platter.layout.TableType;

/**
 * A file system by its facts: names, limits, the forms of its label and UUID. What a subclass says nothing
 * about needs no work, or cannot be had.
 */
public abstract class PlainFileSystem implements FileSystemType {

    /** The type of a GPT's partitions of what Windows mounts: "basic data". */
    public static final String WINDOWS_DATA = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7";

    private final String blkidName;
    private final String id;
    private final String displayName;
    private final long minimumBytes;
    private final long maximumBytes;
    private final LabelForm labelForm;
    private final UuidForm uuidForm;

    /** @param id blkid's name, which scripts use too */
    protected PlainFileSystem(String id, String displayName, long minimumBytes, long maximumBytes,
            LabelForm labelForm,
            UuidForm uuidForm) {
        this(id, id, displayName, minimumBytes, maximumBytes, labelForm, uuidForm);
    }

    protected PlainFileSystem(String blkidName, String id, String displayName, long minimumBytes,
            long maximumBytes,
            LabelForm labelForm, UuidForm uuidForm) {
        this.blkidName = blkidName;
        this.id = id;
        this.displayName = displayName;
        this.minimumBytes = minimumBytes;
        this.maximumBytes = maximumBytes;
        this.labelForm = labelForm;
        this.uuidForm = uuidForm;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String blkidName() {
        return blkidName;
    }

    @Override
    public final String displayName() {
        return displayName;
    }

    @Override
    public final long minimumBytes() {
        return minimumBytes;
    }

    @Override
    public final long maximumBytes() {
        return maximumBytes;
    }

    @Override
    public final int maximumLabel() {
        return labelForm.limit();
    }

    @Override
    public String checkedLabel(String label) throws Refusal {
        return labelForm.checked(label, displayName);
    }

    @Override
    public final String checkedUuid(String uuid) throws Refusal {
        return uuidForm.checked(uuid, displayName);
    }

    @Override
    public final String randomUuid() {
        return uuidForm.random();
    }

    /** Linux data, unless it is another system's. */
    @Override
    public String typeCode(TableType table) {
        return code(table, "0x83", "0fc63daf-8483-4772-8e79-3d69d8477de4");
    }

    protected static String code(TableType table, String dos, String gpt) {
        return switch (table) {
            case DOS -> dos;
            case GPT -> gpt;
            case NONE -> "";
        };
    }

    @Override
    public Way grow(Content.FileSystem now, long bytes) {
        return keepsSize();
    }

    @Override
    public Way shrink(Content.FileSystem now, long bytes) {
        return keepsSize();
    }

    private Way keepsSize() {
        return Way.never("No program resizes " + displayName + "; format it again in the new size.");
    }

    /** All of it has to be taken as live. */
    @Override
    public Optional<LiveBlocks> liveBlocks(BlockDevice slice) throws IOException {
        return Optional.empty();
    }

    /** Nothing in it depends on where it lies. */
    @Override
    public void moved(BlockDevice slice, long oldStartSector, long newStartSector) throws IOException {}
}

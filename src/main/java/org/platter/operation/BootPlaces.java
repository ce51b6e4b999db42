package org.platter.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.platter.filesystem.Kind;
import org.platter.layout.Layout;
import org.platter.layout.Partition;
import org.platter.layout.TableType;

/** Tells where a machine may find no more what it starts from, since that lies elsewhere. */
final class BootPlaces {

    private final Layout before;
    private final Layout after;
    private final Map<Partition, Partition> heirs;

    /** @param heirs what became of each partition of the layout before */
    BootPlaces(Layout before, Layout after, Map<Partition, Partition> heirs) {
        this.before = before;
        this.after = after;
        this.heirs = heirs;
    }

    List<String> changed() {
        List<String> sentences = new ArrayList<>();
        List<Partition> loaders = moved((old, now) -> Identifiers.isActive(old)
                || List.of("bios-boot", "prep").contains(Identifiers.word(before, old)));
        if (!loaders.isEmpty()) {
            boolean isOne = loaders.size() == 1;
            sentences.add(Wording.capitalized(Identifiers.names(loaders)) + (isOne ? " moves" : " move")
                    + ", and a machine starts from " + Identifiers.it(isOne) + ": a boot loader that finds "
                    + Identifiers.it(isOne) + " by place has to be installed again, by “grub-install” in the "
                    + "guest.");
        }
        heirs.forEach((old, now) -> {
            if (Identifiers.word(before, old).equals("efi") && Identifiers.word(after, now).equals("efi")) {
                bootEntry(old, now, sentences);
            }
        });
        List<Partition> windows = moved((old, now) -> before.table().type() == TableType.DOS
                && after.table().type() == TableType.DOS
                && Kind.NTFS.isOf(old.content()));
        if (!windows.isEmpty()) {
            sentences.add("Windows on a DOS table finds the partition that it starts from by its place, and "
                    + Identifiers.names(windows) + (windows.size() == 1 ? " moves" : " move")
                    + ": run “bcdboot” in its recovery environment.");
        }
        return sentences;
    }

    private List<Partition> moved(BiPredicate<Partition, Partition> isMeant) {
        List<Partition> moved = new ArrayList<>();
        heirs.forEach((old, now) -> {
            if (old.range().start() != now.range().start() && isMeant.test(old, now)) {
                moved.add(old);
            }
        });
        return moved;
    }

    /** UEFI 2.10, 10.3.5.1: a boot entry names all of these. */
    private void bootEntry(Partition old, Partition now, List<String> sentences) {
        List<String> changed = new ArrayList<>();
        if (old.number() != now.number()) {
            changed.add("number");
        }
        if (!Identifiers.partUuid(before, old).equals(Identifiers.partUuid(after, now))) {
            changed.add("PARTUUID");
        }
        if (old.range().start() != now.range().start()) {
            changed.add("start");
        }
        if (old.range().length() != now.range().length()) {
            changed.add("size");
        }
        if (!changed.isEmpty()) {
            sentences.add("A boot entry of UEFI firmware names the EFI system partition, partition "
                    + old.number()
                    + ", by number, PARTUUID, start and size, of which " + Wording.listed(changed)
                    + (changed.size() == 1 ? " changes" : " change")
                    + ": for a new one run “grub-install” or "
                    + "“efibootmgr --create” in the guest.");
        }
    }
}

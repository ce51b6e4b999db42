package org.platter.filesystem.fat;

import java.util.Arrays;

/** What becomes of the numbers of clusters when a FAT file system is resized. */
interface FatRenumbering {

    /** Returns the new number of a cluster; the same where it is no cluster's, or does not change. */
    long renumbered(long cluster);

    /**
     * All clusters fall by {@code shift}, the first ones going to the end; when all are first, they keep
     * theirs.
     */
    record Shift(long shift, long clusters) implements FatRenumbering {

        @Override
        public long renumbered(long cluster) {
            if (cluster < 2 || cluster >= clusters + 2 || shift >= clusters) {
                return cluster;
            }
            return cluster < shift + 2 ? cluster + clusters - shift : cluster - shift;
        }

        int entry(FatTable table, int entry) {
            return table.isNext(entry) ? (int) renumbered(entry) : entry;
        }
    }

    /** Clusters in pairs, {@code from} ascending. */
    final class Relocation implements FatRenumbering {

        private int[] from = new int[64];
        private int[] to = new int[64];
        private int count;

        void add(int source, int target) {
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
            }
            from[count] = source;
            to[count++] = target;
        }

        int count() {
            return count;
        }

        int from(int index) {
            return from[index];
        }

        int to(int index) {
            return to[index];
        }

        /** The number of pairs from {@code index} on that lie in a row, both before and after. */
        int run(int index) {
            int next = index + 1;
            while (next < count && from[next] == from[next - 1] + 1 && to[next] == to[next - 1] + 1) {
                next++;
            }
            return next - index;
        }

        @Override
        public long renumbered(long cluster) {
            boolean isOutside = count == 0 || cluster < from[0] || cluster > from[count - 1];
            int at = isOutside ? -1 : Arrays.binarySearch(from, 0, count, (int) cluster);
            return at < 0 ? cluster : to[at];
        }
    }
}

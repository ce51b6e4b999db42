/*
 * Copies files into the root folder of a Reiser4, and all of them out again, by the library of reiser4progs:
 *
 *     PROGRAM put VOLUME FILE...
 *     PROGRAM get VOLUME           into the current folder
 *
 * A file has at most 16 KiB: of longer ones the library leaves extents that its own checker finds unallocated.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <reiser4/libreiser4.h>

enum { LARGEST = 16 << 10 };

static char bytes[LARGEST];

static int failed(const char *what) {
    fprintf(stderr, "failed: %s\n", what);
    return 1;
}

static int put(reiser4_object_t *root, const char *path) {
    const char *slash = strrchr(path, '/');
    FILE *file = fopen(path, "r");
    size_t count = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    reiser4_object_t *object;
    if (count == 0 || fclose(file) != 0) {
        return failed(path);
    }
    object = reiser4_reg_create(root, slash ? slash + 1 : path);
    if (!object || reiser4_object_write(object, bytes, count) != (int64_t) count) {
        return failed(path);
    }
    reiser4_object_close(object);
    return 0;
}

static int get(reiser4_tree_t *tree, reiser4_object_t *root) {
    entry_hint_t entry;
    while (reiser4_object_readdir(root, &entry) > 0) {
        reiser4_object_t *object;
        FILE *file;
        int64_t count;
        if (strcmp(entry.name, ".") == 0 || strcmp(entry.name, "..") == 0) {
            continue;
        }
        object = reiser4_object_obtain(tree, root, &entry.object);
        count = object ? reiser4_object_read(object, bytes, sizeof bytes) : -1;
        file = fopen(entry.name, "w");
        if (count <= 0 || !file || fwrite(bytes, 1, count, file) != (size_t) count || fclose(file) != 0) {
            return failed(entry.name);
        }
        reiser4_object_close(object);
    }
    return 0;
}

int main(int count, char **words) {
    int isPut = count > 3 && strcmp(words[1], "put") == 0;
    aal_device_t *device;
    reiser4_fs_t *volume;
    reiser4_object_t *root;
    int i;
    if (!isPut && count != 3) {
        return failed("called wrongly");
    }
    if (libreiser4_init() || !(device = aal_device_open(&file_ops, words[2], 512, isPut ? O_RDWR : O_RDONLY))
            || !(volume = reiser4_fs_open(device, 1))
            || !(root = reiser4_semantic_open(volume->tree, "/", NULL, 1))) {
        return failed(words[2]);
    }
    if (!isPut && get(volume->tree, root)) {
        return 1;
    }
    for (i = 3; i < count; i++) {
        if (put(root, words[i])) {
            return 1;
        }
    }
    reiser4_object_close(root);
    if (isPut && reiser4_fs_sync(volume)) {
        return failed(words[2]);
    }
    reiser4_fs_close(volume);
    aal_device_close(device);
    libreiser4_fini();
    return 0;
}

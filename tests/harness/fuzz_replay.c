/* Runs a fuzzer over its corpus, file by file, where there is no libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return 0;
    size_t cap = (size_t)8 << 20;
    uint8_t *data = malloc(cap);
    size_t size = fread(data, 1, cap, f);
    (void)fclose(f);
    /* An exact allocation, so that a read past the end is seen. */
    data = realloc(data, size == 0 ? 1 : size);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int count = 0;
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        (void)fprintf(stderr, "no corpus folder: %s\n", argc > 1 ? argv[1] : "(none)");
        return 1;
    }
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        if (e->d_name[0] == '.')
            continue;
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        count += replay(path);
    }
    (void)closedir(folder);
    (void)printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}

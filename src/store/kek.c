/* KEK file: three lines of text, "efface-kek 1", "generation N", "key HEX". */
#include "store/kek.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/num.h"
#include "text/hex.h"

#define KEK_FILE_MAX_BYTES 256

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

/* The folder's entry must survive a power cut as well as the file's bytes. */
static enum err sync_folder_of(struct ctx *ctx, const char *path)
{
    char *copy = sv_cstr(ctx->arena, sv_from(path));
    CLEANUP(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return fail(ctx, ERR_IO, "cannot sync the keys folder: %s", strerror(errno));
    return ERR_OK;
}

enum err kek_create(struct ctx *ctx, const char *path)
{
    CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(ctx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "cannot make %s: %s", path,
                    strerror(errno));
    CLEANUP(crypto_key_wipe) struct crypto_key key;
    crypto_key_init(&key);
    struct buf b;
    buf_init(&b, ctx->arena, KEK_FILE_MAX_BYTES);
    buf_lit(&b, "efface-kek 1\ngeneration 1\nkey ");
    buf_sv(&b, hex_encode(ctx->arena, sv_make(key.bytes, sizeof key.bytes)));
    buf_char(&b, '\n');
    ssize_t written = write(fd, b.ptr, b.len);
    bool is_whole = written == (ssize_t)b.len && fsync(fd) == 0;
    secret_wipe(secret_make(b.ptr, b.len));
    if (!is_whole)
        return fail(ctx, ERR_IO, "cannot write %s: %s", path, strerror(errno));
    return sync_folder_of(ctx, path);
}

static bool take_line(struct sv *rest, struct sv prefix, struct sv *out)
{
    struct sv line;
    if (!sv_split(rest, '\n', &line) || !sv_starts_with(line, prefix))
        return false;
    *out = sv_from_offset(line, prefix.len);
    return true;
}

static bool parse(struct arena *a, struct sv text, struct kek *out)
{
    struct sv rest = text;
    struct sv version;
    struct sv generation;
    struct sv hex;
    struct sv key;
    if (!take_line(&rest, SV("efface-kek "), &version) || !sv_eq(version, SV("1")))
        return false;
    if (!take_line(&rest, SV("generation "), &generation) || !take_line(&rest, SV("key "), &hex))
        return false;
    if (!sv_to_i64_in(generation, 1, INT32_MAX, &out->generation))
        return false;
    if (hex_decode(a, hex, &key) != ERR_OK || key.len != sizeof out->key.bytes)
        return false;
    memcpy(out->key.bytes, key.ptr, key.len);
    return true;
}

enum err kek_load(struct ctx *ctx, const char *path, struct kek *out)
{
    CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0)
        return fail(ctx, ERR_IO, "cannot read the key-encryption key %s: %s", path,
                    strerror(errno));
    if ((info.st_mode & 077) != 0)
        return fail(ctx, ERR_IO, "%s may be read by others: chmod 600 it", path);
    char text[KEK_FILE_MAX_BYTES];
    ssize_t len = read(fd, text, sizeof text);
    bool is_read = len > 0 && parse(ctx->arena, sv_make(text, (size_t)len), out);
    secret_wipe(secret_make(text, sizeof text));
    return is_read ? ERR_OK : fail(ctx, ERR_CORRUPT, "%s is no key-encryption key", path);
}

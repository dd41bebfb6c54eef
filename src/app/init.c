/* Making an instance: folders, settings file, keys, schema. */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#include "store/keyring.h"

#define FILE_MAX_BYTES ((size_t)64 << 10)

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static void setting_write(struct buf *b, const struct conf *conf, enum conf_key key,
                          const char *name)
{
    if (conf->values[key].source != CONF_SOURCE_DEFAULT)
        buf_printf(b, "%s = \"%" SV_FMT "\"\n", name, SV_ARG(conf->values[key].text));
}

/* Only what was chosen: a default may change for the better with a new version. */
static struct sv file_text(struct arena *a, const struct conf *conf)
{
    struct buf b;
    buf_init(&b, a, FILE_MAX_BYTES);
    buf_lit(&b, "# Settings of this instance; `efface settings` prints all there are.\n");
    setting_write(&b, conf, CONF_PEERS, "peers");
    setting_write(&b, conf, CONF_REGISTRATION, "registration");
    buf_lit(
        &b,
        "\n[server]\n# Every address other servers know is made of this name: it cannot change.\n");
    setting_write(&b, conf, CONF_SERVER_DOMAIN, "domain");
    setting_write(&b, conf, CONF_SERVER_LISTEN, "listen");
    setting_write(&b, conf, CONF_SERVER_NAME, "name");
    if (conf->values[CONF_DATABASE_URL].source != CONF_SOURCE_DEFAULT) {
        buf_lit(&b, "\n[database]\n");
        setting_write(&b, conf, CONF_DATABASE_URL, "url");
    }
    if (conf->values[CONF_KEYS_DIR].source != CONF_SOURCE_DEFAULT) {
        buf_lit(&b, "\n[keys]\n");
        setting_write(&b, conf, CONF_KEYS_DIR, "dir");
    }
    return buf_view(&b);
}

static enum err file_write(struct ctx *ctx, const char *path, struct sv text)
{
    CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(ctx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "cannot make %s: %s", path,
                    strerror(errno));
    if (write(fd, text.ptr, text.len) != (ssize_t)text.len || fsync(fd) != 0)
        return fail(ctx, ERR_IO, "cannot write %s: %s", path, strerror(errno));
    return ERR_OK;
}

enum err app_init(struct ctx *ctx, const struct conf *conf)
{
    const char *folder = sv_cstr(ctx->arena, conf->data_dir);
    const char *file = sv_printf(ctx->arena, "%s/efface.conf", folder).ptr;
    if (access(file, F_OK) == 0)
        return fail(ctx, ERR_CONFLICT, "there is an instance in %s already", folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(ctx, ERR_IO, "cannot make %s: %s", folder, strerror(errno));
    struct sv keys = conf_keys_dir(conf, ctx->arena);
    if (crypto_init() != ERR_OK)
        return fail(ctx, ERR_INTERNAL, "the system gives no randomness");
    TRY(keyring_init(ctx, sv_cstr(ctx->arena, keys)));
    /* The settings file last: without it there is no instance, and init may be tried again. */
    TRY(file_write(ctx, file, file_text(ctx->arena, conf)));
    struct app *app = NULL;
    TRY(app_open(ctx, conf, &app));
    app_close(app);
    ctx->db = NULL;
    ctx->keyring = NULL;
    return ERR_OK;
}

/* Process media.
 *
 * The film is opened into a memory file, which the cage is given; nothing of it lies unsealed on a disk. Words and thumbnail
 * may change while it is encoded, so the row is read again in the commit.
 */
#include "service/process_media.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "cache/cache.h"
#include "db/db.h"
#include "media/film.h"
#include "service/engine.h"
#include "service/make_media.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/media_file.h"

#define PIECE_BYTES 65536
#define ATTEMPTS_MAX 6

struct process {
    struct media media; /* as read, then with what was made */
    struct crypto_key key;
    struct media finished; /* as committed */
    struct cache *cache;
};

static void fd_done(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static enum err source_copy(struct ctx *ctx, struct media_file *file, int fd)
{
    char piece[PIECE_BYTES];
    int64_t size = store_media_file_size(file);
    for (int64_t at = 0; at < size;) {
        ssize_t n = store_media_file_read(file, at, piece, sizeof piece);
        if (n <= 0)
            return fail(ctx, ERR_CORRUPT, "upload of a film cannot be read");
        if (!write_all(fd, piece, (size_t)n))
            return fail(ctx, ERR_IO, "memory file of a film");
        at += n;
    }
    return ERR_OK;
}

/* The upload in a memory file. */
static enum err source_open(struct ctx *ctx, const struct process *p, int *out)
{
    struct media_file *file = NULL;
    TRY(store_media_file_open(ctx, ctx->engine->data_dir, p->media.file, MEDIA_VERSION_SOURCE,
                              &p->key, &file));
    int fd = memfd_create("efface-film", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    enum err err = fd < 0 ? fail(ctx, ERR_IO, "no memory file") : source_copy(ctx, file, fd);
    store_media_file_close(file);
    if (err == ERR_OK)
        *out = fd;
    else
        fd_done(&fd);
    return err;
}

static enum err original_store(struct ctx *ctx, struct process *p, enum film_kind kind, int fd,
                               const struct film_facts *facts)
{
    struct stat st;
    struct media *m = &p->media;
    if (fstat(fd, &st) != 0)
        return fail(ctx, ERR_IO, "stat of a film");
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return fail(ctx, ERR_IO, "map of a film");
    enum err err =
        store_media_file_write(ctx, ctx->engine->data_dir, m->file, MEDIA_VERSION_ORIGINAL, &p->key,
                               sv_make(map, (size_t)st.st_size));
    (void)munmap(map, (size_t)st.st_size);
    m->versions[MEDIA_VERSION_ORIGINAL] = (struct media_file_meta){
        .mime = media_film_mime(kind),
        .width = facts->has_video ? facts->width : 0,
        .height = facts->has_video ? facts->height : 0,
        .size_bytes = st.st_size,
    };
    service_take_film_facts(ctx, facts, m);
    return err;
}

/* Sound without a picture of its own has none; a film has its first. */
static enum err picture_store(struct ctx *ctx, struct process *p, bool is_cover, int fd)
{
    CLEANUP(fd_done) int picture = -1;
    struct media *m = &p->media;
    if (m->versions[MEDIA_VERSION_SMALL].mime.len > 0)
        return ERR_OK;
    enum err err = media_film_picture(ctx->engine->media, is_cover, fd, &picture);
    if (err == ERR_OK)
        err = service_make_thumbnail(ctx, &(struct media_source){ .memory_file = picture }, &p->key,
                                     m);
    /* A cover that cannot be read is no reason to refuse the sound. */
    if (err == ERR_VALIDATION && is_cover) {
        ctx->error = (struct ctx_error){ 0 };
        return ERR_OK;
    }
    return err;
}

static enum film_kind kind_of(const struct media *media)
{
    return media->kind == MEDIA_GIFV    ? FILM_MOVING
           : media->kind == MEDIA_VIDEO ? FILM_VIDEO
                                        : FILM_AUDIO;
}

static enum err versions_make(struct ctx *ctx, struct process *p)
{
    CLEANUP(fd_done) int source = -1;
    CLEANUP(fd_done) int made = -1;
    struct film_facts before;
    struct film_facts facts;
    enum film_kind kind = kind_of(&p->media);
    struct media_pool *pool = ctx->engine->media;
    TRY(source_open(ctx, p, &source));
    TRY(media_film_probe(pool, source, &before));
    enum err err = media_film_encode(pool, kind, source, &made, &facts);
    if (err != ERR_OK)
        return fail(ctx, err, "film could not be encoded");
    TRY(original_store(ctx, p, kind, made, &facts));
    if (kind == FILM_AUDIO)
        return before.has_cover ? picture_store(ctx, p, true, source) : ERR_OK;
    return picture_store(ctx, p, false, made);
}

static void invalidate(void *arg)
{
    const struct process *p = arg;
    cache_invalidate(p->cache, cache_ref_media(p->finished.id));
    cache_invalidate(p->cache, cache_ref_account(p->finished.owner));
    if (!status_id_is_none(p->finished.status))
        cache_invalidate(p->cache, cache_ref_status(p->finished.status));
}

/* What was made, with the words and the thumbnail as they are now. */
static enum err finish_write(struct ctx *ctx, void *arg)
{
    struct process *p = arg;
    struct media_sealed sealed;
    struct media now;
    TRY(store_media_get(ctx, p->media.id, &now));
    if (!sv_eq(now.file, p->media.file))
        return fail(ctx, ERR_CONFLICT, "its files were renewed");
    now.state = p->media.state;
    now.film = p->media.film;
    now.versions[MEDIA_VERSION_ORIGINAL] = p->media.versions[MEDIA_VERSION_ORIGINAL];
    if (now.versions[MEDIA_VERSION_SMALL].mime.len == 0) {
        now.versions[MEDIA_VERSION_SMALL] = p->media.versions[MEDIA_VERSION_SMALL];
        now.blurhash = p->media.blurhash;
    }
    TRY(store_media_seal(ctx, &now, &p->key, &sealed));
    TRY(store_media_finish(ctx, &now, &sealed));
    p->finished = now;
    db_after_commit(ctx, invalidate, p);
    return ERR_OK;
}

/* It will not go better another time. */
static bool is_refusal(enum err err)
{
    return err == ERR_VALIDATION || err == ERR_TOO_LARGE || err == ERR_TIMEOUT ||
           err == ERR_LIMIT || err == ERR_CORRUPT || err == ERR_NOT_FOUND || err == ERR_MEDIA_TYPE;
}

static enum err process(struct ctx *ctx, struct process *p, int64_t attempts)
{
    struct media before = p->media;
    enum err err =
        attempts > ATTEMPTS_MAX ? fail(ctx, ERR_LIMIT, "tried too often") : versions_make(ctx, p);
    db_release(ctx);
    p->media.state = MEDIA_READY;
    if (err != ERR_OK && !is_refusal(err))
        return err;
    if (err != ERR_OK) {
        ctx->error = (struct ctx_error){ 0 };
        p->media = before;
        p->media.state = MEDIA_FAILED;
    }
    return db_write(ctx, finish_write, p);
}

enum err service_process_media(struct ctx *ctx, const struct job *job)
{
    struct process p = { .cache = ctx->engine->cache };
    enum err err = store_media_get(ctx, media_id(job->subject), &p.media);
    if (err == ERR_OK)
        err = keyring_object_key(ctx, p.media.owner, p.media.id.v, &p.key);
    db_release(ctx);
    if (err == ERR_OK && p.media.state == MEDIA_PROCESSING)
        err = process(ctx, &p, job->attempts);
    if (err == ERR_OK)
        err =
            store_media_file_forget(ctx, ctx->engine->data_dir, p.media.file, MEDIA_VERSION_SOURCE);
    crypto_key_wipe(&p.key);
    /* Erased meanwhile: its files went, or the sweep takes them. */
    return err == ERR_NOT_FOUND || err == ERR_KEY_GONE ? ERR_OK : err;
}

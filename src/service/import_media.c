/* Import's pictures. */
#include "service/import_media.h"

#include <time.h>

#include "archive/path.h"
#include "base/heap.h"
#include "base/map.h"
#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/make_media.h"
#include "store/account.h"
#include "store/import.h"
#include "text/utf8.h"

#define WORDS_BYTES_MAX ((size_t)256 << 20)
#define BUSY_TRIES 50
#define BUSY_WAIT_NS 200000000L

/* An attachment that waits for its file. */
struct wanted {
    struct wanted *next; /* of the same file name */
    struct archive_attachment attachment;
    struct status_id status;
    int64_t position;
    struct hash16 hash;
    bool is_done;
};

struct import_media {
    struct account_id owner;
    struct arena arena;
    struct map by_name; /* hash of the file name → first struct wanted */
    struct wanted **all;
    size_t count;
    size_t cap;
    size_t known_count;
    size_t waiting_count;
};

struct import_media *import_media_new(struct account_id owner)
{
    struct import_media *m = heap_new(sizeof *m);
    m->owner = owner;
    arena_init(&m->arena, WORDS_BYTES_MAX);
    return m;
}

void import_media_free(struct import_media *m)
{
    if (m == NULL)
        return;
    map_done(&m->by_name);
    arena_done(&m->arena);
    heap_free(m->all);
    heap_free(m);
}

static uint64_t name_key(struct sv path)
{
    return sv_hash(archive_path_base(path), 0x66696c65);
}

enum err import_media_add(struct import_media *m, struct status_id status, int64_t position,
                          const struct hash16 *hash, const struct archive_attachment *attachment)
{
    struct wanted *w = ARENA_NEW(&m->arena, struct wanted);
    *w = (struct wanted){
        .attachment = *attachment, .status = status, .position = position, .hash = *hash
    };
    w->attachment.path = sv_copy(&m->arena, attachment->path);
    w->attachment.alt = sv_copy(&m->arena, utf8_cut_chars(attachment->alt, MEDIA_ALT_CHARS_MAX));
    if (arena_is_over(&m->arena))
        return ERR_LIMIT;
    if (m->count == m->cap) {
        m->cap = m->cap == 0 ? 64 : m->cap * 2;
        m->all = heap_resize(m->all, m->cap * sizeof(struct wanted *));
    }
    m->all[m->count++] = w;
    m->waiting_count++;
    uint64_t first = 0;
    if (map_find(&m->by_name, name_key(w->attachment.path), &first))
        w->next = (struct wanted *)(uintptr_t)first;
    map_put(&m->by_name, name_key(w->attachment.path), (uint64_t)(uintptr_t)w);
    return ERR_OK;
}

static void strike(struct import_media *m, struct wanted *w)
{
    w->is_done = true;
    m->waiting_count--;
}

static enum err known_strike(struct ctx *ctx, struct import_media *m, size_t from, size_t count)
{
    struct hash16 hashes[STORE_LIST_MAX];
    for (size_t i = 0; i < count; i++)
        hashes[i] = m->all[from + i]->hash;
    struct import_known *known = NULL;
    size_t known_count = 0;
    TRY(store_import_list(ctx, m->owner, hashes, count, &known, &known_count));
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < known_count; j++) {
            if (memcmp(hashes[i].bytes, known[j].hash.bytes, sizeof hashes[i].bytes) != 0)
                continue;
            strike(m, m->all[from + i]);
            m->known_count++;
        }
    }
    return ERR_OK;
}

enum err import_media_resolve(struct ctx *ctx, struct import_media *m)
{
    for (size_t from = 0; from < m->count; from += STORE_LIST_MAX) {
        size_t left = m->count - from;
        enum err err = ERR_OK;
        ARENA_SCOPE (ctx->arena) {
            err = known_strike(ctx, m, from, left < STORE_LIST_MAX ? left : STORE_LIST_MAX);
        }
        db_release(ctx);
        TRY(err);
    }
    return ERR_OK;
}

/* The next waiting attachment of this file, from `w` on. */
static struct wanted *wanted_from(struct wanted *w, struct sv path)
{
    while (w != NULL && (w->is_done || !archive_path_is_tail(w->attachment.path, path)))
        w = w->next;
    return w;
}

static struct wanted *wanted_first(const struct import_media *m, struct sv path)
{
    uint64_t first = 0;
    if (!map_find(&m->by_name, name_key(path), &first))
        return NULL;
    return wanted_from((struct wanted *)(uintptr_t)first, path);
}

bool import_media_wants(const struct import_media *m, struct sv path)
{
    return wanted_first(m, path) != NULL;
}

int64_t import_media_refuse(struct import_media *m, struct sv path)
{
    int64_t count = 0;
    for (struct wanted *w = wanted_first(m, path); w != NULL; w = wanted_from(w, path)) {
        strike(m, w);
        count++;
    }
    return count;
}

struct insert {
    struct media_made made;
    const struct wanted *wanted;
    struct cache *cache;
};

static void invalidate(void *arg)
{
    const struct insert *i = arg;
    cache_invalidate(i->cache, cache_ref_status(i->wanted->status));
    cache_invalidate(i->cache, cache_ref_account(i->made.media.owner));
}

static enum err insert(struct ctx *ctx, void *arg)
{
    struct insert *i = arg;
    TRY(store_account_hold(ctx, i->made.media.owner, NULL));
    TRY(store_status_hold(ctx, i->wanted->status));
    TRY(service_insert_made_media(ctx, &i->made));
    TRY(store_import_media(ctx, i->made.media.owner, i->wanted->status, &i->wanted->hash));
    db_after_commit(ctx, invalidate, i);
    return ERR_OK;
}

/* The cage serves uploads first; an import can wait. */
static enum err make_patiently(struct ctx *ctx, struct account_id owner,
                               const struct media_source *source, struct media_made *out)
{
    enum err err = ERR_BUSY;
    for (int i = 0; i < BUSY_TRIES && err == ERR_BUSY; i++) {
        if (i > 0)
            (void)nanosleep(&(struct timespec){ .tv_nsec = BUSY_WAIT_NS }, NULL);
        err = service_make_media(ctx, owner, media_id(engine_next_id(ctx)), source, out);
    }
    return err;
}

/* Not taken, and the import goes on: no picture we take, or its post was erased meanwhile. */
static bool is_refusal(enum err err)
{
    return err == ERR_VALIDATION || err == ERR_TOO_LARGE || err == ERR_TIMEOUT ||
           err == ERR_LIMIT || err == ERR_NOT_FOUND;
}

static enum err take_one(struct ctx *ctx, struct import_media *m, const struct wanted *w,
                         struct sv bytes)
{
    struct insert i = { .wanted = w, .cache = ctx->engine->cache };
    const struct media_source source = { .purpose = MEDIA_ATTACHMENT,
                                         .bytes = bytes,
                                         .alt = w->attachment.alt,
                                         .has_focus = w->attachment.has_focus,
                                         .focus_x = w->attachment.focus_x,
                                         .focus_y = w->attachment.focus_y };
    TRY(make_patiently(ctx, m->owner, &source, &i.made));
    i.made.media.status = w->status;
    i.made.media.position = w->position;
    enum err err = db_write(ctx, insert, &i);
    if (err != ERR_OK)
        service_discard_media(ctx, &i.made);
    service_wipe_media(&i.made);
    return err;
}

enum err import_media_take(struct ctx *ctx, struct import_media *m, struct sv path, struct sv bytes,
                           struct import_media_counts *counts)
{
    for (struct wanted *w = wanted_first(m, path); w != NULL; w = wanted_from(w, path)) {
        enum err err = ERR_OK;
        ARENA_SCOPE (ctx->arena) {
            err = take_one(ctx, m, w, bytes);
        }
        if (err != ERR_OK && !is_refusal(err))
            return err;
        ctx->error = (struct ctx_error){ 0 };
        counts->taken += err == ERR_OK;
        counts->refused += err != ERR_OK;
        strike(m, w);
    }
    return ERR_OK;
}

size_t import_media_count(const struct import_media *m)
{
    return m->count;
}

size_t import_media_count_known(const struct import_media *m)
{
    return m->known_count;
}

size_t import_media_count_waiting(const struct import_media *m)
{
    return m->waiting_count;
}

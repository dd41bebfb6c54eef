/* Search index. */
#include "store/search_index.h"

#include <pthread.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/heap.h"
#include "db/file.h"
#include "db/migrate.h"
#include "store/search_queries.h"

#define ASKED_BYTES_MAX ((size_t)64 << 10)
#define DELETE_PAGE 500
#define TRUNCATE_TRIES 60
#define TRY_WAIT_US 30000

/* Marks of a shard. */
#define MARK_SOILED SV("soiled") /* something was deleted, and may still lie in the file */
#define MARK_FILLED SV("filled") /* of shard 0: see search_index_is_filled */

struct shard {
    pthread_mutex_t lock;      /* who fills or empties */
    pthread_mutex_t open_lock; /* guards file */
    struct db_file *file;      /* NULL: not opened, or not there */
    int64_t cleaned_ms;        /* guarded by lock; 0: not in this process */
};

struct search_index {
    char *folder;
    struct shard shards[SEARCH_SHARD_COUNT];
};

void search_index_new(const char *folder, struct search_index **out)
{
    struct search_index *index = heap_new(sizeof *index);
    size_t len = strlen(folder);
    index->folder = heap_new(len + 1);
    memcpy(index->folder, folder, len);
    for (size_t i = 0; i < SEARCH_SHARD_COUNT; i++) {
        (void)pthread_mutex_init(&index->shards[i].lock, NULL);
        (void)pthread_mutex_init(&index->shards[i].open_lock, NULL);
    }
    *out = index;
}

void search_index_free(struct search_index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < SEARCH_SHARD_COUNT; i++) {
        db_file_close(index->shards[i].file);
        (void)pthread_mutex_destroy(&index->shards[i].lock);
        (void)pthread_mutex_destroy(&index->shards[i].open_lock);
    }
    heap_free(index->folder);
    heap_free(index);
}

/* Ids count milliseconds above sixteen bits of sequence: both are mixed, so that neither decides alone. */
size_t search_index_shard(struct account_id owner)
{
    uint64_t mixed = (uint64_t)owner.v * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(mixed >> 32) % SEARCH_SHARD_COUNT;
}

void search_index_lock(struct search_index *index, size_t shard)
{
    (void)pthread_mutex_lock(&index->shards[shard].lock);
}

void search_index_unlock(struct search_index *index, size_t shard)
{
    (void)pthread_mutex_unlock(&index->shards[shard].lock);
}

/* `out` is NULL where there is no such file and none is made. */
static enum err shard_open(struct ctx *ctx, struct search_index *index, size_t at, bool makes,
                           struct db_file **out)
{
    struct shard *shard = &index->shards[at];
    enum err err = ERR_OK;
    (void)pthread_mutex_lock(&shard->open_lock);
    const struct db_file_options options = {
        .path = sv_printf(ctx->arena, "%s/search-%02zu.db", index->folder, at).ptr,
        .queries = &search_queries,
        .migrations = &db_search_migrations,
    };
    if (shard->file == NULL && (makes || access(options.path, F_OK) == 0))
        err = db_file_open(ctx, &options, &shard->file);
    *out = shard->file;
    (void)pthread_mutex_unlock(&shard->open_lock);
    return err;
}

/* Commit what went well, undo what did not. */
static enum err end_write(struct ctx *ctx, struct db_file *file, enum err err)
{
    if (err == ERR_OK)
        return db_file_commit(ctx, file);
    db_file_rollback(ctx, file);
    return err;
}

/* Between begin and end. */
static enum err post_delete(struct ctx *ctx, struct status_id id)
{
    struct q_search_has_row row;
    bool is_in = false;
    TRY(q_search_has(ctx, id, &is_in, &row));
    if (!is_in)
        return ERR_OK;
    TRY(q_search_delete(ctx, id, NULL));
    return q_search_set_mark(ctx, MARK_SOILED, 1, NULL);
}

enum err search_index_put(struct ctx *ctx, struct search_index *index, size_t shard,
                          const struct search_post *posts, size_t count)
{
    struct db_file *file = NULL;
    enum err err = ERR_OK;
    if (count == 0)
        return ERR_OK;
    TRY(shard_open(ctx, index, shard, true, &file));
    TRY(db_file_begin(ctx, file, true));
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        err = post_delete(ctx, posts[i].id);
        if (err == ERR_OK)
            err = q_search_insert(ctx, posts[i].id, posts[i].body, posts[i].facet, NULL);
    }
    return end_write(ctx, file, err);
}

enum err search_index_delete(struct ctx *ctx, struct search_index *index, size_t shard,
                             const struct status_id *ids, size_t count)
{
    struct db_file *file = NULL;
    enum err err = ERR_OK;
    TRY(shard_open(ctx, index, shard, false, &file));
    if (file == NULL || count == 0)
        return ERR_OK;
    TRY(db_file_begin(ctx, file, true));
    for (size_t i = 0; i < count && err == ERR_OK; i++)
        err = post_delete(ctx, ids[i]);
    return end_write(ctx, file, err);
}

/* FTS5's own words: columns, phrases in quotes, AND, NOT. Our tokens have no quotes in them. */
static void term_append(struct buf *b, const struct search_term *term)
{
    buf_sv(b, term->is_facet ? SV("facet : \"") : SV("body : \""));
    buf_sv(b, term->words);
    buf_char(b, '"');
}

static enum err asked_make(struct ctx *ctx, const struct search_term *terms, size_t count,
                           struct sv *out)
{
    struct buf b;
    bool is_first = true;
    buf_init(&b, ctx->arena, ASKED_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        assert(sv_find_char(terms[i].words, '"', 0) == SIZE_MAX);
        if (terms[i].is_not)
            continue;
        buf_sv(&b, is_first ? SV("") : SV(" AND "));
        term_append(&b, &terms[i]);
        is_first = false;
    }
    assert(!is_first);
    for (size_t i = 0; i < count; i++) {
        if (!terms[i].is_not)
            continue;
        buf_lit(&b, " NOT ");
        term_append(&b, &terms[i]);
    }
    *out = buf_view(&b);
    return b.is_overflown ? fail(ctx, ERR_LIMIT, "a search too long") : ERR_OK;
}

enum err search_index_find(struct ctx *ctx, struct search_index *index, size_t shard,
                           const struct search_term *terms, size_t term_count, int64_t above,
                           int64_t below, int64_t count, struct status_id **out, size_t *out_count)
{
    struct db_file *file = NULL;
    struct q_search_find_row *rows = NULL;
    struct sv asked;
    *out_count = 0;
    TRY(shard_open(ctx, index, shard, false, &file));
    if (file == NULL)
        return ERR_OK;
    TRY(asked_make(ctx, terms, term_count, &asked));
    TRY(db_file_begin(ctx, file, false));
    enum err err = q_search_find(ctx, asked, above, below, count, &rows, out_count);
    db_file_rollback(ctx, file);
    TRY(err);
    *out = ARENA_ARRAY(ctx->arena, struct status_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].id;
    return ERR_OK;
}

enum err search_index_delete_facet(struct ctx *ctx, struct search_index *index, size_t shard,
                                   struct sv facet)
{
    const struct search_term term = { .words = facet, .is_facet = true };
    size_t count = DELETE_PAGE;
    enum err err = ERR_OK;
    while (count == DELETE_PAGE && err == ERR_OK) {
        ARENA_SCOPE (ctx->arena) {
            struct status_id *ids = NULL;
            err = search_index_find(ctx, index, shard, &term, 1, 0, INT64_MAX, DELETE_PAGE, &ids,
                                    &count);
            if (err == ERR_OK)
                err = search_index_delete(ctx, index, shard, ids, count);
        }
    }
    return err;
}

static enum err mark_get(struct ctx *ctx, struct db_file *file, struct sv name, bool *out)
{
    struct q_search_mark_row row;
    bool is_found = false;
    TRY(db_file_begin(ctx, file, false));
    enum err err = q_search_mark(ctx, name, &is_found, &row);
    db_file_rollback(ctx, file);
    *out = err == ERR_OK && is_found && row.value != 0;
    return err;
}

static enum err mark_set(struct ctx *ctx, struct db_file *file, struct sv name, bool value)
{
    TRY(db_file_begin(ctx, file, true));
    return end_write(ctx, file, q_search_set_mark(ctx, name, value ? 1 : 0, NULL));
}

static enum err shard_optimize(struct ctx *ctx, struct db_file *file)
{
#ifdef EFFACE_MUTANT_OPTIMIZE_OFF
    UNUSED(ctx);
    UNUSED(file);
    return ERR_OK;
#else
    TRY(db_file_begin(ctx, file, true));
    return end_write(ctx, file, q_search_optimize(ctx, NULL));
#endif
}

/* The one connection is ours between begin and end, so only another process can be in the way. */
static enum err shard_truncate(struct ctx *ctx, struct db_file *file)
{
    for (int i = 0; i < TRUNCATE_TRIES; i++) {
        bool is_busy = false;
        TRY(db_file_checkpoint_truncate(ctx, file, &is_busy));
        if (!is_busy)
            return ERR_OK;
        (void)usleep(TRY_WAIT_US);
    }
    return fail(ctx, ERR_BUSY, "a search shard's log is in use and could not be emptied");
}

enum err search_index_clean(struct ctx *ctx, struct search_index *index, size_t shard,
                            bool is_forced, int64_t *out_due_ms)
{
    struct db_file *file = NULL;
    struct shard *s = &index->shards[shard];
    bool is_soiled = false;
    *out_due_ms = 0;
    TRY(shard_open(ctx, index, shard, false, &file));
    if (file == NULL)
        return ERR_OK;
    TRY(mark_get(ctx, file, MARK_SOILED, &is_soiled));
    if (!is_soiled)
        return ERR_OK;
    int64_t now_ms = clock_now_ms();
    int64_t due_ms = s->cleaned_ms + SEARCH_CLEAN_EVERY_MS;
    if (!is_forced && s->cleaned_ms != 0 && s->cleaned_ms <= now_ms && now_ms < due_ms) {
        *out_due_ms = due_ms;
        return ERR_OK;
    }
    TRY(shard_optimize(ctx, file));
    TRY(shard_truncate(ctx, file));
    s->cleaned_ms = now_ms;
    return mark_set(ctx, file, MARK_SOILED, false);
}

enum err search_index_is_filled(struct ctx *ctx, struct search_index *index, bool *out)
{
    struct db_file *file = NULL;
    *out = false;
    TRY(shard_open(ctx, index, 0, false, &file));
    return file == NULL ? ERR_OK : mark_get(ctx, file, MARK_FILLED, out);
}

enum err search_index_set_filled(struct ctx *ctx, struct search_index *index)
{
    struct db_file *file = NULL;
    TRY(shard_open(ctx, index, 0, true, &file));
    return mark_set(ctx, file, MARK_FILLED, true);
}

/* Import an archive. */
#include "service/import_archive.h"

#include <sys/stat.h>

#include "archive/outbox.h"
#include "archive/path.h"
#include "archive/reader.h"
#include "base/buf.h"
#include "base/heap.h"
#include "cache/cache.h"
#include "conf/settings.h"
#include "db/db.h"
#include "feed/feed.h"
#include "service/engine.h"
#include "service/import_media.h"
#include "service/import_plan.h"
#include "service/index_status.h"
#include "service/make_media.h"
#include "service/permit.h"
#include "store/account.h"
#include "store/import.h"
#include "store/keyring.h"
#include "store/status.h"
#include "text/html_sanitize.h"
#include "text/status_text.h"
#include "text/utf8.h"

#define ARENA_BYTES ((size_t)192 << 20)
#define ACTOR_BYTES_MAX ((size_t)1 << 20)
#define SPOILER_BYTES_MAX ((size_t)4096)
#define PIECE_BYTES 16384
#define BATCH_MAX 64
#define CHECK_TOLD_BYTES ((int64_t)64 << 20) /* an archive whose check is worth a bar */
#define CHECK_UNIT_BYTES ((int64_t)1 << 20)
#define BATCH_BYTES_MAX ((size_t)16 << 20)

/* A post ready to be written. */
struct ready {
    struct status status;
    struct status_sealed sealed;
    struct tag_id *tag_ids;
    struct hash16 hash;
};

struct import {
    struct ctx *ctx;
    const struct import_order *order;
    const struct account *owner;
    const struct archive_limits *limits;
    struct import_report *report;
    struct crypto_key key;    /* of the items' hashes */
    struct arena actor_arena; /* what lives through all passes */
    struct sv folder;   /* of actor.json in the archive, with a slash at the end unless empty */
    size_t actor_depth; /* segments of that path; 0 while it was not found */
    size_t actor_count; /* as deep as that one */
    bool has_outbox;
    struct sv actor_text;
    struct mastodon_actor actor;
    struct import_plan *plan;
    struct import_media *media;
    struct ready batch[BATCH_MAX];
    size_t batch_count;
    struct arena_mark batch_mark;
    int64_t done;           /* posts and pictures */
    int64_t media_expected; /* of the posts that may be taken, until they are resolved */
    bool is_media_resolved;
    int64_t checked_units;
};

static enum err may_import(struct ctx *ctx, struct account_id owner)
{
    const struct viewer *v = &ctx->viewer;
    bool is_console = user_id_is_none(v->user) && v->role == USER_ROLE_ADMIN;
    if (is_console)
        return ERR_OK;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    return account_id_eq(v->account, owner)
               ? ERR_OK
               : fail(ctx, ERR_FORBIDDEN, "import into another account");
}

static enum err owner_load(struct ctx *ctx, struct account_id owner, struct account *out)
{
    enum err err = store_account_get(ctx, owner, out);
    db_release(ctx);
    if (err == ERR_KEY_GONE || (err == ERR_OK && (!account_is_local(out) || account_is_gone(out))))
        return fail(ctx, ERR_NOT_FOUND, "no local account to import into");
    return err;
}

static void progress_tell(const struct import *im)
{
    if (im->order->progress == NULL)
        return;
    size_t posts = import_plan_count(im->plan) - import_plan_count_known(im->plan) -
                   import_plan_count_erased(im->plan);
    size_t media = import_media_count(im->media) - import_media_count_known(im->media);
    int64_t left = im->is_media_resolved ? (int64_t)media : im->media_expected;
    im->order->progress(im->order->progress_arg, im->done, (int64_t)posts + left);
}

static enum err archive_size(const struct import *im, int64_t *out)
{
    struct stat st;
    if (fstat(im->order->fd, &st) != 0)
        return fail(im->ctx, ERR_IO, "cannot ask for an archive's size");
    *out = S_ISREG(st.st_mode) ? st.st_size : 0;
    return ERR_OK;
}

/* How far the check is; of a small archive nobody could read it. */
static enum err check_tell(struct import *im, const struct archive_reader *r)
{
    int64_t size = 0;
    int64_t units = archive_reader_packed(r) / CHECK_UNIT_BYTES;
    if (im->order->progress == NULL || units == im->checked_units)
        return ERR_OK;
    im->checked_units = units;
    TRY(archive_size(im, &size));
    if (size >= CHECK_TOLD_BYTES)
        im->order->progress(im->order->progress_arg, units, size / CHECK_UNIT_BYTES);
    return ERR_OK;
}

/* One pass: `step` sees each file and may read it. */
typedef enum err file_fn(struct import *im, struct archive_reader *r,
                         const struct archive_file *file);

static enum err problem_fail(struct import *im, enum archive_problem problem)
{
    im->report->problem = problem;
    return fail(im->ctx, ERR_VALIDATION, "archive problem %d", (int)problem);
}

static enum err files_step(struct import *im, struct archive_reader *r, file_fn *step)
{
    bool has = true;
    while (has) {
        struct archive_file file;
        TRY(archive_reader_next(r, &file, &has));
        if (has)
            TRY(step(im, r, &file));
    }
    return ERR_OK;
}

static enum err files_walk(struct import *im, file_fn *step)
{
    struct archive_reader *r = NULL;
    enum err err = archive_reader_new(im->order->fd, im->limits, &r);
    if (err == ERR_OK)
        err = files_step(im, r, step);
    enum archive_problem problem = archive_reader_problem(r);
    archive_reader_free(r);
    return problem == ARCHIVE_PROBLEM_NONE ? err : problem_fail(im, problem);
}

/* All bytes of a file that may have at most `max`; *out_is_whole false when it has more. As archive_reader_read. */
static enum err file_bytes(struct archive_reader *r, struct buf *out, bool *out_is_whole)
{
    char piece[PIECE_BYTES];
    size_t len = 1;
    while (len > 0 && !out->is_overflown) {
        TRY(archive_reader_read(r, piece, sizeof piece, &len));
        buf_sv(out, sv_make(piece, len));
    }
    *out_is_whole = !out->is_overflown;
    return ERR_OK;
}

/* Without this file there is no import. */
static enum err needed(struct import *im, enum err read)
{
    return read == ERR_CORRUPT ? problem_fail(im, ARCHIVE_PROBLEM_BROKEN) : read;
}

static enum err outbox_run(struct import *im, struct archive_reader *r, outbox_item_fn *fn,
                           int64_t *out_oversized)
{
    struct outbox *o = outbox_new(fn, im);
    char piece[PIECE_BYTES];
    size_t len = 1;
    enum err err = ERR_OK;
    while (len > 0 && err == ERR_OK) {
        err = needed(im, archive_reader_read(r, piece, sizeof piece, &len));
        if (err == ERR_OK)
            err = outbox_feed(o, sv_make(piece, len));
    }
    if (err == ERR_OK)
        err = outbox_end(o);
    *out_oversized += outbox_count_oversized(o);
    outbox_free(o);
    return err;
}

static size_t depth_of(struct sv path)
{
    size_t depth = 1;
    for (size_t i = 0; i < path.len; i++)
        depth += path.ptr[i] == '/';
    return depth;
}

/* The outermost actor.json is the account's. */
static enum err actor_take(struct import *im, struct archive_reader *r,
                           const struct archive_file *file)
{
    struct buf text;
    bool is_whole = false;
    size_t depth = depth_of(file->path);
    if (im->actor_depth != 0 && im->actor_depth <= depth) {
        im->actor_count += im->actor_depth == depth;
        return ERR_OK;
    }
    buf_init(&text, &im->actor_arena, ACTOR_BYTES_MAX);
    TRY(needed(im, file_bytes(r, &text, &is_whole)));
    if (!is_whole)
        return ERR_OK;
    im->actor_depth = depth;
    im->actor_count = 1;
    im->actor_text = buf_view(&text);
    im->folder = sv_copy(&im->actor_arena, sv_sub(file->path, 0, file->path.len - 10));
    return ERR_OK;
}

/* All bytes of all files are gone through before anything is taken: an archive that breaks in its middle leaves nothing. */
static enum err check_step(struct import *im, struct archive_reader *r,
                           const struct archive_file *file)
{
    static const struct sv actor_name = SV_INIT("actor.json");
    if (sv_eq(archive_path_base(file->path), actor_name))
        TRY(actor_take(im, r, file));
    TRY(archive_reader_check(r));
    return check_tell(im, r);
}

static enum err archive_check(struct import *im)
{
    TRY(files_walk(im, check_step));
    if (im->actor_count > 1)
        return problem_fail(im, ARCHIVE_PROBLEM_ACTORS);
    if (im->actor_depth == 0 || !mastodon_actor_parse(&im->actor_arena, im->actor_text, &im->actor))
        return problem_fail(im, ARCHIVE_PROBLEM_MANIFEST);
    return ERR_OK;
}

static struct hash16 hash_of(const struct import *im, struct sv what, struct sv address,
                             int64_t number)
{
    struct sv parts[] = { what, sv_make(&number, sizeof number), address };
    struct sv joined = sv_concat(im->ctx->arena, parts, ARRAY_COUNT(parts));
    return crypto_keyed_hash16(&im->key, joined);
}

static enum err plan_post(struct import *im, const struct archive_post *post)
{
    struct import_post planned = {
        .hash = hash_of(im, SV("mastodon post"), post->id, 0),
        .published_ms = post->published_ms,
    };
    if (post->in_reply_to.len > 0)
        planned.parent = hash_of(im, SV("mastodon post"), post->in_reply_to, 0);
    bool is_new = false;
    TRY(import_plan_add(im->plan, &planned, &is_new));
    im->report->posts_found += is_new;
    if (is_new)
        im->media_expected += post->attachment_count < STATUS_MEDIA_MAX
                                  ? (int64_t)post->attachment_count
                                  : STATUS_MEDIA_MAX;
    im->report->posts_twice += !is_new;
    return ERR_OK;
}

static enum err plan_item(void *arg, struct sv text)
{
    struct import *im = arg;
    enum err err = ERR_OK;
    ARENA_SCOPE (im->ctx->arena) {
        struct archive_post post;
        enum archive_skip skip = mastodon_item_parse(im->ctx->arena, text, &im->actor, &post);
        if (skip == ARCHIVE_SKIP_NONE)
            err = plan_post(im, &post);
        else
            im->report->posts_skipped[skip]++;
    }
    return err;
}

static enum err count_like(void *arg, struct sv text)
{
    UNUSED(text);
    struct import *im = arg;
    im->report->likes++;
    return ERR_OK;
}

static enum err count_bookmark(void *arg, struct sv text)
{
    UNUSED(text);
    struct import *im = arg;
    im->report->bookmarks++;
    return ERR_OK;
}

/* A file of the archive that stands beside actor.json. */
static bool is_beside(const struct import *im, struct sv path, struct sv name)
{
    return path.len == im->folder.len + name.len && sv_starts_with(path, im->folder) &&
           sv_ends_with(path, name);
}

static enum err plan_step(struct import *im, struct archive_reader *r,
                          const struct archive_file *file)
{
    int64_t oversized = 0;
    enum err err = ERR_OK;
    if (is_beside(im, file->path, SV("outbox.json"))) {
        im->has_outbox = true;
        err = outbox_run(im, r, plan_item, &im->report->items_oversized);
        return err == ERR_PARSE ? problem_fail(im, ARCHIVE_PROBLEM_OUTBOX) : err;
    }
    /* What is not imported is only counted; a list that cannot be read counts as far as it went. */
    if (is_beside(im, file->path, SV("likes.json")))
        err = outbox_run(im, r, count_like, &oversized);
    else if (is_beside(im, file->path, SV("bookmarks.json")))
        err = outbox_run(im, r, count_bookmark, &oversized);
    return err == ERR_PARSE ? ERR_OK : err;
}

static enum err posts_plan(struct import *im)
{
    TRY(files_walk(im, plan_step));
    if (!im->has_outbox)
        return problem_fail(im, ARCHIVE_PROBLEM_MANIFEST);
    TRY(import_plan_resolve(im->ctx, im->order->owner, im->plan));
    im->report->posts_known = (int64_t)import_plan_count_known(im->plan);
    im->report->posts_erased = (int64_t)import_plan_count_erased(im->plan);
    return ERR_OK;
}

static uint32_t feed_flags(const struct status *status)
{
    uint32_t flags = FEED_FLAG_LOCAL;
    flags |= status->visibility == VISIBILITY_PUBLIC     ? FEED_FLAG_PUBLIC
             : status->visibility == VISIBILITY_UNLISTED ? FEED_FLAG_UNLISTED
                                                         : FEED_FLAG_FOLLOWERS;
    return flags | (status_id_is_none(status->in_reply_to) ? 0 : (uint32_t)FEED_FLAG_REPLY);
}

/* By their ids they stand in the past of every timeline that shows their author. */
static void batch_show(void *arg)
{
    const struct import *im = arg;
    const struct engine *engine = im->ctx->engine;
    struct feed_post posts[BATCH_MAX];
    for (size_t i = 0; i < im->batch_count; i++) {
        const struct status *status = &im->batch[i].status;
        posts[i] = (struct feed_post){ .id = status->id,
                                       .author = status->account,
                                       .flags = feed_flags(status) };
        if (!status_id_is_none(status->in_reply_to)) {
            cache_invalidate(engine->cache, cache_ref_status(status->in_reply_to));
            cache_invalidate(engine->cache, cache_ref_status(status->thread));
        }
    }
    if (engine->feed != NULL)
        feed_insert_posts(engine->feed, posts, im->batch_count);
    cache_invalidate(engine->cache, cache_ref_account(im->order->owner));
    cache_invalidate(engine->cache, cache_ref_public());
}

static enum err batch_insert(struct ctx *ctx, void *arg)
{
    struct import *im = arg;
    TRY(store_account_hold(ctx, im->order->owner, NULL));
    for (size_t i = 0; i < im->batch_count; i++) {
        const struct ready *r = &im->batch[i];
        TRY(store_import_status(ctx, &r->status, &r->sealed, r->tag_ids, &r->hash));
        TRY(service_index_later(ctx, im->owner, &r->status));
    }
    db_after_commit(ctx, batch_show, im);
    return ERR_OK;
}

static void batch_forget(struct import *im)
{
    for (size_t i = 0; i < im->batch_count; i++)
        store_status_sealed_wipe(&im->batch[i].sealed);
    im->batch_count = 0;
    arena_rewind(im->ctx->arena, im->batch_mark);
}

static enum err batch_write(struct import *im)
{
    bool is_empty = im->batch_count == 0;
    enum err err = is_empty ? ERR_OK : db_write(im->ctx, batch_insert, im);
    if (err == ERR_OK && !is_empty) {
        im->report->posts_taken += (int64_t)im->batch_count;
        im->done += (int64_t)im->batch_count;
        progress_tell(im);
    }
    batch_forget(im);
    return err;
}

/* A status here that it replies to, from whomever it came. */
static enum err foreign_parent_find(struct import *im, struct sv uri, struct status *status)
{
    struct status parent;
    bool is_found = false;
    enum err err = store_status_find_uri(im->ctx, uri, &is_found, &parent);
    /* A batch may take longer to make than a read may last. */
    db_release(im->ctx);
    TRY(err);
    if (!is_found || parent.id.v >= status->id.v || parent.visibility > VISIBILITY_UNLISTED)
        return ERR_OK;
    status->in_reply_to = parent.id;
    status->in_reply_to_account = parent.account;
    status->thread = parent.thread;
    return ERR_OK;
}

static bool has_tag(const struct sv *tags, size_t count, struct sv tag)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(tags[i], tag))
            return true;
    return false;
}

static void tags_make(struct import *im, const struct archive_post *post, struct ready *r)
{
    struct arena *a = im->ctx->arena;
    struct sv *tags = ARENA_ARRAY(a, struct sv, post->tag_count);
    r->tag_ids = ARENA_ARRAY(a, struct tag_id, post->tag_count);
    for (size_t i = 0; i < post->tag_count; i++) {
        if (!status_text_is_tag(post->tags[i]))
            continue;
        struct sv tag = status_text_normalize_tag(a, post->tags[i]);
        if (tag.len == 0 || has_tag(tags, r->status.tag_count, tag))
            continue;
        r->tag_ids[r->status.tag_count] = tag_id(engine_next_id(im->ctx));
        tags[r->status.tag_count++] = tag;
    }
    r->status.tags = tags;
}

static enum err status_make(struct import *im, const struct archive_post *post,
                            const struct import_post *planned, struct ready *r)
{
    *r = (struct ready){ .hash = planned->hash };
    r->status = (struct status){
        .id = planned->id,
        .account = im->order->owner,
        .visibility = post->visibility,
        .thread = planned->thread,
        .in_reply_to = planned->in_reply_to,
        .language = post->language,
        .is_sensitive = post->is_sensitive || post->summary.len > 0,
        .is_local = true,
        .is_imported = true,
        .content = html_sanitize(im->ctx->arena, post->content),
        .spoiler = utf8_cut_bytes(post->summary, SPOILER_BYTES_MAX),
        .created_ms = id_time_ms(planned->id.v),
    };
    if (!status_id_is_none(planned->in_reply_to))
        r->status.in_reply_to_account = im->order->owner;
    else if (post->in_reply_to.len > 0)
        TRY(foreign_parent_find(im, post->in_reply_to, &r->status));
    tags_make(im, post, r);
    return store_status_seal(im->ctx, &r->status, &r->sealed);
}

static enum err attachments_note(struct import *im, const struct archive_post *post,
                                 struct status_id status)
{
    for (size_t i = 0; i < post->attachment_count; i++) {
        im->report->media_found++;
        if (i >= STATUS_MEDIA_MAX) {
            im->report->media_extra++;
            continue;
        }
        struct hash16 hash = hash_of(im, SV("mastodon media"), post->id, (int64_t)i);
        TRY(import_media_add(im->media, status, (int64_t)i, &hash, &post->attachments[i]));
    }
    return ERR_OK;
}

static enum err post_make(struct import *im, const struct archive_post *post)
{
    struct hash16 hash = hash_of(im, SV("mastodon post"), post->id, 0);
    const struct import_post *planned = import_plan_find(im->plan, &hash);
    /* Changed while it was read: what was not there before waits for the next run. A second copy is done already. */
    if (planned == NULL || !import_plan_begin(im->plan, planned))
        return ERR_OK;
    if (planned->is_erased)
        return ERR_OK;
    TRY(attachments_note(im, post, planned->id));
    if (planned->is_known)
        return ERR_OK;
    TRY(status_make(im, post, planned, &im->batch[im->batch_count]));
    im->batch_count++;
    return ERR_OK;
}

static enum err write_item(void *arg, struct sv text)
{
    struct import *im = arg;
    struct arena *a = im->ctx->arena;
    if (im->batch_count == 0)
        im->batch_mark = arena_mark(a);
    struct archive_post post;
    /* Copied, since it is read again when the batch is written. */
    if (mastodon_item_parse(a, sv_copy(a, text), &im->actor, &post) == ARCHIVE_SKIP_NONE)
        TRY(post_make(im, &post));
    bool is_full =
        im->batch_count == BATCH_MAX || a->used_bytes - im->batch_mark.used_bytes > BATCH_BYTES_MAX;
    if (im->batch_count == 0)
        arena_rewind(a, im->batch_mark);
    return is_full ? batch_write(im) : ERR_OK;
}

static enum err write_step(struct import *im, struct archive_reader *r,
                           const struct archive_file *file)
{
    int64_t oversized = 0;
    if (!is_beside(im, file->path, SV("outbox.json")))
        return ERR_OK;
    TRY(outbox_run(im, r, write_item, &oversized));
    return batch_write(im);
}

static enum err posts_write(struct import *im)
{
    im->batch_mark = arena_mark(im->ctx->arena);
    enum err err = files_walk(im, write_step);
    batch_forget(im);
    return err;
}

static enum err media_step(struct import *im, struct archive_reader *r,
                           const struct archive_file *file)
{
    if (!import_media_wants(im->media, file->path))
        return ERR_OK;
    CLEANUP(arena_done) struct arena a;
    int64_t picture_max = conf_i64(im->ctx->engine->conf, CONF_MEDIA_MAX_BYTES);
    int64_t film_max = service_film_max_bytes(im->ctx);
    size_t max = (size_t)(film_max > picture_max ? film_max : picture_max);
    arena_init(&a, max * 4);
    struct buf bytes;
    bool is_whole = false;
    struct import_media_counts counts = { 0 };
    struct sv path = sv_copy(&a, file->path);
    buf_init(&bytes, &a, max);
    enum err err = file_bytes(r, &bytes, &is_whole);
    if (err != ERR_OK && err != ERR_CORRUPT)
        return err;
    err = ERR_OK;
    if (is_whole)
        err = import_media_take(im->ctx, im->media, path, buf_view(&bytes), &counts);
    else
        counts.refused = import_media_refuse(im->media, path);
    im->report->media_taken += counts.taken;
    im->report->media_refused += counts.refused;
    im->done += counts.taken + counts.refused;
    progress_tell(im);
    return err;
}

static enum err media_write(struct import *im)
{
    TRY(import_media_resolve(im->ctx, im->media));
    im->report->media_known = (int64_t)import_media_count_known(im->media);
    im->is_media_resolved = true;
    progress_tell(im);
    if (import_media_count_waiting(im->media) > 0)
        TRY(files_walk(im, media_step));
    im->report->media_missing = (int64_t)import_media_count_waiting(im->media);
    im->done += im->report->media_missing;
    progress_tell(im);
    return ERR_OK;
}

static enum err import_run(struct import *im)
{
    TRY(archive_check(im));
    TRY(posts_plan(im));
    TRY(posts_write(im));
    return media_write(im);
}

enum err service_import_archive(struct ctx *ctx, const struct import_order *order,
                                struct import_report *out)
{
    *out = (struct import_report){ 0 };
    TRY(may_import(ctx, order->owner));
    struct account owner;
    TRY(owner_load(ctx, order->owner, &owner));
    struct import *im = heap_new(sizeof *im);
    *im = (struct import){
        .ctx = ctx,
        .order = order,
        .owner = &owner,
        .limits = order->limits != NULL ? order->limits : &archive_limits_default,
        .report = out,
        .plan = import_plan_new(),
        .media = import_media_new(order->owner),
    };
    /* More than a request's memory, and given back as a whole. */
    struct arena *outer = ctx->arena;
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    arena_init(&im->actor_arena, ACTOR_BYTES_MAX * 64);
    keyring_derive(ctx->keyring, SV("import"), &im->key);
    ctx->arena = &arena;
    enum err err = import_run(im);
    db_release(ctx);
    ctx->arena = outer;
    crypto_key_wipe(&im->key);
    arena_done(&im->actor_arena);
    arena_done(&arena);
    import_media_free(im->media);
    import_plan_free(im->plan);
    heap_free(im);
    return err;
}

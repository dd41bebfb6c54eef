/* Scheduled statuses in the store. */
#include "store/scheduled_status.h"

#include "base/vec.h"
#include "store/account.h"
#include "store/box.h"
#include "store/job.h"
#include "store/media.h"
#include "store/poll.h"
#include "store/queries.h"

/* visibility and is_sensitive in a row where the account's default counts. */
#define DEFAULT (-1)

static struct box_place place_of(enum manifest_column column, struct scheduled_status_id id,
                                 struct account_id owner)
{
    return (struct box_place){ .column = column, .row = id.v, .owner = owner };
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ 0 };
}

static enum err poll_open(struct ctx *ctx, const struct crypto_key *key,
                          const struct scheduled_status_row *row, struct scheduled_status *s)
{
    struct sv titles;
    TRY(box_open(ctx, key, place_of(COLUMN_SCHEDULED_STATUS_POLL_BOX, s->id, s->owner),
                 row->poll_box, &titles));
    if (titles.len == 0)
        return ERR_OK;
    struct poll_draft *poll = ARENA_NEW(ctx->arena, struct poll_draft);
    store_poll_split_titles(ctx->arena, titles, &poll->options, &poll->option_count);
    poll->seconds = row->poll_seconds;
    poll->is_multiple = row->poll_is_multiple;
    poll->hides_totals = row->poll_hides_totals;
    s->poll = poll;
    return ERR_OK;
}

static enum err row_open(struct ctx *ctx, const struct scheduled_status_row *row,
                         struct scheduled_status *out)
{
    struct scheduled_status s = {
        .id = row->id,
        .owner = row->owner_id,
        .due_ms = row->due_ms,
        .has_visibility = row->visibility != DEFAULT,
        .visibility =
            row->visibility != DEFAULT ? (enum visibility)row->visibility : VISIBILITY_PUBLIC,
        .has_sensitive = row->is_sensitive != DEFAULT,
        .is_sensitive = row->is_sensitive == 1,
        .language = row->language,
        .in_reply_to = row->in_reply_to_id,
        .application = row->application_id,
        .stage = (enum scheduled_stage)row->stage,
        .author = row->author_id,
    };
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_object_key(ctx, row->owner_id, row->id.v, &key));
    TRY(box_open(ctx, &key, place_of(COLUMN_SCHEDULED_STATUS_TEXT_BOX, s.id, s.owner),
                 row->text_box, &s.text));
    TRY(box_open(ctx, &key, place_of(COLUMN_SCHEDULED_STATUS_SPOILER_BOX, s.id, s.owner),
                 row->spoiler_box, &s.spoiler));
    TRY(poll_open(ctx, &key, row, &s));
    *out = s;
    return ERR_OK;
}

/* Of each its own part of the list, which is in their order or not. */
static void media_hang(struct ctx *ctx, const struct media *media, size_t count,
                       struct scheduled_status *list, size_t list_count)
{
    for (size_t i = 0; i < list_count; i++) {
        VEC(struct media) own = { 0 };
        for (size_t j = 0; j < count; j++)
            if (scheduled_status_id_eq(media[j].scheduled, list[i].id))
                *VEC_PUSH(ctx->arena, &own) = media[j];
        list[i].media = own.items;
        list[i].media_count = own.count;
    }
}

static enum err media_load(struct ctx *ctx, struct scheduled_status *list, size_t count)
{
    for (size_t at = 0; at < count; at += STORE_LIST_MAX) {
        struct scheduled_status_id ids[STORE_LIST_MAX];
        size_t here = count - at < STORE_LIST_MAX ? count - at : STORE_LIST_MAX;
        struct media *media = NULL;
        size_t media_count = 0;
        for (size_t i = 0; i < here; i++)
            ids[i] = list[at + i].id;
        TRY(store_media_list_held(ctx, ids, here, &media, &media_count));
        media_hang(ctx, media, media_count, &list[at], here);
    }
    return ERR_OK;
}

enum err store_scheduled_get(struct ctx *ctx, struct scheduled_status_id id,
                             struct scheduled_status *out)
{
    struct scheduled_status_row row;
    struct scheduled_status scheduled;
    bool is_found = false;
    TRY(q_scheduled_status_get(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    enum err err = row_open(ctx, &row, &scheduled);
    if (err == ERR_KEY_GONE)
        return ERR_NOT_FOUND;
    TRY(err);
    TRY(media_load(ctx, &scheduled, 1));
    *out = scheduled;
    return ERR_OK;
}

static enum err rows_open(struct ctx *ctx, const struct scheduled_status_row *rows, size_t count,
                          struct scheduled_status **out, size_t *out_count,
                          struct paging_span *out_span)
{
    struct paging_span span = { 0 };
    size_t filled = 0;
    struct scheduled_status *list = ARENA_ARRAY(ctx->arena, struct scheduled_status, count);
    for (size_t i = 0; i < count; i++) {
        paging_span_add(&span, rows[i].id.v);
        enum err err = row_open(ctx, &rows[i], &list[filled]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        filled += err == ERR_OK;
    }
    TRY(media_load(ctx, list, filled));
    *out = list;
    *out_count = filled;
    *out_span = span;
    return ERR_OK;
}

enum err store_scheduled_page(struct ctx *ctx, struct account_id owner, const struct paging *paging,
                              struct scheduled_status **out, size_t *out_count,
                              struct paging_span *out_span)
{
    struct scheduled_status_row *rows = NULL;
    size_t count = 0;
    TRY(q_scheduled_status_page(ctx, owner, paging, &rows, &count));
    return rows_open(ctx, rows, count, out, out_count, out_span);
}

enum err store_scheduled_waiting(struct ctx *ctx, struct account_id page,
                                 const struct paging *paging, struct scheduled_status **out,
                                 size_t *out_count, struct paging_span *out_span)
{
    struct scheduled_status_row *rows = NULL;
    size_t count = 0;
    TRY(q_scheduled_status_waiting(ctx, page, paging, &rows, &count));
    return rows_open(ctx, rows, count, out, out_count, out_span);
}

enum err store_scheduled_count(struct ctx *ctx, struct account_id owner, int64_t from_ms,
                               int64_t to_ms, struct scheduled_status_id but, int64_t *out_all,
                               int64_t *out_between)
{
    int64_t all = 0;
    TRY(q_scheduled_status_count(ctx, owner, SCHEDULED_MAX, &all));
    TRY(q_scheduled_status_count_between(ctx, owner, from_ms, to_ms, but, out_between));
    *out_all = all;
    return ERR_OK;
}

enum err store_scheduled_seal(struct ctx *ctx, const struct scheduled_status *scheduled,
                              struct scheduled_sealed *out)
{
    const struct scheduled_status *s = scheduled;
    *out = (struct scheduled_sealed){ 0 };
    keyring_new_key(s->owner, s->id.v, &out->key);
    TRY(keyring_wrap(ctx, &out->key, NULL, &out->wrapped));
    out->text =
        box_seal(ctx->arena, &out->key.key,
                 place_of(COLUMN_SCHEDULED_STATUS_TEXT_BOX, s->id, s->owner), or_null(s->text));
    out->spoiler = box_seal(ctx->arena, &out->key.key,
                            place_of(COLUMN_SCHEDULED_STATUS_SPOILER_BOX, s->id, s->owner),
                            or_null(s->spoiler));
    if (s->poll != NULL)
        out->poll = box_seal(
            ctx->arena, &out->key.key, place_of(COLUMN_SCHEDULED_STATUS_POLL_BOX, s->id, s->owner),
            store_poll_join_titles(ctx->arena, s->poll->options, s->poll->option_count));
    return ERR_OK;
}

void store_scheduled_sealed_wipe(struct scheduled_sealed *sealed)
{
    crypto_key_wipe(&sealed->key.key);
}

static enum err job_insert(struct ctx *ctx, struct job_id job, struct scheduled_status_id id,
                           struct account_id owner, int64_t due_ms)
{
    return store_job_insert(ctx, job, JOB_PUBLISH_SCHEDULED, owner, id.v, 0, due_ms);
}

enum err store_scheduled_insert(struct ctx *ctx, const struct scheduled_status *scheduled,
                                const struct scheduled_sealed *sealed, struct job_id job)
{
    const struct scheduled_status *s = scheduled;
    keyring_attach(ctx, &sealed->key, sealed->wrapped);
    TRY(q_scheduled_status_insert(
        ctx, s->id, s->owner, s->due_ms, s->has_visibility ? (int64_t)s->visibility : DEFAULT,
        s->has_sensitive ? (int64_t)s->is_sensitive : DEFAULT, or_null(s->language), s->in_reply_to,
        s->application, sealed->text, sealed->spoiler, sealed->poll,
        s->poll != NULL ? s->poll->seconds : 0, s->poll != NULL && s->poll->is_multiple,
        s->poll != NULL && s->poll->hides_totals, s->author, s->stage, NULL));
    for (size_t i = 0; i < s->media_count; i++) {
        int64_t changed = 0;
        TRY(q_media_hold(ctx, s->media[i].id, s->owner, s->id, (int64_t)i, &changed));
        if (changed == 0)
            return fail(ctx, ERR_VALIDATION, "media was attached meanwhile");
    }
    return s->stage == SCHEDULED_DUE ? job_insert(ctx, job, s->id, s->owner, s->due_ms) : ERR_OK;
}

enum err store_scheduled_hold(struct ctx *ctx, struct scheduled_status_id id)
{
    int64_t changed = 0;
    TRY(q_scheduled_status_hold(ctx, id, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_scheduled_set_due(struct ctx *ctx, struct scheduled_status_id id,
                                 struct account_id owner, int64_t due_ms, struct job_id job)
{
    int64_t changed = 0;
    TRY(q_scheduled_status_set_due(ctx, id, owner, due_ms, &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    if (job_id_is_none(job))
        return ERR_OK;
    TRY(q_job_delete_subject(ctx, JOB_PUBLISH_SCHEDULED, id.v, NULL));
    return job_insert(ctx, job, id, owner, due_ms);
}

enum err store_scheduled_reseal(struct ctx *ctx, const struct scheduled_status *s,
                                struct scheduled_sealed *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    *out = (struct scheduled_sealed){ 0 };
    TRY(keyring_object_key(ctx, s->owner, s->id.v, &key));
    out->text =
        box_seal(ctx->arena, &key, place_of(COLUMN_SCHEDULED_STATUS_TEXT_BOX, s->id, s->owner),
                 or_null(s->text));
    out->spoiler =
        box_seal(ctx->arena, &key, place_of(COLUMN_SCHEDULED_STATUS_SPOILER_BOX, s->id, s->owner),
                 or_null(s->spoiler));
    return ERR_OK;
}

enum err store_scheduled_approve(struct ctx *ctx, const struct scheduled_status *s,
                                 const struct scheduled_sealed *sealed, struct job_id job)
{
    int64_t changed = 0;
    TRY(q_scheduled_status_approve(ctx, s->id, s->owner, s->due_ms, sealed->text, sealed->spoiler,
                                   &changed));
    return changed > 0 ? job_insert(ctx, job, s->id, s->owner, s->due_ms) : ERR_NOT_FOUND;
}

enum err store_scheduled_decline(struct ctx *ctx, struct scheduled_status_id id,
                                 struct account_id owner)
{
    int64_t changed = 0;
    TRY(q_scheduled_status_decline(ctx, id, owner, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

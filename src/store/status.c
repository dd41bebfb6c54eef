/* Statuses in the store. */
#include "store/status.h"

#include "store/account.h"
#include "store/box.h"
#include "store/instance.h"
#include "store/media.h"
#include "store/media_version.h"
#include "store/poll.h"
#include "store/page_figure.h"
#include "store/preview_card.h"
#include "store/queries.h"
#include "store/remote_emoji.h"

#define EDITS_MAX 100

static struct box_place place_of(enum manifest_column column, struct status_id id,
                                 struct account_id owner)
{
    return (struct box_place){ .column = column, .row = id.v, .owner = owner };
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

static enum err words_open(struct ctx *ctx, const struct status_row *row, struct status *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = box_is_sealed(row->content_box) || box_is_sealed(row->source_box) ||
                     box_is_sealed(row->spoiler_box);
    if (is_sealed)
        TRY(keyring_object_key(ctx, row->owner_id, row->id.v, &key));
    const struct crypto_key *with = is_sealed ? &key : NULL;
    /* What this server stored was made by the sanitizer or the escaper before: the one cast from bytes to html. */
    TRY(box_open(ctx, with, place_of(COLUMN_STATUS_CONTENT_BOX, row->id, row->owner_id),
                 row->content_box, &out->content.bytes));
    TRY(box_open(ctx, with, place_of(COLUMN_STATUS_SOURCE_BOX, row->id, row->owner_id),
                 row->source_box, &out->source));
    return box_open(ctx, with, place_of(COLUMN_STATUS_SPOILER_BOX, row->id, row->owner_id),
                    row->spoiler_box, &out->spoiler);
}

static enum err row_open(struct ctx *ctx, const struct status_row *row, struct status *out)
{
    *out = (struct status){
        .id = row->id,
        .account = row->owner_id,
        .uri = row->uri,
        .url = row->url,
        .visibility = (enum visibility)row->visibility,
        .in_reply_to = row->in_reply_to_id,
        .in_reply_to_account = row->in_reply_to_account_id,
        .thread = row->thread_id,
        .reblog_of = row->reblog_of_id,
        .reblog_of_account = row->reblog_of_account_id,
        .language = row->language,
        .is_sensitive = row->is_sensitive,
        .is_local = row->is_local,
        .is_imported = row->is_imported,
        .application = row->application_id,
        .fanout_seq = row->fanout_seq,
        .created_ms = row->created_ms,
        .edited_ms = row->edited_ms,
    };
    return words_open(ctx, row, out);
}

/* Everything that hangs on a list of statuses, one query a kind. */
struct hangings {
    struct q_status_counts_by_ids_row *counts;
    size_t count_count;
    struct media *media;
    size_t media_count;
    struct q_status_mentions_by_ids_row *mentions;
    size_t mention_count;
    struct q_status_tags_by_ids_row *tags;
    size_t tag_count;
    struct poll_rows polls;
    struct status_card *cards;
    size_t card_count;
};

static enum err hangings_load(struct ctx *ctx, const struct status_id *ids, size_t count,
                              struct hangings *out)
{
    TRY(q_status_counts_by_ids(ctx, ids, count, &out->counts, &out->count_count));
    TRY(store_media_list(ctx, ids, count, &out->media, &out->media_count));
    TRY(q_status_mentions_by_ids(ctx, ids, count, &out->mentions, &out->mention_count));
    TRY(q_status_tags_by_ids(ctx, ids, count, &out->tags, &out->tag_count));
    TRY(store_preview_card_list(ctx, ids, count, &out->cards, &out->card_count));
    return store_poll_rows(ctx, ids, count, &out->polls);
}

static void mentions_hang(struct arena *a, const struct hangings *h, struct status *status)
{
    struct status_mention *mentions = ARENA_ARRAY(a, struct status_mention, h->mention_count);
    for (size_t i = 0; i < h->mention_count; i++) {
        const struct q_status_mentions_by_ids_row *row = &h->mentions[i];
        if (!status_id_eq(row->status_id, status->id))
            continue;
        mentions[status->mention_count++] = (struct status_mention){
            .account = row->account_id,
            .username = row->username,
            .domain = row->domain,
            .url = row->url,
            .is_silent = row->is_silent,
        };
    }
    status->mentions = mentions;
}

static void tags_hang(struct arena *a, const struct hangings *h, struct status *status)
{
    struct sv *tags = ARENA_ARRAY(a, struct sv, h->tag_count);
    for (size_t i = 0; i < h->tag_count; i++)
        if (status_id_eq(h->tags[i].status_id, status->id))
            tags[status->tag_count++] = h->tags[i].name;
    status->tags = tags;
}

static enum err hang(struct ctx *ctx, const struct hangings *h, struct status *status)
{
    struct arena *a = ctx->arena;
    for (size_t i = 0; i < h->count_count; i++)
        if (status_id_eq(h->counts[i].status_id, status->id))
            status->counts = (struct status_counts){ h->counts[i].replies, h->counts[i].reblogs,
                                                     h->counts[i].favourites };
    /* Media come ordered by status, so those of one stand together. */
    for (size_t i = 0; i < h->media_count; i++) {
        if (!status_id_eq(h->media[i].status, status->id))
            continue;
        if (status->media_count++ == 0)
            status->media = &h->media[i];
    }
    if (h->mention_count > 0)
        mentions_hang(a, h, status);
    if (h->tag_count > 0)
        tags_hang(a, h, status);
    for (size_t i = 0; i < h->card_count; i++)
        if (status_id_eq(h->cards[i].status, status->id))
            status->card = &h->cards[i].card;
    return store_poll_hang(ctx, &h->polls, status);
}

static enum err row_load(struct ctx *ctx, const struct status_row *row, struct status *out)
{
    struct status status;
    TRY(row_open(ctx, row, &status));
    struct hangings h = { 0 };
    TRY(hangings_load(ctx, &status.id, 1, &h));
    TRY(hang(ctx, &h, &status));
    TRY(store_status_hang_emojis(ctx, &status, 1));
    *out = status;
    return ERR_OK;
}

enum err store_status_get(struct ctx *ctx, struct status_id id, struct status *out)
{
    struct status_row row;
    bool is_found = false;
    TRY(q_status_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    enum err err = row_load(ctx, &row, out);
    return err == ERR_KEY_GONE ? ERR_NOT_FOUND : err;
}

enum err store_status_owner(struct ctx *ctx, struct status_id id, struct account_id *out)
{
    struct status_row row;
    bool is_found = false;
    TRY(q_status_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = row.owner_id;
    return ERR_OK;
}

enum err store_status_list(struct ctx *ctx, const struct status_id *ids, size_t count,
                           struct status **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    *out = ARENA_ARRAY(ctx->arena, struct status, count);
    *out_count = 0;
    if (count == 0)
        return ERR_OK;
    struct status_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_statuses_by_ids(ctx, ids, count, &rows, &row_count));
    struct hangings h = { 0 };
    TRY(hangings_load(ctx, ids, count, &h));
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < row_count; j++) {
            if (!status_id_eq(rows[j].id, ids[i]))
                continue;
            enum err err = row_open(ctx, &rows[j], &(*out)[filled]);
            if (err == ERR_OK)
                err = hang(ctx, &h, &(*out)[filled]);
            if (err != ERR_OK && err != ERR_KEY_GONE)
                return err;
            filled += err == ERR_OK;
        }
    }
    TRY(store_status_hang_emojis(ctx, *out, filled));
    *out_count = filled;
    return ERR_OK;
}

enum err store_status_find_uri(struct ctx *ctx, struct sv uri, bool *out_found, struct status *out)
{
    struct status_row row;
    bool is_found = false;
    TRY(q_status_by_uri(ctx, uri, &is_found, &row));
    if (is_found)
        TRY(row_load(ctx, &row, out));
    *out_found = is_found;
    return ERR_OK;
}

bool store_status_is_sealed(const struct status *status)
{
    return status->is_local || status->visibility >= VISIBILITY_PRIVATE;
}

static void words_seal(struct arena *a, const struct status *status, const struct crypto_key *key,
                       bool is_version, struct status_sealed *out)
{
    enum manifest_column content =
        is_version ? COLUMN_STATUS_EDIT_CONTENT_BOX : COLUMN_STATUS_CONTENT_BOX;
    enum manifest_column source =
        is_version ? COLUMN_STATUS_EDIT_SOURCE_BOX : COLUMN_STATUS_SOURCE_BOX;
    enum manifest_column spoiler =
        is_version ? COLUMN_STATUS_EDIT_SPOILER_BOX : COLUMN_STATUS_SPOILER_BOX;
    if (key == NULL) {
        out->content = box_plain(a, or_null(status->content.bytes));
        out->source = box_plain(a, or_null(status->source));
        out->spoiler = box_plain(a, or_null(status->spoiler));
        return;
    }
    struct account_id owner = status->account;
    out->content =
        box_seal(a, key, place_of(content, status->id, owner), or_null(status->content.bytes));
    out->source = box_seal(a, key, place_of(source, status->id, owner), or_null(status->source));
    out->spoiler = box_seal(a, key, place_of(spoiler, status->id, owner), or_null(status->spoiler));
}

enum err store_status_seal(struct ctx *ctx, const struct status *status, struct status_sealed *out)
{
    *out = (struct status_sealed){ 0 };
    /* A reblog has no words and needs no key. */
    if (!store_status_is_sealed(status) || status_is_reblog(status)) {
        words_seal(ctx->arena, status, NULL, false, out);
        out->options = store_poll_seal(ctx->arena, status, NULL);
        return ERR_OK;
    }
    keyring_new_key(status->account, status->id.v, &out->key);
    out->has_key = true;
    TRY(keyring_wrap(ctx, &out->key, NULL, &out->wrapped));
    words_seal(ctx->arena, status, &out->key.key, false, out);
    out->options = store_poll_seal(ctx->arena, status, &out->key.key);
    return ERR_OK;
}

static enum err existing_key(struct ctx *ctx, const struct status *status, struct crypto_key *out,
                             const struct crypto_key **out_used)
{
    *out_used = NULL;
    if (!store_status_is_sealed(status))
        return ERR_OK;
    TRY(keyring_object_key(ctx, status->account, status->id.v, out));
    *out_used = out;
    return ERR_OK;
}

enum err store_status_reseal(struct ctx *ctx, const struct status *status,
                             struct status_sealed *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    const struct crypto_key *used = NULL;
    *out = (struct status_sealed){ 0 };
    TRY(existing_key(ctx, status, &key, &used));
    words_seal(ctx->arena, status, used, false, out);
    out->options = store_poll_seal(ctx->arena, status, used);
    return ERR_OK;
}

enum err store_status_seal_version(struct ctx *ctx, const struct status *status,
                                   struct status_sealed *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    const struct crypto_key *used = NULL;
    *out = (struct status_sealed){ 0 };
    TRY(existing_key(ctx, status, &key, &used));
    words_seal(ctx->arena, status, used, true, out);
    out->asked = store_poll_seal_version(ctx->arena, status, used);
    out->media = store_media_seal_version(ctx->arena, status, used);
    return ERR_OK;
}

void store_status_sealed_wipe(struct status_sealed *sealed)
{
    crypto_key_wipe(&sealed->key.key);
}

static enum err mentions_insert(struct ctx *ctx, const struct status *status)
{
    for (size_t i = 0; i < status->mention_count; i++)
        TRY(q_status_mention_insert(ctx, status->id, status->mentions[i].account, status->account,
                                    status->mentions[i].is_silent, NULL));
    return ERR_OK;
}

static enum err tags_insert(struct ctx *ctx, const struct status *status,
                            const struct tag_id *tag_ids)
{
    bool is_listed = status->visibility <= VISIBILITY_UNLISTED;
    for (size_t i = 0; i < status->tag_count; i++) {
        struct q_tag_use_row used;
        TRY(q_tag_use(ctx, tag_ids[i], status->tags[i], &used));
        TRY(q_status_tag_insert(ctx, used.id, status->id, status->account, is_listed, NULL));
    }
    return ERR_OK;
}

enum err store_status_insert(struct ctx *ctx, const struct status *status,
                             const struct status_sealed *sealed, const struct tag_id *tag_ids)
{
    if (sealed->has_key)
        keyring_attach(ctx, &sealed->key, sealed->wrapped);
    TRY(q_status_insert(ctx, status->id, status->account, or_null(status->uri),
                        or_null(status->url), status->visibility, status->in_reply_to,
                        status->in_reply_to_account, status->thread, status->reblog_of,
                        status->reblog_of_account, or_null(status->language), status->is_sensitive,
                        status->is_local, status->is_imported, (int64_t)status->media_count,
                        sealed->content, sealed->source, sealed->spoiler, status->application,
                        status->fanout_seq, status->created_ms, NULL));
    TRY(q_status_count_insert(ctx, status->id, status->account, NULL));
    TRY(mentions_insert(ctx, status));
    TRY(store_poll_insert(ctx, status, sealed->options));
    return tags_insert(ctx, status, tag_ids);
}

static enum err tags_delete(struct ctx *ctx, struct status_id id)
{
    struct q_status_tags_by_ids_row *rows = NULL;
    size_t count = 0;
    TRY(q_status_tags_by_ids(ctx, &id, 1, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(q_status_tag_delete(ctx, rows[i].tag_id, id, NULL));
        TRY(q_tag_unuse(ctx, rows[i].tag_id, NULL));
        TRY(q_tag_delete_unused(ctx, rows[i].tag_id, NULL));
    }
    return ERR_OK;
}

/* Who is no longer named keeps no row; who still is keeps or gets one. */
static enum err mentions_replace(struct ctx *ctx, const struct status *before,
                                 const struct status *after)
{
    for (size_t i = 0; i < before->mention_count; i++)
        TRY(q_status_mention_delete(ctx, before->id, before->mentions[i].account, NULL));
    return mentions_insert(ctx, after);
}

enum err store_status_update(struct ctx *ctx, const struct status *before,
                             const struct status_sealed *before_sealed, const struct status *after,
                             const struct status_sealed *sealed, const struct tag_id *tag_ids)
{
    struct q_status_edits_row *edits = NULL;
    size_t edit_count = 0;
    TRY(q_status_edits(ctx, before->id, &edits, &edit_count));
    if (edit_count >= EDITS_MAX)
        return fail(ctx, ERR_LIMIT, "status was edited %d times", EDITS_MAX);
    int64_t since_ms = before->edited_ms != 0 ? before->edited_ms : before->created_ms;
    TRY(q_status_edit_insert(ctx, before->account, before->id, (int64_t)edit_count + 1,
                             before_sealed->content, before_sealed->source, before_sealed->spoiler,
                             before->is_sensitive, since_ms, before_sealed->asked,
                             before_sealed->media, NULL));
    TRY(q_status_update_content(ctx, after->id, sealed->content, sealed->source, sealed->spoiler,
                                or_null(after->language), after->is_sensitive,
                                (int64_t)after->media_count, after->fanout_seq, after->edited_ms,
                                NULL));
    TRY(mentions_replace(ctx, before, after));
    TRY(store_poll_replace(ctx, before, after, sealed->options));
    TRY(tags_delete(ctx, before->id));
    return tags_insert(ctx, after, tag_ids);
}

static enum err version_open(struct ctx *ctx, const struct status *status,
                             const struct crypto_key *key, const struct q_status_edits_row *row,
                             struct status_version *out)
{
    struct account_id owner = status->account;
    out->is_sensitive = row->is_sensitive;
    out->created_ms = row->created_ms;
    TRY(box_open(ctx, key, place_of(COLUMN_STATUS_EDIT_CONTENT_BOX, status->id, owner),
                 row->content_box, &out->content.bytes));
    TRY(box_open(ctx, key, place_of(COLUMN_STATUS_EDIT_SOURCE_BOX, status->id, owner),
                 row->source_box, &out->source));
    TRY(box_open(ctx, key, place_of(COLUMN_STATUS_EDIT_SPOILER_BOX, status->id, owner),
                 row->spoiler_box, &out->spoiler));
    struct media *media = NULL;
    TRY(store_media_open_version(ctx, status, key, row->media_box, &out->knows_media, &media,
                                 &out->media_count));
    out->media = media;
    return store_poll_open_version(ctx, status, key, row->options_box, &out->options,
                                   &out->option_count);
}

enum err store_status_versions(struct ctx *ctx, const struct status *status,
                               struct status_version **out, size_t *out_count)
{
    struct q_status_edits_row *rows = NULL;
    size_t count = 0;
    TRY(q_status_edits(ctx, status->id, &rows, &count));
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    const struct crypto_key *used = NULL;
    TRY(existing_key(ctx, status, &key, &used));
    *out = ARENA_ARRAY(ctx->arena, struct status_version, count);
    for (size_t i = 0; i < count; i++)
        TRY(version_open(ctx, status, used, &rows[i], &(*out)[i]));
    *out_count = count;
    return ERR_OK;
}

/* A status that is erased meanwhile has no counters any more: nothing new may point at it. */
static enum err count_add(struct ctx *ctx, struct status_id id, int64_t replies, int64_t reblogs)
{
    int64_t changed = 0;
    TRY(q_status_count_add(ctx, id, replies, reblogs, 0, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_status_count_new(struct ctx *ctx, const struct status *status)
{
    TRY(store_count_status(ctx, status->account, status->created_ms));
    if (!status_id_is_none(status->in_reply_to))
        TRY(count_add(ctx, status->in_reply_to, 1, 0));
    if (status_is_reblog(status))
        TRY(count_add(ctx, status->reblog_of, 0, 1));
    return store_figure_status(ctx, status);
}

enum err store_status_add_silent(struct ctx *ctx, const struct status *status,
                                 struct account_id account)
{
    return q_status_mention_silent(ctx, status->id, account, status->account, NULL);
}

enum err store_status_hold(struct ctx *ctx, struct status_id id)
{
    return count_add(ctx, id, 0, 0);
}

enum err store_status_attach(struct ctx *ctx, struct status_id status, struct account_id owner,
                             struct media_id media, size_t position)
{
    int64_t changed = 0;
    TRY(q_media_attach(ctx, media, owner, status, (int64_t)position, &changed));
    return changed == 1 ? ERR_OK : fail(ctx, ERR_VALIDATION, "media was attached meanwhile");
}

enum err store_status_detach_all(struct ctx *ctx, struct status_id status)
{
    return q_media_detach_all(ctx, status, NULL);
}

enum err store_reblog_find(struct ctx *ctx, struct status_id of, struct account_id owner,
                           bool *out_found, struct status_id *out)
{
    struct q_reblog_by_owner_row row;
    bool is_found = false;
    TRY(q_reblog_by_owner(ctx, of, owner, &is_found, &row));
    if (is_found)
        *out = row.id;
    *out_found = is_found;
    return ERR_OK;
}

enum err store_reblog_delete(struct ctx *ctx, struct status_id reblog, struct status_id of,
                             struct account_id owner)
{
    int64_t changed = 0;
    TRY(q_status_delete(ctx, reblog, &changed));
    if (changed == 0)
        return ERR_OK;
    TRY(q_status_count_delete(ctx, reblog, NULL));
    TRY(q_status_count_add(ctx, of, 0, -1, 0, NULL));
    TRY(store_figure_reaction(ctx, FIGURE_REBLOGS, of, owner, reblog.v, true));
    return store_uncount_status(ctx, owner);
}

enum err store_status_set_parent(struct ctx *ctx, struct status_id id, const struct status *parent)
{
    int64_t changed = 0;
    TRY(q_status_set_parent(ctx, id, parent->id, parent->account, parent->thread, &changed));
    return changed == 0 ? ERR_OK : count_add(ctx, parent->id, 1, 0);
}

enum err store_status_stamp(struct ctx *ctx, struct status_id id, struct status_stamp *out)
{
    struct q_status_stamp_row row;
    bool is_found = false;
    TRY(q_status_stamp(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    out->edited_ms = row.edited_ms;
    return ERR_OK;
}

enum err store_status_tag_ids(struct ctx *ctx, struct status_id id, struct tag_id **out,
                              size_t *out_count)
{
    struct q_status_tags_by_ids_row *rows = NULL;
    TRY(q_status_tags_by_ids(ctx, &id, 1, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct tag_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].tag_id;
    return ERR_OK;
}

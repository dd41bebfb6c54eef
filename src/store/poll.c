/* Polls in the store. */
#include "store/poll.h"

#include "base/buf.h"
#include "base/vec.h"
#include "store/account.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

/* Five hundred options of a thousand bytes. */
#define VERSION_BYTES_MAX ((size_t)1 << 20)

enum err store_poll_rows(struct ctx *ctx, const struct status_id *ids, size_t count,
                         struct poll_rows *out)
{
    assert(count <= STORE_LIST_MAX);
    return q_poll_options_by_ids(ctx, ids, count, &out->rows, &out->count);
}

static struct box_place place_of(const struct status *status)
{
    return (struct box_place){ .column = COLUMN_POLL_OPTION_TITLE_BOX,
                               .row = status->id.v,
                               .owner = status->account };
}

/* Recounts after an erasure may go below what another server says. */
static int64_t not_below_zero(int64_t votes)
{
    return votes < 0 ? 0 : votes;
}

static enum err options_open(struct ctx *ctx, const struct status *status,
                             const struct q_poll_options_by_ids_row *rows, size_t count,
                             struct poll_option *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = false;
    for (size_t i = 0; i < count; i++)
        is_sealed = is_sealed || box_is_sealed(rows[i].title_box);
    if (is_sealed)
        TRY(keyring_object_key(ctx, status->account, status->id.v, &key));
    for (size_t i = 0; i < count; i++) {
        out[i] =
            (struct poll_option){ .id = rows[i].option_id, .votes = not_below_zero(rows[i].votes) };
        TRY(box_open(ctx, is_sealed ? &key : NULL, place_of(status), rows[i].title_box,
                     &out[i].title));
    }
    return ERR_OK;
}

enum err store_poll_hang(struct ctx *ctx, const struct poll_rows *rows, struct status *status)
{
    size_t from = 0;
    while (from < rows->count && !status_id_eq(rows->rows[from].status_id, status->id))
        from++;
    if (from == rows->count)
        return ERR_OK;
    /* They come ordered by status, so those of one stand together. */
    const struct q_poll_options_by_ids_row *first = &rows->rows[from];
    size_t count = 0;
    while (from + count < rows->count && status_id_eq(first[count].status_id, status->id))
        count++;
    struct poll_option *options = ARENA_ARRAY(ctx->arena, struct poll_option, count);
    struct poll *poll = ARENA_NEW(ctx->arena, struct poll);
    TRY(options_open(ctx, status, first, count, options));
    *poll = (struct poll){
        .options = options,
        .option_count = count,
        .is_multiple = first->is_multiple,
        .hides_totals = first->hides_totals,
        .voters = first->voters,
        .expires_ms = first->expires_ms,
        .updated_ms = first->updated_ms,
    };
    status->poll = poll;
    return ERR_OK;
}

struct sv *store_poll_seal(struct arena *a, const struct status *status,
                           const struct crypto_key *key)
{
    const struct poll *poll = status->poll;
    if (poll == NULL)
        return NULL;
    struct sv *titles = ARENA_ARRAY(a, struct sv, poll->option_count);
    for (size_t i = 0; i < poll->option_count; i++) {
        struct sv title = poll->options[i].title;
        titles[i] = key != NULL ? box_seal(a, key, place_of(status), title) : box_plain(a, title);
    }
    return titles;
}

static struct box_place version_place_of(const struct status *status)
{
    struct box_place place = place_of(status);
    place.column = COLUMN_STATUS_EDIT_OPTIONS_BOX;
    return place;
}

struct sv store_poll_join_titles(struct arena *a, const struct sv *titles, size_t count)
{
    struct buf b;
    buf_init(&b, a, VERSION_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        buf_sv(&b, titles[i]);
        buf_char(&b, '\0');
    }
    return buf_view(&b);
}

void store_poll_split_titles(struct arena *a, struct sv joined, const struct sv **out,
                             size_t *out_count)
{
    VEC(struct sv) titles = { 0 };
    for (size_t end; (end = sv_find_char(joined, '\0', 0)) != SIZE_MAX;) {
        *VEC_PUSH(a, &titles) = sv_sub(joined, 0, end);
        joined = sv_from_offset(joined, end + 1);
    }
    *out = titles.items;
    *out_count = titles.count;
}

struct sv store_poll_seal_version(struct arena *a, const struct status *status,
                                  const struct crypto_key *key)
{
    const struct poll *poll = status->poll;
    if (poll == NULL)
        return (struct sv){ NULL, 0 };
    struct sv *list = ARENA_ARRAY(a, struct sv, poll->option_count);
    for (size_t i = 0; i < poll->option_count; i++)
        list[i] = poll->options[i].title;
    struct sv titles = store_poll_join_titles(a, list, poll->option_count);
    return key != NULL ? box_seal(a, key, version_place_of(status), titles) : box_plain(a, titles);
}

enum err store_poll_open_version(struct ctx *ctx, const struct status *status,
                                 const struct crypto_key *key, struct sv box, const struct sv **out,
                                 size_t *out_count)
{
    struct sv titles;
    TRY(box_open(ctx, key, version_place_of(status), box, &titles));
    store_poll_split_titles(ctx->arena, titles, out, out_count);
    return ERR_OK;
}

enum err store_poll_insert(struct ctx *ctx, const struct status *status, const struct sv *titles)
{
    const struct poll *poll = status->poll;
    if (poll == NULL)
        return ERR_OK;
    TRY(q_poll_insert(ctx, status->id, status->account, poll->is_multiple, poll->hides_totals,
                      poll->voters, poll->expires_ms, NULL));
    for (size_t i = 0; i < poll->option_count; i++)
        TRY(q_poll_option_insert(ctx, poll->options[i].id, status->id, status->account, (int64_t)i,
                                 titles[i], poll->options[i].votes, NULL));
    return ERR_OK;
}

static enum err poll_delete(struct ctx *ctx, struct status_id status)
{
    TRY(q_poll_votes_delete(ctx, status, NULL));
    TRY(q_poll_voters_delete(ctx, status, NULL));
    TRY(q_poll_options_delete(ctx, status, NULL));
    return q_poll_delete(ctx, status, NULL);
}

static bool is_same_poll(const struct poll *a, const struct poll *b)
{
    return a != NULL && b != NULL && poll_option_id_eq(a->options[0].id, b->options[0].id);
}

enum err store_poll_replace(struct ctx *ctx, const struct status *before,
                            const struct status *after, const struct sv *titles)
{
    if (before->poll == after->poll)
        return ERR_OK;
    if (is_same_poll(before->poll, after->poll)) {
        TRY(q_poll_set_end(ctx, after->id, after->poll->hides_totals, after->poll->expires_ms,
                           NULL));
        return after->is_local ? ERR_OK : store_poll_set_counts(ctx, after);
    }
    TRY(poll_delete(ctx, before->id));
    return store_poll_insert(ctx, after, titles);
}

enum err store_poll_set_counts(struct ctx *ctx, const struct status *after)
{
    const struct poll *poll = after->poll;
    TRY(q_poll_set_voters(ctx, after->id, poll->voters, NULL));
    for (size_t i = 0; i < poll->option_count; i++)
        TRY(q_poll_option_set_votes(ctx, poll->options[i].id, poll->options[i].votes, NULL));
    return ERR_OK;
}

enum err store_poll_add_voter(struct ctx *ctx, struct status_id status, struct account_id voter,
                              bool *out_is_first)
{
    int64_t inserted = 0;
    int64_t counted = 0;
    TRY(q_poll_voter_insert(ctx, voter, status, &inserted));
    *out_is_first = inserted > 0;
    if (inserted == 0)
        return ERR_OK;
    TRY(q_poll_count_voter(ctx, status, &counted));
    return counted > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_poll_add_vote(struct ctx *ctx, struct status_id status, struct account_id voter,
                             struct poll_option_id option, bool *out_is_new)
{
    int64_t inserted = 0;
    int64_t counted = 0;
    TRY(q_poll_vote_insert(ctx, voter, status, option, &inserted));
    *out_is_new = inserted > 0;
    if (inserted == 0)
        return ERR_OK;
    TRY(q_poll_count_vote(ctx, option, &counted));
    return counted > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_poll_choices(struct ctx *ctx, struct account_id voter, const struct status_id *ids,
                            size_t count, struct poll_choice **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    struct q_poll_choices_row *rows = NULL;
    size_t row_count = 0;
    if (count > 0)
        TRY(q_poll_choices(ctx, voter, ids, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct poll_choice, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = (struct poll_choice){ rows[i].status_id, rows[i].option_id };
    *out_count = row_count;
    return ERR_OK;
}

enum err store_poll_vote_status(struct ctx *ctx, struct account_id voter,
                                struct poll_option_id option, struct status_id *out)
{
    struct q_poll_vote_status_row row;
    bool is_found = false;
    TRY(q_poll_vote_status(ctx, voter, option, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = row.status_id;
    return ERR_OK;
}

enum err store_poll_want_update(struct ctx *ctx, struct status_id status, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_poll_want_update(ctx, status, &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_poll_set_updated(struct ctx *ctx, struct status_id status, int64_t updated_ms)
{
    return q_poll_set_updated(ctx, status, updated_ms, NULL);
}

enum err store_poll_set_ended(struct ctx *ctx, struct status_id status, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_poll_set_ended(ctx, status, &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_poll_local_voters(struct ctx *ctx, struct status_id status, struct account_id after,
                                 int64_t count, struct account_id **out, size_t *out_count)
{
    struct q_poll_local_voters_row *rows = NULL;
    TRY(q_poll_local_voters(ctx, status, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].owner_id;
    return ERR_OK;
}

/* Accounts in the store. */
#include "store/account.h"

#include "store/box.h"
#include "store/queries.h"
#include "store/remote_emoji.h"
#include "text/json.h"
#include "text/json_write.h"

#define WORDS_MAX_BYTES ((size_t)256 << 10)

static struct box_place place_of(enum manifest_column column, struct account_id id)
{
    return (struct box_place){ .column = column, .row = id.v, .owner = id };
}

/* What this server stored was made by the sanitizer or the escaper before. */
static struct html stored_html(struct sv bytes)
{
    return (struct html){ bytes };
}

static void fields_parse(struct arena *a, struct json array, struct account *out)
{
    struct account_field *fields = ARENA_ARRAY(a, struct account_field, json_count(array));
    size_t count = 0;
    struct json_iter it = json_each(array);
    while (json_next(&it)) {
        fields[count++] = (struct account_field){
            .name = json_get_str(it.value, SV("name")),
            .value = json_get_str(it.value, SV("value")),
            .value_html = stored_html(json_get_str(it.value, SV("html"))),
        };
    }
    out->fields = fields;
    out->field_count = count;
}

static enum err words_parse(struct ctx *ctx, struct sv note, struct sv fields, struct account *out)
{
    struct json json;
    if (note.len > 0) {
        if (json_parse(ctx->arena, note, &json_limits_default, &json, NULL) != ERR_OK)
            return fail(ctx, ERR_CORRUPT, "stored bio is not JSON");
        out->note = json_get_str(json, SV("source"));
        out->note_html = stored_html(json_get_str(json, SV("html")));
    }
    if (fields.len > 0) {
        if (json_parse(ctx->arena, fields, &json_limits_default, &json, NULL) != ERR_OK)
            return fail(ctx, ERR_CORRUPT, "stored fields are not JSON");
        fields_parse(ctx->arena, json, out);
    }
    return ERR_OK;
}

static bool row_is_sealed(const struct account_row *row)
{
    return box_is_sealed(row->display_name_box) || box_is_sealed(row->note_box) ||
           box_is_sealed(row->fields_box) || box_is_sealed(row->avatar_alt_box) ||
           box_is_sealed(row->header_alt_box) || box_is_sealed(row->attribution_box);
}

static enum err words_open(struct ctx *ctx, const struct account_row *row, struct account *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = row_is_sealed(row);
    if (is_sealed)
        TRY(keyring_account_key(ctx, row->id, &key));
    const struct crypto_key *with = is_sealed ? &key : NULL;
    struct sv note = { 0 };
    struct sv fields = { 0 };
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_DISPLAY_NAME_BOX, row->id),
                 row->display_name_box, &out->display_name));
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_NOTE_BOX, row->id), row->note_box, &note));
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_FIELDS_BOX, row->id), row->fields_box,
                 &fields));
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_AVATAR_ALT_BOX, row->id), row->avatar_alt_box,
                 &out->avatar_alt));
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_HEADER_ALT_BOX, row->id), row->header_alt_box,
                 &out->header_alt));
    TRY(box_open(ctx, with, place_of(COLUMN_ACCOUNT_ATTRIBUTION_BOX, row->id), row->attribution_box,
                 &out->attribution));
    return words_parse(ctx, note, fields, out);
}

static enum err row_open(struct ctx *ctx, const struct account_row *row, struct account *out)
{
    *out = (struct account){
        .id = row->id,
        .kind = (enum account_kind)row->kind,
        .username = row->username,
        .domain = row->domain,
        .uri = row->uri,
        .url = row->url,
        .avatar = row->avatar_id,
        .header = row->header_id,
        .avatar_url = row->avatar_url,
        .header_url = row->header_url,
        .is_locked = row->is_locked,
        .is_discoverable = row->is_discoverable,
        .is_indexable = row->is_indexable,
        .hides_collections = row->hides_collections,
        .hides_media = row->hides_media,
        .hides_media_replies = row->hides_media_replies,
        .hides_featured = row->hides_featured,
        .is_sensitized = row->is_sensitized,
        .state = (enum account_state)row->state,
        .default_visibility = (enum visibility)row->default_visibility,
        .default_sensitive = row->default_sensitive,
        .default_language = row->default_language,
        .created_ms = row->created_ms,
        .updated_ms = row->updated_ms,
    };
    return words_open(ctx, row, out);
}

static void counts_apply(const struct account_count_row *rows, size_t count,
                         struct account *account)
{
    for (size_t i = 0; i < count; i++) {
        if (!account_id_eq(rows[i].owner_id, account->id))
            continue;
        account->counts = (struct account_counts){
            .followers = rows[i].followers,
            .following = rows[i].following,
            .statuses = rows[i].statuses,
            .last_status_ms = rows[i].last_status_ms,
        };
    }
}

static enum err counts_load(struct ctx *ctx, const struct account_id *ids, struct account *accounts,
                            size_t count)
{
    struct account_count_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_account_counts_by_ids(ctx, ids, count, &rows, &row_count));
    for (size_t i = 0; i < count; i++)
        counts_apply(rows, row_count, &accounts[i]);
    return ERR_OK;
}

static enum err row_load(struct ctx *ctx, const struct account_row *row, struct account *out)
{
    struct account account;
    TRY(row_open(ctx, row, &account));
    TRY(counts_load(ctx, &account.id, &account, 1));
    TRY(store_account_hang_emojis(ctx, &account, 1));
    *out = account;
    return ERR_OK;
}

enum err store_account_get(struct ctx *ctx, struct account_id id, struct account *out)
{
    struct account_row row;
    bool is_found = false;
    TRY(q_account_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    return row_load(ctx, &row, out);
}

enum err store_account_list(struct ctx *ctx, const struct account_id *ids, size_t count,
                            struct account **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    *out = ARENA_ARRAY(ctx->arena, struct account, count);
    *out_count = 0;
    if (count == 0)
        return ERR_OK;
    struct account_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_accounts_by_ids(ctx, ids, count, &rows, &row_count));
    size_t filled = 0;
    struct account_id *found = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < row_count; j++) {
            if (!account_id_eq(rows[j].id, ids[i]))
                continue;
            enum err err = row_open(ctx, &rows[j], &(*out)[filled]);
            if (err != ERR_OK && err != ERR_KEY_GONE)
                return err;
            if (err == ERR_OK)
                found[filled++] = ids[i];
        }
    }
    TRY(filled == 0 ? ERR_OK : counts_load(ctx, found, *out, filled));
    TRY(store_account_hang_emojis(ctx, *out, filled));
    *out_count = filled;
    return ERR_OK;
}

enum err store_account_find_handle(struct ctx *ctx, struct sv username, struct sv domain,
                                   bool *out_found, struct account *out)
{
    struct account_row row;
    bool is_found = false;
    TRY(q_account_by_handle(ctx, sv_lower(ctx->arena, username), domain, &is_found, &row));
    if (is_found)
        TRY(row_load(ctx, &row, out));
    *out_found = is_found;
    return ERR_OK;
}

/* DEL, which stands behind every byte of a handle. */
static struct sv search_end(struct arena *a, struct sv begin)
{
    return sv_concat(a, (struct sv[]){ begin, SV("\x7f") }, 2);
}

static struct account_id *ids_of(struct arena *a, const struct account_id_row *rows, size_t count)
{
    struct account_id *ids = ARENA_ARRAY(a, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].account_id;
    return ids;
}

static enum err search_run(struct ctx *ctx, const struct handle_search *search, int64_t offset,
                           int64_t count, struct account_id_row **rows, size_t *row_count)
{
    struct sv name_end = search_end(ctx->arena, search->username);
    struct sv domain_end = search_end(ctx->arena, search->domain);
    if (!account_id_is_none(search->followed))
        return q_followed_ids_by_handle(ctx, search->followed, search->username, name_end,
                                        search->domain, domain_end, offset, count, rows, row_count);
    if (search->has_domain)
        return q_account_ids_by_domain(ctx, search->username, search->domain, domain_end,
                                       search->but, offset, count, rows, row_count);
    return q_account_ids_by_username(ctx, search->username, name_end, search->but, offset, count,
                                     rows, row_count);
}

enum err store_account_list_indexable(struct ctx *ctx, struct account_id after, int64_t count,
                                      struct account_id **out, size_t *out_count)
{
    struct account_id_row *rows = NULL;
    TRY(q_account_ids_indexable(ctx, after, count, &rows, out_count));
    *out = ids_of(ctx->arena, rows, *out_count);
    return ERR_OK;
}

enum err store_account_search(struct ctx *ctx, const struct handle_search *search, int64_t offset,
                              int64_t count, struct account_id **out, size_t *out_count)
{
    struct account_id_row *rows = NULL;
    size_t row_count = 0;
    TRY(search_run(ctx, search, offset, count, &rows, &row_count));
    *out = ids_of(ctx->arena, rows, row_count);
    *out_count = row_count;
    return ERR_OK;
}

enum err store_account_find_uri(struct ctx *ctx, struct sv uri, bool *out_found,
                                struct account *out)
{
    struct account_row row;
    bool is_found = false;
    TRY(q_account_by_uri(ctx, uri, &is_found, &row));
    if (is_found)
        TRY(row_load(ctx, &row, out));
    *out_found = is_found;
    return ERR_OK;
}

static void note_write(struct json_writer *w, const struct account *account, struct subject about)
{
    json_w_object_begin(w);
    if (account->note.len > 0)
        json_w_key_str(w, SV("source"), about, account->note);
    json_w_key_str(w, SV("html"), about, account->note_html.bytes);
    json_w_object_end(w);
}

static void fields_write(struct json_writer *w, const struct account *account, struct subject about)
{
    json_w_array_begin(w);
    for (size_t i = 0; i < account->field_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("name"), about, account->fields[i].name);
        json_w_key_str(w, SV("value"), about, account->fields[i].value);
        json_w_key_str(w, SV("html"), about, account->fields[i].value_html.bytes);
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

/* The JSON of one column, or the absent view when there is nothing to keep. */
static enum err words_write(struct ctx *ctx, const struct account *account, bool is_note,
                            struct sv *out)
{
    *out = (struct sv){ NULL, 0 };
    if (is_note ? account->note_html.bytes.len == 0 : account->field_count == 0)
        return ERR_OK;
    struct json_writer w;
    json_w_init(&w, ctx->arena, WORDS_MAX_BYTES);
    struct subject about = { account->id.v, CLASS_PROFILE_DETAIL };
    if (is_note)
        note_write(&w, account, about);
    else
        fields_write(&w, account, about);
    struct json_fragment fragment;
    if (json_w_finish(&w, &fragment) != ERR_OK)
        return fail(ctx, ERR_LIMIT, "profile words over the limit");
    *out = fragment.bytes;
    return ERR_OK;
}

/* An empty text is stored as NULL. */
static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

static struct sv box(struct arena *a, const struct crypto_key *key, struct box_place place,
                     struct sv plain)
{
    return key == NULL ? box_plain(a, plain) : box_seal(a, key, place, plain);
}

enum err store_account_seal(struct ctx *ctx, const struct account *account,
                            const struct crypto_key *key, struct account_sealed *out)
{
    struct sv note;
    struct sv fields;
    TRY(words_write(ctx, account, true, &note));
    TRY(words_write(ctx, account, false, &fields));
    *out = (struct account_sealed){
        .display_name = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_DISPLAY_NAME_BOX, account->id),
                            or_null(account->display_name)),
        .note = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_NOTE_BOX, account->id), note),
        .fields = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_FIELDS_BOX, account->id), fields),
        .avatar_alt = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_AVATAR_ALT_BOX, account->id),
                          or_null(account->avatar_alt)),
        .header_alt = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_HEADER_ALT_BOX, account->id),
                          or_null(account->header_alt)),
        .attribution = box(ctx->arena, key, place_of(COLUMN_ACCOUNT_ATTRIBUTION_BOX, account->id),
                           or_null(account->attribution)),
    };
    return ERR_OK;
}

enum err store_account_insert(struct ctx *ctx, const struct account *account, struct host_id host,
                              const struct account_sealed *sealed)
{
    TRY(q_account_insert(
        ctx, account->id, account->kind, account->username, sv_lower(ctx->arena, account->username),
        account->domain, host, or_null(account->uri), or_null(account->url), sealed->display_name,
        sealed->note, sealed->fields, or_null(account->avatar_url), or_null(account->header_url),
        account->is_locked, account->is_discoverable, account->is_indexable,
        account->hides_collections, account->created_ms, account->updated_ms, sealed->avatar_alt,
        sealed->header_alt, sealed->attribution, NULL));
    TRY(q_account_count_insert(ctx, account->id, NULL));
    return q_account_list_again(ctx, account->id, NULL);
}

enum err store_account_update(struct ctx *ctx, const struct account *account,
                              const struct account_sealed *sealed)
{
    TRY(q_account_update_profile(
        ctx, account->id, account->kind, sealed->display_name, sealed->note, sealed->fields,
        account->avatar, account->header, or_null(account->avatar_url),
        or_null(account->header_url), or_null(account->url), account->is_locked,
        account->is_discoverable, account->is_indexable, account->hides_collections,
        account->default_visibility, account->default_sensitive, or_null(account->default_language),
        account->updated_ms, sealed->avatar_alt, sealed->header_alt, sealed->attribution,
        account->hides_media, account->hides_media_replies, account->hides_featured, NULL));
    return q_account_list_again(ctx, account->id, NULL);
}

enum err store_account_signing_key(struct ctx *ctx, struct account_id id,
                                   struct account_signing_key *out)
{
    struct q_account_key_by_owner_row row;
    bool is_found = false;
    TRY(q_account_key_by_owner(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, id, &key));
    struct sv opened;
    TRY(box_open(ctx, &key, place_of(COLUMN_ACCOUNT_KEY_PRIVATE_BOX, id), row.private_box,
                 &opened));
    unsigned char *der = arena_copy(ctx->arena, opened.ptr, opened.len);
    *out = (struct account_signing_key){ .public_key = row.public_key,
                                         .private_der = secret_make(der, opened.len) };
    return ERR_OK;
}

struct sv store_account_key_seal(struct ctx *ctx, struct account_id id,
                                 const struct crypto_key *account_key, struct secret private_der)
{
    return box_seal(ctx->arena, account_key, place_of(COLUMN_ACCOUNT_KEY_PRIVATE_BOX, id),
                    secret_reveal(private_der));
}

enum err store_account_key_insert(struct ctx *ctx, struct account_id id, struct sv public_key,
                                  struct sv private_box)
{
    return q_account_key_insert(ctx, id, public_key, private_box, ctx->now_ms, NULL);
}

enum err store_account_hold(struct ctx *ctx, struct account_id id, enum account_state *out_state)
{
    bool is_found = false;
    struct q_account_state_row row;
    TRY(q_account_state(ctx, id, &is_found, &row));
    if (!is_found || row.state == ACCOUNT_ERASING)
        return fail(ctx, ERR_KEY_GONE, "the account was erased meanwhile");
    if (out_state != NULL)
        *out_state = (enum account_state)row.state;
    return ERR_OK;
}

enum err store_account_set_state(struct ctx *ctx, struct account_id id, enum account_state state)
{
    TRY(q_account_set_state(ctx, id, state, NULL));
    return q_account_list_again(ctx, id, NULL);
}

enum err store_account_set_sensitized(struct ctx *ctx, struct account_id id, bool is_sensitized)
{
    return q_account_set_sensitized(ctx, id, is_sensitized, NULL);
}

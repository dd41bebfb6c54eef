/* Edit a profile. */
#include "service/edit_profile.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/erase_media.h"
#include "service/index_status.h"
#include "service/log_page.h"
#include "service/permit.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/outbound.h"
#include "text/status_text.h"
#include "text/url.h"
#include "text/utf8.h"

#define MENTION_LINKS_MAX 40
#define LANGUAGE_MAX_BYTES 35
#define ATTRIBUTION_BYTES_MAX ((size_t)PROFILE_ATTRIBUTION_MAX * 256)

/* What other servers show; the rest is nobody else's. */
#define FEDERATED_PARTS                                                                            \
    (PROFILE_DISPLAY_NAME | PROFILE_NOTE | PROFILE_FIELDS | PROFILE_LOCKED | PROFILE_BOT |         \
     PROFILE_DISCOVERABLE | PROFILE_INDEXABLE | PROFILE_HIDES_COLLECTIONS | PROFILE_AVATAR |       \
     PROFILE_HEADER | PROFILE_AVATAR_ALT | PROFILE_HEADER_ALT | PROFILE_ATTRIBUTION)

static enum err mention_link(struct ctx *ctx, struct status_text_entity *entity)
{
    const struct site *site = &ctx->engine->site;
    struct sv domain = SV("");
    struct url_host host;
    if (entity->host.len > 0) {
        if (url_host_parse(ctx->arena, entity->host, &host) != ERR_OK)
            return ERR_OK;
        domain = sv_eq(host.text, site->host) ? SV("") : host.text;
    }
    struct account account;
    bool is_found = false;
    enum err err = store_account_find_handle(ctx, entity->username, domain, &is_found, &account);
    if (err != ERR_OK)
        return err == ERR_KEY_GONE ? ERR_OK : err;
    if (is_found && !account_is_gone(&account))
        entity->href = site_url_of_account(ctx->arena, site, &account);
    return ERR_OK;
}

static enum err text_render(struct ctx *ctx, struct sv text, enum status_text_form form,
                            struct html *out)
{
    struct status_text_entities entities = { 0 };
    status_text_scan(ctx->arena, text, &entities);
    size_t links = 0;
    for (size_t i = 0; i < entities.list.count; i++) {
        struct status_text_entity *entity = &entities.list.items[i];
        if (entity->kind == STATUS_TEXT_MENTION && links++ < MENTION_LINKS_MAX)
            TRY(mention_link(ctx, entity));
        if (entity->kind == STATUS_TEXT_HASHTAG)
            entity->href = site_tag_url(ctx->arena, &ctx->engine->site,
                                        status_text_normalize_tag(ctx->arena, entity->tag));
    }
    *out = status_text_render(ctx->arena, text, &entities, form);
    return ERR_OK;
}

static size_t note_count(struct ctx *ctx, struct sv note)
{
    struct status_text_entities entities = { 0 };
    status_text_scan(ctx->arena, note, &entities);
    return status_text_count(note, &entities);
}

static bool text_is_short(struct sv text, size_t max_chars)
{
    return utf8_is_valid(text) && utf8_count_graphemes(text) <= max_chars;
}

static bool fields_are_short(const struct profile_edit *edit)
{
    if (edit->field_count > PROFILE_FIELDS_MAX)
        return false;
    for (size_t i = 0; i < edit->field_count; i++)
        if (!text_is_short(edit->fields[i].name, PROFILE_FIELD_MAX_CHARS) ||
            !text_is_short(edit->fields[i].value, PROFILE_FIELD_MAX_CHARS))
            return false;
    return true;
}

static bool language_is_valid(struct sv language)
{
    for (size_t i = 0; i < language.len; i++) {
        char c = language.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && c != '-' && !(c >= '0' && c <= '9' && i > 0))
            return false;
    }
    return language.len <= LANGUAGE_MAX_BYTES;
}

/* The domains, one a line; false when one is none, or there are too many. */
static bool attribution_join(struct ctx *ctx, const struct profile_edit *edit, struct sv *out)
{
    struct buf joined;
    size_t count = 0;
    buf_init(&joined, ctx->arena, ATTRIBUTION_BYTES_MAX);
    for (size_t i = 0; i < edit->attribution_count; i++) {
        struct url_host host;
        struct sv domain = sv_trim(edit->attribution[i]);
        if (domain.len == 0)
            continue;
        if (count++ == PROFILE_ATTRIBUTION_MAX ||
            url_host_parse(ctx->arena, domain, &host) != ERR_OK)
            return false;
        if (count > 1)
            buf_char(&joined, '\n');
        buf_sv(&joined, host.text);
    }
    *out = buf_view(&joined);
    return !joined.is_overflown;
}

/* Note the fault of one part. */
static void part_check(struct field_errors *errors, bool is_right, struct sv field,
                       enum field_error_code code)
{
    if (!is_right)
        field_error_add(errors, field, code);
}

static void words_check(struct ctx *ctx, const struct profile_edit *edit,
                        struct field_errors *errors)
{
    unsigned given = edit->given;
    if (given & PROFILE_DISPLAY_NAME)
        part_check(errors, text_is_short(edit->display_name, PROFILE_NAME_MAX_CHARS),
                   SV("display_name"), FIELD_TOO_LONG);
    if (given & PROFILE_NOTE)
        part_check(errors,
                   utf8_is_valid(edit->note) &&
                       note_count(ctx, edit->note) <= PROFILE_NOTE_MAX_CHARS,
                   SV("note"), FIELD_TOO_LONG);
    if (given & PROFILE_FIELDS)
        part_check(errors, fields_are_short(edit), SV("fields"), FIELD_TOO_LONG);
    if (given & PROFILE_AVATAR_ALT)
        part_check(errors, text_is_short(edit->avatar_alt, PROFILE_ALT_MAX_CHARS),
                   SV("avatar_description"), FIELD_TOO_LONG);
    if (given & PROFILE_HEADER_ALT)
        part_check(errors, text_is_short(edit->header_alt, PROFILE_ALT_MAX_CHARS),
                   SV("header_description"), FIELD_TOO_LONG);
    struct sv joined;
    if (given & PROFILE_ATTRIBUTION)
        part_check(errors, attribution_join(ctx, edit, &joined), SV("attribution_domains"),
                   FIELD_INVALID);
    if (given & PROFILE_LANGUAGE)
        part_check(errors, language_is_valid(edit->default_language), SV("language"),
                   FIELD_INCLUSION);
    if (given & PROFILE_VISIBILITY)
        part_check(errors, edit->default_visibility != VISIBILITY_DIRECT, SV("visibility"),
                   FIELD_INCLUSION);
}

/* A picture must be the account's own, made for this. */
static enum err picture_check(struct ctx *ctx, struct media_id id, enum media_purpose purpose,
                              struct sv field, struct field_errors *errors)
{
    if (media_id_is_none(id))
        return ERR_OK;
    struct media media;
    enum err err = store_media_get(ctx, id, &media);
    bool is_right = err == ERR_OK && account_id_eq(media.owner, ctx->viewer.account) &&
                    media.purpose == purpose;
    part_check(errors, is_right, field, FIELD_INVALID);
    return err == ERR_NOT_FOUND || err == ERR_KEY_GONE ? ERR_OK : err;
}

static enum err edit_check(struct ctx *ctx, const struct profile_edit *edit,
                           struct field_errors *errors)
{
    struct field_errors own = { 0 };
    words_check(ctx, edit, &own);
    if (edit->given & PROFILE_AVATAR)
        TRY(picture_check(ctx, edit->avatar, MEDIA_AVATAR, SV("avatar"), &own));
    if (edit->given & PROFILE_HEADER)
        TRY(picture_check(ctx, edit->header, MEDIA_HEADER, SV("header"), &own));
    if (errors != NULL)
        *errors = own;
    return own.count == 0 ? ERR_OK : ERR_VALIDATION;
}

static enum err fields_apply(struct ctx *ctx, const struct profile_edit *edit,
                             struct account *account)
{
    struct account_field *fields =
        ARENA_ARRAY(ctx->arena, struct account_field, PROFILE_FIELDS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < edit->field_count; i++) {
        struct account_field field = { .name = sv_trim(edit->fields[i].name),
                                       .value = sv_trim(edit->fields[i].value) };
        if (field.name.len == 0 && field.value.len == 0)
            continue;
        TRY(text_render(ctx, field.value, STATUS_TEXT_FIELD, &field.value_html));
        fields[count++] = field;
    }
    account->fields = fields;
    account->field_count = count;
    return ERR_OK;
}

static void flags_apply(const struct profile_edit *edit, struct account *account)
{
    unsigned given = edit->given;
    if (given & PROFILE_LOCKED)
        account->is_locked = edit->is_locked;
    if (given & PROFILE_DISCOVERABLE)
        account->is_discoverable = edit->is_discoverable;
    if (given & PROFILE_INDEXABLE)
        account->is_indexable = edit->is_indexable;
    if (given & PROFILE_HIDES_COLLECTIONS)
        account->hides_collections = edit->hides_collections;
    if (given & PROFILE_VISIBILITY)
        account->default_visibility = edit->default_visibility;
    if (given & PROFILE_SENSITIVE)
        account->default_sensitive = edit->default_sensitive;
    if (given & PROFILE_LANGUAGE)
        account->default_language = edit->default_language;
    if (given & PROFILE_MEDIA)
        account->hides_media = !edit->shows_media;
    if (given & PROFILE_MEDIA_REPLIES)
        account->hides_media_replies = !edit->shows_media_replies;
    if (given & PROFILE_FEATURED)
        account->hides_featured = !edit->shows_featured;
    bool is_person = account->kind == ACCOUNT_PERSON || account->kind == ACCOUNT_SERVICE;
    if ((given & PROFILE_BOT) && is_person)
        account->kind = edit->is_bot ? ACCOUNT_SERVICE : ACCOUNT_PERSON;
}

/* The words go with the picture they are of. */
static void picture_apply(bool has_picture, struct media_id picture, bool has_alt, struct sv alt,
                          struct media_id *out, struct sv *out_alt)
{
    if (has_picture)
        *out = picture;
    if (has_alt)
        *out_alt = sv_trim(alt);
    else if (has_picture)
        *out_alt = SV("");
}

static enum err edit_apply(struct ctx *ctx, const struct profile_edit *edit,
                           struct account *account)
{
    if (edit->given & PROFILE_DISPLAY_NAME)
        account->display_name = sv_trim(edit->display_name);
    if (edit->given & PROFILE_NOTE) {
        account->note = edit->note;
        TRY(text_render(ctx, edit->note, STATUS_TEXT_BODY, &account->note_html));
    }
    if (edit->given & PROFILE_FIELDS)
        TRY(fields_apply(ctx, edit, account));
    picture_apply(edit->given & PROFILE_AVATAR, edit->avatar, edit->given & PROFILE_AVATAR_ALT,
                  edit->avatar_alt, &account->avatar, &account->avatar_alt);
    picture_apply(edit->given & PROFILE_HEADER, edit->header, edit->given & PROFILE_HEADER_ALT,
                  edit->header_alt, &account->header, &account->header_alt);
    if (edit->given & PROFILE_ATTRIBUTION)
        (void)attribution_join(ctx, edit, &account->attribution);
    flags_apply(edit, account);
    account->updated_ms = ctx->now_ms;
    return ERR_OK;
}

struct write {
    struct account account;
    struct account_sealed sealed;
    bool is_federated;
    bool is_searched_otherwise; /* its posts begin or cease to be found */
};

static void profile_changed(void *arg)
{
    const struct ctx *ctx = arg;
    cache_invalidate(ctx->engine->cache, cache_ref_account(ctx->viewer.account));
}

static enum err profile_write(struct ctx *ctx, void *arg)
{
    const struct write *w = arg;
    TRY(store_account_update(ctx, &w->account, &w->sealed));
    TRY(service_log_acting(ctx, PAGE_LOG_PROFILE, account_id(0), status_id(0)));
    if (w->is_searched_otherwise)
        TRY(service_index_account_later(ctx, w->account.id));
    db_after_commit(ctx, profile_changed, ctx);
    if (!w->is_federated)
        return ERR_OK;
    engine_wake_delivery(ctx);
    return store_fanout_insert(ctx, w->account.id, ACTIVITY_UPDATE_ACTOR, w->account.id.v,
                               FANOUT_FOLLOWERS, NULL);
}

static enum err profile_seal(struct ctx *ctx, struct write *w)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, w->account.id, &key));
    return store_account_seal(ctx, &w->account, &key, &w->sealed);
}

/* A picture that was replaced is not kept. */
static enum err picture_forget(struct ctx *ctx, struct media_id before, struct media_id after)
{
    if (media_id_is_none(before) || media_id_eq(before, after))
        return ERR_OK;
    enum err err = service_begin_media_erasure(ctx, before, ctx->viewer.account);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_edit_profile(struct ctx *ctx, const struct profile_edit *edit,
                              struct field_errors *errors, struct account *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_OWNER));
    TRY(edit_check(ctx, edit, errors));
    struct write w = { .is_federated = (edit->given & FEDERATED_PARTS) != 0 };
    TRY(store_account_get(ctx, ctx->viewer.account, &w.account));
    if (account_is_gone(&w.account))
        return ERR_FORBIDDEN;
    const struct account before = w.account;
    TRY(edit_apply(ctx, edit, &w.account));
    w.is_searched_otherwise = before.is_indexable != w.account.is_indexable;
    TRY(profile_seal(ctx, &w));
    TRY(service_write_acting(ctx, profile_write, &w));
    TRY(picture_forget(ctx, before.avatar, w.account.avatar));
    TRY(picture_forget(ctx, before.header, w.account.header));
    return store_account_get(ctx, ctx->viewer.account, out);
}

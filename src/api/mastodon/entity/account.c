/* Account entities. */
#include "api/mastodon/entity/account.h"

#include "api/asset.h"
#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/entity/tag_of.h"
#include "base/clock.h"
#include "model/site.h"
#include "service/custom_emoji.h"
#include "service/engine.h"

/* Bits of Role#permissions as Mastodon numbers them. */
enum {
    PERMISSION_ADMINISTRATOR = 1 << 0,
    PERMISSION_MANAGE_REPORTS = 1 << 4,
    PERMISSION_MANAGE_FEDERATION = 1 << 5,
    PERMISSION_MANAGE_USERS = 1 << 10,
};

/* A text that is not known is empty, not null. */
static struct sv text_of(struct sv s)
{
    return s.ptr == NULL ? SV("") : s;
}

static const struct site *site_of(const struct ctx *ctx)
{
    return &ctx->engine->site;
}

/* Where a picture is; `missing` is the default one's path. */
static struct sv picture_url(struct ctx *ctx, struct media_id local, struct sv remote,
                             enum media_version version, struct sv missing)
{
    if (!media_id_is_none(local))
        return site_media_url(ctx->arena, site_of(ctx), local, version);
    if (remote.len > 0)
        return remote;
    struct sv parts[] = { site_of(ctx)->base, missing };
    return sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

static void avatar_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct sv missing = asset_path(ASSET_AVATAR);
    struct subject name = subject_of(account->id, CLASS_NAME_AVATAR);
    bool is_gone = account_is_gone(account);
    struct media_id id = is_gone ? media_id(0) : account->avatar;
    struct sv url = is_gone ? SV("") : account->avatar_url;
    json_w_key_str(w, SV("avatar"), name,
                   picture_url(ctx, id, url, MEDIA_VERSION_ORIGINAL, missing));
    json_w_key_str(w, SV("avatar_static"), name,
                   picture_url(ctx, id, url, MEDIA_VERSION_STATIC, missing));
}

struct sv entity_account_avatar_static(struct ctx *ctx, const struct account *account)
{
    bool is_gone = account_is_gone(account);
    return picture_url(ctx, is_gone ? media_id(0) : account->avatar,
                       is_gone ? SV("") : account->avatar_url, MEDIA_VERSION_STATIC,
                       asset_path(ASSET_AVATAR));
}

static void header_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct sv missing = asset_path(ASSET_HEADER);
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    bool is_gone = account_is_gone(account);
    struct media_id id = is_gone ? media_id(0) : account->header;
    struct sv url = is_gone ? SV("") : account->header_url;
    json_w_key_str(w, SV("header"), detail,
                   picture_url(ctx, id, url, MEDIA_VERSION_ORIGINAL, missing));
    json_w_key_str(w, SV("header_static"), detail,
                   picture_url(ctx, id, url, MEDIA_VERSION_STATIC, missing));
}

static void names_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct subject name = subject_of(account->id, CLASS_NAME_AVATAR);
    struct arena *a = ctx->arena;
    json_w_key_id(w, SV("id"), name, account->id.v);
    json_w_key_str(w, SV("username"), name, account->username);
    json_w_key_str(w, SV("acct"), name, account_acct(a, account));
    json_w_key_str(w, SV("display_name"), name,
                   account_is_gone(account) ? SV("") : text_of(account->display_name));
    json_w_key_str(w, SV("url"), name, site_url_of_account(a, site_of(ctx), account));
    json_w_key_str(w, SV("uri"), name, site_uri_of_account(a, site_of(ctx), account));
}

/* `html`: values as shown; otherwise as typed. */
static void fields_render(struct json_writer *w, const struct account *account, bool html)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    size_t count = account_is_gone(account) ? 0 : account->field_count;
    json_w_key_array(w, SV("fields"));
    for (size_t i = 0; i < count; i++) {
        const struct account_field *field = &account->fields[i];
        json_w_object_begin(w);
        json_w_key_str(w, SV("name"), detail, text_of(field->name));
        json_w_key_str(w, SV("value"), detail,
                       text_of(html ? field->value_html.bytes : field->value));
        json_w_key_null(w, SV("verified_at"), detail); /* links back are not verified */
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void flags_render(struct json_writer *w, const struct account *account)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_key_bool(w, SV("locked"), detail, account->is_locked);
    json_w_key_bool(w, SV("bot"), detail, account_is_bot(account));
    json_w_key_bool(w, SV("group"), detail, account->kind == ACCOUNT_GROUP);
    json_w_key_bool(w, SV("discoverable"), detail, account->is_discoverable);
    json_w_key_bool(w, SV("indexable"), detail, account->is_indexable);
    json_w_key_bool(w, SV("hide_collections"), detail, account->hides_collections);
    if (account_is_gone(account))
        json_w_key_bool(w, SV("suspended"), detail, true);
    if (account->state == ACCOUNT_SILENCED)
        json_w_key_bool(w, SV("limited"), detail, true);
    if (account_is_local(account)) {
        json_w_key_bool(w, SV("noindex"), detail, !account->is_indexable);
        entity_key_empty_list(w, SV("roles")); /* no role is shown on a profile */
    }
}

static void counts_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    const struct account_counts *counts = &account->counts;
    bool is_gone = account_is_gone(account);
    json_w_key_i64(w, SV("followers_count"), detail, is_gone ? 0 : counts->followers);
    json_w_key_i64(w, SV("following_count"), detail, is_gone ? 0 : counts->following);
    json_w_key_i64(w, SV("statuses_count"), detail, is_gone ? 0 : counts->statuses);
    struct sv last = { 0 };
    if (counts->last_status_ms != 0 && !is_gone)
        last = date_render_day(ctx->arena, counts->last_status_ms);
    json_w_key_str(w, SV("last_status_at"), detail, last);
    /* To the day, as Mastodon does: the minute of a sign-up is nobody's business. */
    int64_t day_ms = account->created_ms - account->created_ms % MS_PER_DAY;
    entity_key_time(w, ctx->arena, SV("created_at"), detail, day_ms);
}

static void pictures_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    bool is_gone = account_is_gone(account);
    avatar_render(ctx, w, account);
    json_w_key_str(w, SV("avatar_description"), subject_of(account->id, CLASS_NAME_AVATAR),
                   is_gone ? SV("") : text_of(account->avatar_alt));
    header_render(ctx, w, account);
    json_w_key_str(w, SV("header_description"), subject_of(account->id, CLASS_PROFILE_DETAIL),
                   is_gone ? SV("") : text_of(account->header_alt));
}

static void shows_render(struct json_writer *w, const struct account *account)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_key_bool(w, SV("show_media"), detail, !account->hides_media);
    json_w_key_bool(w, SV("show_media_replies"), detail, !account->hides_media_replies);
    json_w_key_bool(w, SV("show_featured"), detail, !account->hides_featured);
}

static void members_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    names_render(ctx, w, account);
    pictures_render(ctx, w, account);
    json_w_key_str(w, SV("note"), detail,
                   account_is_gone(account) ? SV("") : text_of(account->note_html.bytes));
    flags_render(w, account);
    shows_render(w, account);
    counts_render(ctx, w, account);
    fields_render(w, account, true);
    struct custom_emojis emojis = service_emojis_of_account(ctx, account);
    entity_key_emojis(ctx, w, detail, &emojis);
}

void entity_account_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    json_w_object_begin(w);
    members_render(ctx, w, account);
    json_w_object_end(w);
}

void entity_partial_account_render(struct ctx *ctx, struct json_writer *w,
                                   const struct account *account)
{
    struct subject name = subject_of(account->id, CLASS_NAME_AVATAR);
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), name, account->id.v);
    json_w_key_str(w, SV("acct"), name, account_acct(ctx->arena, account));
    json_w_key_str(w, SV("url"), name, site_url_of_account(ctx->arena, site_of(ctx), account));
    avatar_render(ctx, w, account);
    json_w_key_bool(w, SV("locked"), detail, account->is_locked);
    json_w_key_bool(w, SV("bot"), detail, account_is_bot(account));
    json_w_object_end(w);
}

static void attribution_render(struct json_writer *w, const struct account *account)
{
    struct sv rest = account->attribution;
    struct sv domain;
    json_w_key_array(w, SV("attribution_domains"));
    while (rest.len > 0 && sv_split(&rest, '\n', &domain))
        json_w_str(w, subject_of(account->id, CLASS_PROFILE_DETAIL), domain);
    json_w_array_end(w);
}

static void source_render(struct json_writer *w, const struct account *account,
                          int64_t request_count)
{
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_key_object(w, SV("source"));
    json_w_key_str(w, SV("privacy"), detail, visibility_name(account->default_visibility));
    json_w_key_bool(w, SV("sensitive"), detail, account->default_sensitive);
    json_w_key_str(w, SV("language"), detail, text_of(account->default_language));
    json_w_key_str(w, SV("note"), detail, text_of(account->note));
    fields_render(w, account, false);
    json_w_key_i64(w, SV("follow_requests_count"), subject_of(account->id, CLASS_RELATIONS),
                   request_count);
    json_w_key_bool(w, SV("hide_collections"), detail, account->hides_collections);
    json_w_key_bool(w, SV("discoverable"), detail, account->is_discoverable);
    json_w_key_bool(w, SV("indexable"), detail, account->is_indexable);
    attribution_render(w, account);
    json_w_key_str(w, SV("quote_policy"), detail, SV("nobody"));
    json_w_object_end(w);
}

void entity_role_render(struct json_writer *w, struct account_id of, enum user_role role)
{
    static const struct {
        int64_t id;
        struct sv name;
        int64_t permissions;
    } roles[] = {
        [USER_ROLE_NONE] = { ENTITY_ROLE_EVERYBODY, SV_INIT(""), 0 },
        [USER_ROLE_USER] = { ENTITY_ROLE_EVERYBODY, SV_INIT(""), 0 },
        [USER_ROLE_MODERATOR] = { ENTITY_ROLE_MODERATOR, SV_INIT("Moderator"),
                                  PERMISSION_MANAGE_REPORTS | PERMISSION_MANAGE_USERS },
        [USER_ROLE_ADMIN] = { ENTITY_ROLE_ADMIN, SV_INIT("Admin"),
                              PERMISSION_ADMINISTRATOR | PERMISSION_MANAGE_REPORTS |
                                  PERMISSION_MANAGE_FEDERATION | PERMISSION_MANAGE_USERS },
    };
    struct subject detail = subject_of(of, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), detail, roles[role].id);
    json_w_key_str(w, SV("name"), detail, roles[role].name);
    json_w_key_str(w, SV("color"), detail, SV(""));
    json_w_key_id(w, SV("permissions"), detail, roles[role].permissions);
    json_w_key_bool(w, SV("highlighted"), detail, role > USER_ROLE_USER);
    json_w_object_end(w);
}

void entity_credential_account_render(struct ctx *ctx, struct json_writer *w,
                                      const struct account *account, int64_t request_count)
{
    json_w_object_begin(w);
    members_render(ctx, w, account);
    source_render(w, account, request_count);
    json_w_key(w, SV("role"));
    entity_role_render(w, ctx->viewer.account, ctx->viewer.role);
    json_w_object_end(w);
}

/* Null where there is no picture, unlike in Account. */
static void own_picture_render(struct ctx *ctx, struct json_writer *w, struct subject about,
                               struct media_id id, struct sv key, struct sv key_static)
{
    if (media_id_is_none(id)) {
        json_w_key_null(w, key, about);
        json_w_key_null(w, key_static, about);
        return;
    }
    json_w_key_str(w, key, about,
                   site_media_url(ctx->arena, site_of(ctx), id, MEDIA_VERSION_ORIGINAL));
    json_w_key_str(w, key_static, about,
                   site_media_url(ctx->arena, site_of(ctx), id, MEDIA_VERSION_STATIC));
}

void entity_profile_render(struct ctx *ctx, struct json_writer *w, const struct account *account)
{
    struct subject name = subject_of(account->id, CLASS_NAME_AVATAR);
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), name, account->id.v);
    json_w_key_str(w, SV("display_name"), name, text_of(account->display_name));
    json_w_key_str(w, SV("note"), detail, text_of(account->note));
    fields_render(w, account, false);
    own_picture_render(ctx, w, name, account->avatar, SV("avatar"), SV("avatar_static"));
    json_w_key_str(w, SV("avatar_description"), name, text_of(account->avatar_alt));
    own_picture_render(ctx, w, detail, account->header, SV("header"), SV("header_static"));
    json_w_key_str(w, SV("header_description"), detail, text_of(account->header_alt));
    json_w_key_bool(w, SV("locked"), detail, account->is_locked);
    json_w_key_bool(w, SV("bot"), detail, account_is_bot(account));
    json_w_key_bool(w, SV("hide_collections"), detail, account->hides_collections);
    json_w_key_bool(w, SV("discoverable"), detail, account->is_discoverable);
    json_w_key_bool(w, SV("indexable"), detail, account->is_indexable);
    shows_render(w, account);
    attribution_render(w, account);
    json_w_object_end(w);
}

void entity_muted_account_render(struct ctx *ctx, struct json_writer *w,
                                 const struct account *account, int64_t expires_ms)
{
    json_w_object_begin(w);
    members_render(ctx, w, account);
    entity_key_time_or_null(w, ctx->arena, SV("mute_expires_at"),
                            subject_of(ctx->viewer.account, CLASS_RELATIONS), expires_ms);
    json_w_object_end(w);
}

/* Instance entities. */
#include "api/mastodon/entity/instance.h"

#include "api/asset.h"
#include "api/mastodon/entity/rule.h"
#include "api/mastodon/entity/tag_of.h"
#include "conf/settings.h"
#include "service/bookmark_status.h"
#include "service/edit_profile.h"
#include "service/engine.h"
#include "service/feature_tag.h"
#include "service/make_media.h"
#include "service/push_key.h"
#include "text/status_text.h"

/* Pixels of a picture that may be uploaded; what the cage takes. */
#define IMAGE_MATRIX_LIMIT INT64_C(33177600)
/* What feature detection goes by: grouped notifications and quotes, which came with 2 and 7, are not built. */
#define API_LEVEL 1

static void key_text(struct json_writer *w, struct sv key, struct sv value)
{
    json_w_key_str(w, key, SUBJECT_NONE, value.ptr == NULL ? SV("") : value);
}

static void key_number(struct json_writer *w, struct sv key, int64_t value)
{
    json_w_key_i64(w, key, SUBJECT_NONE, value);
}

static void key_truth(struct json_writer *w, struct sv key, bool value)
{
    json_w_key_bool(w, key, SUBJECT_NONE, value);
}

static void key_null(struct json_writer *w, struct sv key)
{
    json_w_key_null(w, key, SUBJECT_NONE);
}

static struct sv under_base(const struct ctx *ctx, struct sv path)
{
    struct sv parts[] = { ctx->engine->site.base, path };
    return sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

static bool is_open(const struct ctx *ctx)
{
    return conf_enum(ctx->engine->conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED;
}

static bool needs_approval(const struct ctx *ctx)
{
    return conf_enum(ctx->engine->conf, CONF_REGISTRATION) == CONF_REGISTRATION_APPROVAL;
}

/* Clients take the address of a socket and make the one of an event stream from it. */
static struct sv streaming_url(const struct ctx *ctx)
{
    struct sv base = ctx->engine->site.base;
    struct sv scheme = SV("wss");
    if (sv_starts_with(base, SV("http://")))
        scheme = SV("ws");
    struct sv parts[] = { scheme, sv_from_offset(base, sv_find_char(base, ':', 0)) };
    return sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
}

static void languages_render(struct json_writer *w)
{
    json_w_key_array(w, SV("languages"));
    json_w_str(w, SUBJECT_NONE, SV("en"));
    json_w_str(w, SUBJECT_NONE, SV("fr"));
    json_w_array_end(w);
}

static void types_render(struct json_writer *w, const struct sv *types, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_w_str(w, SUBJECT_NONE, types[i]);
}

static void media_limits_render(struct ctx *ctx, struct json_writer *w)
{
    int64_t film_bytes = service_film_max_bytes(ctx);
    size_t count = 0;
    const struct sv *types = service_media_types(ctx, &count);
    json_w_key_object(w, SV("media_attachments"));
    json_w_key_array(w, SV("supported_mime_types"));
    types_render(w, types, count);
    json_w_array_end(w);
    key_number(w, SV("description_limit"), MEDIA_ALT_CHARS_MAX);
    key_number(w, SV("image_size_limit"), conf_i64(ctx->engine->conf, CONF_MEDIA_MAX_BYTES));
    key_number(w, SV("image_matrix_limit"), IMAGE_MATRIX_LIMIT);
    key_number(w, SV("video_size_limit"), film_bytes);
    key_number(w, SV("video_frame_rate_limit"), film_bytes > 0 ? MEDIA_FILM_RATE_LIMIT : 0);
    key_number(w, SV("video_matrix_limit"), film_bytes > 0 ? MEDIA_FILM_MATRIX_LIMIT : 0);
    json_w_object_end(w);
}

/* The parts of `configuration` that both versions have. */
static void limits_render(struct ctx *ctx, struct json_writer *w)
{
    json_w_key_object(w, SV("accounts"));
    key_number(w, SV("max_display_name_length"), PROFILE_NAME_MAX_CHARS);
    key_number(w, SV("max_note_length"), PROFILE_NOTE_MAX_CHARS);
    key_number(w, SV("max_avatar_description_length"), PROFILE_ALT_MAX_CHARS);
    key_number(w, SV("max_header_description_length"), PROFILE_ALT_MAX_CHARS);
    key_number(w, SV("max_featured_tags"), FEATURED_TAGS_MAX);
    key_number(w, SV("max_pinned_statuses"), STATUS_PINS_MAX);
    key_number(w, SV("max_profile_fields"), PROFILE_FIELDS_MAX);
    key_number(w, SV("profile_field_name_limit"), PROFILE_FIELD_MAX_CHARS);
    key_number(w, SV("profile_field_value_limit"), PROFILE_FIELD_MAX_CHARS);
    json_w_object_end(w);
    json_w_key_object(w, SV("statuses"));
    key_number(w, SV("max_characters"), conf_i64(ctx->engine->conf, CONF_LIMITS_STATUS_CHARS));
    key_number(w, SV("max_media_attachments"), STATUS_MEDIA_MAX);
    key_number(w, SV("characters_reserved_per_url"), STATUS_TEXT_LINK_CHARS);
    json_w_object_end(w);
    media_limits_render(ctx, w);
    json_w_key_object(w, SV("polls"));
    key_number(w, SV("max_options"), POLL_OPTIONS_MAX);
    key_number(w, SV("max_characters_per_option"), POLL_OPTION_CHARS_MAX);
    key_number(w, SV("min_expiration"), POLL_SECONDS_MIN);
    key_number(w, SV("max_expiration"), POLL_SECONDS_MAX);
    json_w_object_end(w);
}

static void access_render(struct json_writer *w, struct sv key, struct sv access)
{
    json_w_key_object(w, key);
    key_text(w, SV("local"), access);
    key_text(w, SV("remote"), access);
    json_w_object_end(w);
}

static void configuration_render(struct ctx *ctx, struct json_writer *w,
                                 const struct instance_facts *facts)
{
    json_w_key_object(w, SV("configuration"));
    json_w_key_object(w, SV("urls"));
    key_text(w, SV("streaming"), streaming_url(ctx));
    key_null(w, SV("status"));
    key_text(w, SV("about"), under_base(ctx, SV("/about")));
    key_text(w, SV("privacy_policy"), under_base(ctx, SV("/privacy-policy")));
    if (facts->has_terms)
        key_text(w, SV("terms_of_service"), under_base(ctx, SV("/terms-of-service")));
    else
        key_null(w, SV("terms_of_service"));
    json_w_object_end(w);
    json_w_key_object(w, SV("vapid"));
    key_text(w, SV("public_key"), service_push_public_key(ctx));
    json_w_object_end(w);
    limits_render(ctx, w);
    json_w_key_object(w, SV("translation"));
    key_truth(w, SV("enabled"), false);
    json_w_object_end(w);
    json_w_key_object(w, SV("timelines_access"));
    access_render(w, SV("live_feeds"), SV("public"));
    access_render(w, SV("hashtag_feeds"), SV("public"));
    access_render(w, SV("trending_link_feeds"), SV("disabled"));
    json_w_object_end(w);
    key_truth(w, SV("limited_federation"), false);
    json_w_object_end(w);
}

static void registrations_render(struct ctx *ctx, struct json_writer *w)
{
    json_w_key_object(w, SV("registrations"));
    key_truth(w, SV("enabled"), is_open(ctx));
    key_truth(w, SV("approval_required"), needs_approval(ctx));
    key_truth(w, SV("reason_required"), false);
    key_null(w, SV("message"));
    key_null(w, SV("min_age"));
    key_null(w, SV("url"));
    json_w_object_end(w);
}

static void names_render(struct ctx *ctx, struct json_writer *w)
{
    const struct conf *conf = ctx->engine->conf;
    key_text(w, SV("title"), conf_sv(conf, CONF_SERVER_NAME));
    key_text(w, SV("version"), SV(INSTANCE_API_VERSION));
    key_text(w, SV("description"), conf_sv(conf, CONF_SERVER_DESCRIPTION));
}

void entity_instance_render(struct ctx *ctx, struct json_writer *w,
                            const struct instance_facts *facts)
{
    json_w_object_begin(w);
    key_text(w, SV("domain"), ctx->engine->site.host);
    names_render(ctx, w);
    key_text(w, SV("source_url"), under_base(ctx, SV("/about")));
    json_w_key_object(w, SV("usage"));
    json_w_key_object(w, SV("users"));
    key_number(w, SV("active_month"), facts->totals.users.active_month);
    json_w_object_end(w);
    json_w_object_end(w);
    json_w_key_object(w, SV("thumbnail"));
    key_text(w, SV("url"), under_base(ctx, asset_path(ASSET_HEADER)));
    key_text(w, SV("description"), SV("")); /* it shows nothing */
    json_w_object_end(w);
    entity_key_empty_list(w, SV("icon"));
    languages_render(w);
    configuration_render(ctx, w, facts);
    registrations_render(ctx, w);
    json_w_key_object(w, SV("api_versions"));
    key_number(w, SV("mastodon"), API_LEVEL);
    json_w_object_end(w);
    json_w_key_object(w, SV("contact"));
    key_text(w, SV("email"), conf_sv(ctx->engine->conf, CONF_SERVER_CONTACT));
    key_null(w, SV("account"));
    json_w_object_end(w);
    entity_key_rules(w, SV("rules"), facts->rules, facts->rule_count);
    json_w_object_end(w);
}

void entity_instance_v1_render(struct ctx *ctx, struct json_writer *w,
                               const struct instance_facts *facts)
{
    const struct conf *conf = ctx->engine->conf;
    json_w_object_begin(w);
    key_text(w, SV("uri"), ctx->engine->site.host);
    names_render(ctx, w);
    key_text(w, SV("short_description"), conf_sv(conf, CONF_SERVER_DESCRIPTION));
    key_text(w, SV("email"), conf_sv(conf, CONF_SERVER_CONTACT));
    json_w_key_object(w, SV("urls"));
    key_text(w, SV("streaming_api"), streaming_url(ctx));
    json_w_object_end(w);
    json_w_key_object(w, SV("stats"));
    key_number(w, SV("user_count"), facts->totals.users.total);
    key_number(w, SV("status_count"), facts->totals.statuses);
    key_number(w, SV("domain_count"), facts->totals.hosts);
    json_w_object_end(w);
    key_text(w, SV("thumbnail"), under_base(ctx, asset_path(ASSET_HEADER)));
    languages_render(w);
    key_truth(w, SV("registrations"), is_open(ctx));
    key_truth(w, SV("approval_required"), needs_approval(ctx));
    key_truth(w, SV("invites_enabled"), false);
    json_w_key_object(w, SV("configuration"));
    limits_render(ctx, w);
    json_w_object_end(w);
    key_null(w, SV("contact_account"));
    entity_key_rules(w, SV("rules"), facts->rules, facts->rule_count);
    json_w_object_end(w);
}

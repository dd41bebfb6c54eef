/* Site: addresses of this server. */
#include "model/site.h"

#include "base/buf.h"
#include "base/num.h"

static const struct sv words[ACTIVITY_KIND_COUNT] = {
    [ACTIVITY_CREATE] = SV_INIT("create"),
    [ACTIVITY_UPDATE] = SV_INIT("update"),
    [ACTIVITY_DELETE] = SV_INIT("delete"),
    [ACTIVITY_ANNOUNCE] = SV_INIT("announce"),
    [ACTIVITY_UNDO_ANNOUNCE] = SV_INIT("undo-announce"),
    [ACTIVITY_LIKE] = SV_INIT("like"),
    [ACTIVITY_UNDO_LIKE] = SV_INIT("undo-like"),
    [ACTIVITY_FOLLOW] = SV_INIT("follow"),
    [ACTIVITY_UNDO_FOLLOW] = SV_INIT("undo-follow"),
    [ACTIVITY_ACCEPT_FOLLOW] = SV_INIT("accept-follow"),
    [ACTIVITY_REJECT_FOLLOW] = SV_INIT("reject-follow"),
    [ACTIVITY_BLOCK] = SV_INIT("block"),
    [ACTIVITY_UNDO_BLOCK] = SV_INIT("undo-block"),
    [ACTIVITY_UPDATE_ACTOR] = SV_INIT("update-actor"),
    [ACTIVITY_DELETE_ACTOR] = SV_INIT("delete-actor"),
    [ACTIVITY_FLAG] = SV_INIT("flag"),
    [ACTIVITY_VOTE] = SV_INIT("vote"),
};

struct sv site_actor_uri(struct arena *a, const struct site *s, struct account_id id)
{
    if (account_id_is_none(id))
        return sv_printf(a, "%" SV_FMT "/actor", SV_ARG(s->base));
    return sv_printf(a, "%" SV_FMT "/actors/%lld", SV_ARG(s->base), (long long)id.v);
}

struct sv site_actor_part_uri(struct arena *a, const struct site *s, struct account_id id,
                              struct sv part)
{
    return sv_printf(a, "%" SV_FMT "/%" SV_FMT, SV_ARG(site_actor_uri(a, s, id)), SV_ARG(part));
}

struct sv site_key_uri(struct arena *a, const struct site *s, struct account_id id)
{
    return site_actor_part_uri(a, s, id, SV("main-key"));
}

struct sv site_object_uri(struct arena *a, const struct site *s, struct status_id id)
{
    return sv_printf(a, "%" SV_FMT "/objects/%lld", SV_ARG(s->base), (long long)id.v);
}

struct sv site_activity_uri(struct arena *a, const struct site *s, enum activity_kind kind,
                            int64_t id)
{
    assert(kind < ACTIVITY_KIND_COUNT);
    return sv_printf(a, "%" SV_FMT "/activities/%" SV_FMT "/%lld", SV_ARG(s->base),
                     SV_ARG(words[kind]), (long long)id);
}

struct sv site_profile_url(struct arena *a, const struct site *s, struct sv username)
{
    return sv_printf(a, "%" SV_FMT "/@%" SV_FMT, SV_ARG(s->base), SV_ARG(username));
}

struct sv site_status_url(struct arena *a, const struct site *s, struct sv username,
                          struct status_id id)
{
    return sv_printf(a, "%" SV_FMT "/@%" SV_FMT "/%lld", SV_ARG(s->base), SV_ARG(username),
                     (long long)id.v);
}

/* An address that ends in a tag, whatever letters it has. */
static struct sv tag_append(struct arena *a, struct sv path, struct sv name)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b;
    buf_init(&b, a, path.len + 3 * name.len);
    buf_sv(&b, path);
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!is_plain) {
            buf_char(&b, '%');
            buf_char(&b, hex[c >> 4]);
        }
        buf_char(&b, is_plain ? (char)c : hex[c & 15]);
    }
    return buf_view(&b);
}

struct sv site_collection_url(struct arena *a, const struct site *s, struct collection_id id)
{
    return sv_printf(a, "%" SV_FMT "/collections/%lld", SV_ARG(s->base), (long long)id.v);
}

struct sv site_tag_url(struct arena *a, const struct site *s, struct sv name)
{
    return tag_append(a, sv_printf(a, "%" SV_FMT "/tags/", SV_ARG(s->base)), name);
}

struct sv site_tagged_url(struct arena *a, const struct site *s, const struct account *account,
                          struct sv name)
{
    return tag_append(
        a, sv_printf(a, "%" SV_FMT "/tagged/", SV_ARG(site_profile_url(a, s, account->username))),
        name);
}

struct sv site_media_url(struct arena *a, const struct site *s, struct media_id id,
                         enum media_version version)
{
    static const struct sv names[MEDIA_VERSION_COUNT] = {
        [MEDIA_VERSION_ORIGINAL] = SV_INIT("original"),
        [MEDIA_VERSION_SMALL] = SV_INIT("small"),
        [MEDIA_VERSION_STATIC] = SV_INIT("static"),
    };
    return sv_printf(a, "%" SV_FMT "/media/%lld/%" SV_FMT, SV_ARG(s->base), (long long)id.v,
                     SV_ARG(names[version]));
}

struct sv site_url_of_media(struct arena *a, const struct site *s, const struct media *media,
                            enum media_version version)
{
    if (media->file.len == 0)
        return media->remote_url;
    if (media->versions[version].mime.len == 0 || version == MEDIA_VERSION_SOURCE)
        version = MEDIA_VERSION_ORIGINAL;
    struct sv url = site_media_url(a, s, media->id, version);
    if (media->token.len == 0)
        return url;
    return sv_printf(a, "%" SV_FMT "?k=%" SV_FMT, SV_ARG(url), SV_ARG(media->token));
}

struct sv site_emoji_uri(struct arena *a, const struct site *s, struct custom_emoji_id id)
{
    return sv_printf(a, "%" SV_FMT "/emojis/%lld", SV_ARG(s->base), (long long)id.v);
}

struct sv site_url_of_emoji(struct arena *a, const struct site *s, const struct custom_emoji *emoji,
                            enum media_version version)
{
    if (emoji->url.len > 0)
        return emoji->url;
    bool is_still = version == MEDIA_VERSION_STATIC && emoji->is_moving;
    return sv_printf(a, "%" SV_FMT "/%s", SV_ARG(site_emoji_uri(a, s, emoji->id)),
                     is_still ? "static" : "original");
}

struct sv site_uri_of_account(struct arena *a, const struct site *s, const struct account *account)
{
    return account_is_local(account) ? site_actor_uri(a, s, account->id) : account->uri;
}

struct sv site_url_of_account(struct arena *a, const struct site *s, const struct account *account)
{
    if (account_is_local(account))
        return site_profile_url(a, s, account->username);
    return account->url.len > 0 ? account->url : account->uri;
}

struct sv site_uri_of_status(struct arena *a, const struct site *s, const struct status *status)
{
    return status->is_local ? site_object_uri(a, s, status->id) : status->uri;
}

struct sv site_url_of_status(struct arena *a, const struct site *s, const struct status *status,
                             const struct account *author)
{
    if (status->is_local)
        return site_status_url(a, s, author->username, status->id);
    return status->url.len > 0 ? status->url : status->uri;
}

bool site_is_local(const struct site *s, struct sv url)
{
    if (!sv_starts_with(url, s->base))
        return false;
    struct sv rest = sv_from_offset(url, s->base.len);
    return rest.len == 0 || rest.ptr[0] == '/' || rest.ptr[0] == '?' || rest.ptr[0] == '#';
}

static bool parse_actor(struct sv rest, struct site_address *out)
{
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '#')
        end++;
    out->place = SITE_ACTOR;
    out->rest = sv_from_offset(rest, end);
    return sv_to_i64_in(sv_sub(rest, 0, end), 1, INT64_MAX, &out->id);
}

static bool parse_activity(struct sv rest, struct site_address *out)
{
    struct sv word;
    if (!sv_split(&rest, '/', &word) || !sv_to_i64_in(rest, 1, INT64_MAX, &out->id))
        return false;
    out->place = SITE_ACTIVITY;
    for (size_t i = 0; i < ACTIVITY_KIND_COUNT; i++) {
        if (!sv_eq(word, words[i]))
            continue;
        out->kind = (enum activity_kind)i;
        return true;
    }
    return false;
}

static bool parse_page(struct sv rest, struct site_address *out)
{
    out->place = SITE_PROFILE;
    if (!sv_split(&rest, '/', &out->name) || out->name.len == 0)
        return false;
    if (rest.ptr == NULL)
        return true;
    out->place = SITE_STATUS_PAGE;
    return sv_to_i64_in(rest, 1, INT64_MAX, &out->id);
}

static bool take(struct sv *rest, struct sv prefix)
{
    if (!sv_starts_with(*rest, prefix))
        return false;
    *rest = sv_from_offset(*rest, prefix.len);
    return true;
}

bool site_parse(const struct site *s, struct sv url, struct site_address *out)
{
    struct site_address found = { 0 };
    struct sv rest = url;
    if (!take(&rest, s->base))
        return false;
    bool is_known = false;
    if (take(&rest, SV("/actors/")))
        is_known = parse_actor(rest, &found);
    else if (take(&rest, SV("/objects/"))) {
        found.place = SITE_OBJECT;
        is_known = sv_to_i64_in(rest, 1, INT64_MAX, &found.id);
    } else if (take(&rest, SV("/activities/")))
        is_known = parse_activity(rest, &found);
    else if (take(&rest, SV("/@")))
        is_known = parse_page(rest, &found);
    else if (take(&rest, SV("/actor"))) {
        found.rest = rest;
        is_known = rest.len == 0 || rest.ptr[0] == '/' || rest.ptr[0] == '#';
    }
    if (is_known)
        *out = found;
    return is_known;
}

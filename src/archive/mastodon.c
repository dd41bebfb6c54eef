/* Mastodon's account archive. */
#include "archive/mastodon.h"

#include "archive/path.h"
#include "text/date.h"
#include "text/json.h"

/* Deeper and larger than a request may be: an item is one post with everything on it. */
static const struct json_limits item_limits = {
    .max_bytes = ARCHIVE_ITEM_BYTES_MAX,
    .max_depth = 32,
    .max_values = 100000,
};

static const struct sv public_names[] = {
    SV_INIT("https://www.w3.org/ns/activitystreams#Public"),
    SV_INIT("as:Public"),
    SV_INIT("Public"),
};

/* The id of a value that is an id or an object with one. */
static struct sv id_of(struct json v)
{
    return json_kind(v) == JSON_OBJECT ? json_get_str(v, SV("id")) : json_str(v);
}

bool mastodon_actor_parse(struct arena *a, struct sv text, struct mastodon_actor *out)
{
    struct json actor;
    if (json_parse(a, text, &item_limits, &actor, NULL) != ERR_OK)
        return false;
    struct sv id = json_get_str(actor, SV("id"));
    if (id.len == 0)
        return false;
    *out = (struct mastodon_actor){
        .id = id,
        .followers = id_of(json_get(actor, SV("followers"))),
        .username = json_get_str(actor, SV("preferredUsername")),
    };
    return true;
}

static bool is_public(struct sv address)
{
    for (size_t i = 0; i < ARRAY_COUNT(public_names); i++)
        if (sv_eq(address, public_names[i]))
            return true;
    return false;
}

static bool is_followers(struct sv address, const struct mastodon_actor *actor)
{
    if (actor->followers.len > 0)
        return sv_eq(address, actor->followers);
    return sv_ends_with(address, SV("/followers"));
}

/* What the addresses of one field allow. */
static enum visibility field_visibility(struct json field, enum visibility when_public,
                                        const struct mastodon_actor *actor)
{
    enum visibility widest = VISIBILITY_DIRECT;
    struct json_iter it = json_each_of(field);
    while (json_next(&it)) {
        struct sv address = id_of(it.value);
        enum visibility v = is_public(address)             ? when_public
                            : is_followers(address, actor) ? VISIBILITY_PRIVATE
                                                           : VISIBILITY_DIRECT;
        widest = v < widest ? v : widest;
    }
    return widest;
}

static enum visibility note_visibility(struct json note, const struct mastodon_actor *actor)
{
    enum visibility to = field_visibility(json_get(note, SV("to")), VISIBILITY_PUBLIC, actor);
    enum visibility cc = field_visibility(json_get(note, SV("cc")), VISIBILITY_UNLISTED, actor);
    return to < cc ? to : cc;
}

/* A language's name is letters, digits and '-'. */
static bool is_language(struct sv text)
{
    if (text.len < 2 || text.len > 35)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_fine =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!is_fine)
            return false;
    }
    return true;
}

/* Content, and the language of the first of its versions that equals it. */
static void content_read(struct json note, struct archive_post *out)
{
    out->content = json_get_str(note, SV("content"));
    struct json_iter it = json_each(json_get(note, SV("contentMap")));
    while (it.is_object && json_next(&it)) {
        struct sv text = json_str(it.value);
        bool is_it = out->content.len == 0 || sv_eq(text, out->content);
        if (!is_it)
            continue;
        out->content = text;
        if (is_language(it.key))
            out->language = it.key;
        return;
    }
}

static void tags_read(struct arena *a, struct json note, struct archive_post *out)
{
    struct json list = json_get(note, SV("tag"));
    struct sv *tags = ARENA_ARRAY(a, struct sv, ARCHIVE_TAGS_MAX);
    struct json_iter it = json_each_of(list);
    while (out->tag_count < ARCHIVE_TAGS_MAX && json_next(&it)) {
        struct sv name = json_get_str(it.value, SV("name"));
        if (!sv_eq(json_get_str(it.value, SV("type")), SV("Hashtag")))
            continue;
        name = sv_starts_with(name, SV("#")) ? sv_from_offset(name, 1) : name;
        if (name.len > 0)
            tags[out->tag_count++] = name;
    }
    out->tags = tags;
}

/* The path in an address or path: without scheme, host, query and what a browser would not send. */
static struct sv file_path(struct arena *a, struct sv address)
{
    size_t scheme = sv_find(address, SV("://"), 0);
    struct sv path = address;
    if (scheme != SIZE_MAX) {
        size_t slash = sv_find_char(address, '/', scheme + 3);
        path = slash == SIZE_MAX ? SV("") : sv_from_offset(address, slash);
    }
    size_t end = sv_find_char(path, '?', 0);
    path = sv_sub(path, 0, end);
    while (sv_starts_with(path, SV("/")))
        path = sv_from_offset(path, 1);
    struct sv plain = SV("");
    return archive_path_clean(a, path, &plain) ? plain : SV("");
}

/* An attachment's address: a text, or a list of links of which the first counts. */
static struct sv attachment_address(struct json attachment)
{
    struct json_iter it = json_each_of(json_get(attachment, SV("url")));
    if (!json_next(&it))
        return json_get_str(attachment, SV("href"));
    struct sv text = json_str(it.value);
    return text.len > 0 ? text : json_get_str(it.value, SV("href"));
}

static void focus_read(struct json attachment, struct archive_attachment *out)
{
    struct json point = json_get(attachment, SV("focalPoint"));
    double x = 0;
    double y = 0;
    if (json_count(point) != 2 || !json_f64(json_at(point, 0), &x) ||
        !json_f64(json_at(point, 1), &y))
        return;
    if (!(x >= -1 && x <= 1 && y >= -1 && y <= 1))
        return;
    out->has_focus = true;
    out->focus_x = x;
    out->focus_y = y;
}

static void attachments_read(struct arena *a, struct json note, struct archive_post *out)
{
    struct archive_attachment *list =
        ARENA_ARRAY(a, struct archive_attachment, ARCHIVE_ATTACHMENTS_MAX);
    struct json_iter it = json_each_of(json_get(note, SV("attachment")));
    while (out->attachment_count < ARCHIVE_ATTACHMENTS_MAX && json_next(&it)) {
        if (json_kind(it.value) != JSON_OBJECT)
            continue;
        struct archive_attachment *at = &list[out->attachment_count++];
        struct sv summary = json_get_str(it.value, SV("summary"));
        at->path = file_path(a, attachment_address(it.value));
        at->alt = summary.len > 0 ? summary : json_get_str(it.value, SV("name"));
        focus_read(it.value, at);
    }
    out->attachments = list;
}

static bool is_post_type(struct sv type)
{
    return sv_eq(type, SV("Note")) || sv_eq(type, SV("Question")) || sv_eq(type, SV("Article"));
}

/* By the archive's owner: where nobody is named, it is. */
static bool is_own(struct json thing, struct sv key, const struct mastodon_actor *actor)
{
    struct sv by = id_of(json_get(thing, key));
    return by.len == 0 || sv_eq(by, actor->id);
}

static enum archive_skip note_read(struct arena *a, struct json note,
                                   const struct mastodon_actor *actor, struct archive_post *out)
{
    *out = (struct archive_post){
        .id = json_get_str(note, SV("id")),
        .summary = json_get_str(note, SV("summary")),
        .is_sensitive = json_bool(json_get(note, SV("sensitive")), false),
        .visibility = note_visibility(note, actor),
        .in_reply_to = id_of(json_get(note, SV("inReplyTo"))),
    };
    bool has_date = date_parse_iso(json_get_str(note, SV("published")), &out->published_ms) &&
                    out->published_ms >= 0;
    if (out->id.len == 0 || !has_date)
        return ARCHIVE_SKIP_BROKEN;
    if (out->visibility == VISIBILITY_DIRECT)
        return ARCHIVE_SKIP_DIRECT;
    content_read(note, out);
    tags_read(a, note, out);
    attachments_read(a, note, out);
    return ARCHIVE_SKIP_NONE;
}

enum archive_skip mastodon_item_parse(struct arena *a, struct sv text,
                                      const struct mastodon_actor *actor, struct archive_post *out)
{
    struct json item;
    if (json_parse(a, text, &item_limits, &item, NULL) != ERR_OK)
        return ARCHIVE_SKIP_BROKEN;
    struct sv type = json_get_str(item, SV("type"));
    if (sv_eq(type, SV("Announce")))
        return ARCHIVE_SKIP_BOOST;
    if (!sv_eq(type, SV("Create")))
        return ARCHIVE_SKIP_OTHER;
    struct json note = json_get(item, SV("object"));
    if (json_kind(note) != JSON_OBJECT || !is_post_type(json_get_str(note, SV("type"))))
        return ARCHIVE_SKIP_OTHER;
    if (!is_own(item, SV("actor"), actor) || !is_own(note, SV("attributedTo"), actor))
        return ARCHIVE_SKIP_FOREIGN;
    return note_read(a, note, actor, out);
}

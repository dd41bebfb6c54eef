/* Note: reading what other servers post. */
#include "ap/note.h"

#include "ap/value.h"
#include "text/html_sanitize.h"
#include "text/html_to_text.h"
#include "text/status_text.h"
#include "text/utf8.h"

#define SPOILER_MAX_BYTES 2048
#define ALT_MAX_BYTES 10000
#define LANGUAGE_MAX_BYTES 35
#define BLURHASH_MAX_BYTES 100
#define SIDE_MAX 100000

/* Lists in a document are bounded before they are walked. */
#define LIST_MAX 500

static bool is_empty_value(struct json value)
{
    return json_is_none(value) || json_count(value) == 0;
}

/* The language whose text equals `content`, or else the first, of a contentMap. */
static struct sv map_language(struct json map, struct sv content, struct sv *out_text)
{
    struct sv language = { NULL, 0 };
    struct json_iter it = json_each(json_kind(map) == JSON_OBJECT ? map : (struct json){ 0 });
    while (json_next(&it)) {
        struct sv text = ap_text(it.value);
        bool is_equal = content.ptr != NULL && sv_eq(text, content);
        if (text.ptr == NULL || (language.ptr != NULL && !is_equal))
            continue;
        language = it.key;
        *out_text = text;
        if (is_equal)
            break;
    }
    return language;
}

static bool is_language(struct sv tag)
{
    if (tag.len < 2 || tag.len > LANGUAGE_MAX_BYTES || sv_eq(tag, SV("und")))
        return false;
    for (size_t i = 0; i < tag.len; i++) {
        char c = tag.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return true;
}

/* Content as HTML, whatever form it came in. */
static struct html content_html(struct arena *a, struct json object, struct sv text)
{
    struct sv type = json_str(ap_get(object, SV("mediaType")));
    if (type.len == 0 || sv_starts_with(type, SV("text/html")))
        return html_sanitize(a, text);
    struct status_text_entities entities = { 0 };
    status_text_scan(a, text, &entities);
    return html_sanitize(a, status_text_render(a, text, &entities, STATUS_TEXT_BODY).bytes);
}

static void title_write(struct html_writer *w, struct sv title)
{
    HTML_EL (w, "p") {
        html_w_el(w, "strong", title);
    }
}

/* A thing with a title and a page of its own: title, its words, the link. */
static struct html converted(struct arena *a, struct json object, const struct ap_note *note,
                             struct html words)
{
    struct html_writer w;
    html_w_begin(&w, a, (size_t)8 << 20);
    struct sv title = html_to_text(a, ap_get_text(object, SV("name")));
    if (title.len > 0)
        title_write(&w, title);
    html_w_html(&w, words);
    if (note->url.len > 0) {
        HTML_EL (&w, "p") {
            html_w_link(&w, note->url, note->url);
        }
    }
    struct html out = { 0 };
    return html_w_end(&w, &out) == ERR_OK ? html_sanitize(a, out.bytes) : words;
}

static void content_parse(struct arena *a, struct json object, struct ap_note *out)
{
    struct sv text = ap_get_text(object, SV("content"));
    struct sv from_map = { NULL, 0 };
    struct sv language = map_language(ap_get(object, SV("contentMap")), text, &from_map);
    if (text.ptr == NULL)
        text = from_map;
    if (language.ptr == NULL) {
        struct json named = ap_get(object, SV("language"));
        language = json_get_str(named, SV("identifier"));
    }
    out->language = is_language(language) ? language : (struct sv){ NULL, 0 };
    bool is_converted = ap_type_class(out->type) != AP_CLASS_STATUS;
    if (text.ptr == NULL && is_converted)
        text = ap_get_text(object, SV("summary"));
    if (text.ptr == NULL && !is_converted)
        text = ap_get_text(object, SV("name"));
    out->content = content_html(a, object, text);
    if (is_converted)
        out->content = converted(a, object, out, out->content);
}

/* Of an article the summary is an abstract, of a note a warning. */
static void spoiler_parse(struct arena *a, struct json object, struct ap_note *out)
{
    out->is_sensitive = ap_bool(ap_get(object, SV("sensitive")), false);
    if (ap_type_class(out->type) != AP_CLASS_STATUS)
        return;
    struct sv text = ap_get_text(object, SV("summary"));
    if (text.ptr == NULL)
        (void)map_language(ap_get(object, SV("summaryMap")), text, &text);
    out->spoiler = utf8_cut_bytes(html_to_text(a, text), SPOILER_MAX_BYTES);
    if (sv_eq(out->spoiler, SV("\xE2\x80\x8B"))) /* Misskey's empty warning */
        out->spoiler = (struct sv){ NULL, 0 };
    out->is_sensitive = out->is_sensitive || out->spoiler.len > 0;
}

static void mention_parse(struct json tag, struct ap_note *out)
{
    struct sv href = ap_get_text(tag, SV("href"));
    if (href.len == 0 || out->mention_count == STATUS_MENTIONS_MAX)
        return;
    for (size_t i = 0; i < out->mention_count; i++)
        if (sv_eq(out->mentions[i].href, href))
            return;
    out->mentions[out->mention_count++] =
        (struct ap_mention){ .href = href, .name = ap_get_text(tag, SV("name")) };
}

static void hashtag_parse(struct arena *a, struct json tag, struct ap_note *out)
{
    struct sv name = ap_get_text(tag, SV("name"));
    if (name.len > 0 && name.ptr[0] == '#')
        name = sv_from_offset(name, 1);
    if (name.len == 0 || name.len > 500 || out->tag_count == STATUS_TAGS_MAX)
        return;
    struct sv normal = status_text_normalize_tag(a, name);
    if (normal.len == 0)
        return;
    for (size_t i = 0; i < out->tag_count; i++)
        if (sv_eq(out->tags[i], normal))
            return;
    out->tags[out->tag_count++] = normal;
}

static size_t list_room(struct json value, size_t max)
{
    size_t count = json_kind(value) == JSON_ARRAY ? json_count(value) : 1;
    return count < max ? count : max;
}

static void tags_parse(struct arena *a, struct json object, struct ap_note *out)
{
    struct json tags = ap_get(object, SV("tag"));
    if (is_empty_value(tags))
        return;
    out->mentions = ARENA_ARRAY(a, struct ap_mention, list_room(tags, STATUS_MENTIONS_MAX));
    out->tags = ARENA_ARRAY(a, struct sv, list_room(tags, STATUS_TAGS_MAX));
    out->emoji_count = ap_emojis_parse(a, tags, &out->emojis);
    struct json_iter it = json_each_of(tags);
    for (size_t i = 0; i < LIST_MAX && json_next(&it); i++) {
        enum ap_type type = ap_type_of(it.value);
        if (type == AP_MENTION)
            mention_parse(it.value, out);
        if (type == AP_HASHTAG)
            hashtag_parse(a, it.value, out);
    }
}

static enum media_kind kind_of(enum ap_type type, struct sv mime)
{
    if (sv_starts_with(mime, SV("image/")))
        return MEDIA_IMAGE;
    if (sv_starts_with(mime, SV("video/")))
        return MEDIA_VIDEO;
    if (sv_starts_with(mime, SV("audio/")))
        return MEDIA_AUDIO;
    if (mime.len > 0)
        return MEDIA_UNKNOWN;
    if (type == AP_IMAGE)
        return MEDIA_IMAGE;
    if (type == AP_VIDEO)
        return MEDIA_VIDEO;
    return type == AP_AUDIO ? MEDIA_AUDIO : MEDIA_UNKNOWN;
}

static void focus_parse(struct json value, struct ap_attachment *out)
{
    double x = 0;
    double y = 0;
    if (!json_f64(json_at(value, 0), &x) || !json_f64(json_at(value, 1), &y))
        return;
    out->has_focus = x >= -1 && x <= 1 && y >= -1 && y <= 1;
    out->focus_x = out->has_focus ? x : 0;
    out->focus_y = out->has_focus ? y : 0;
}

static bool attachment_parse(struct arena *a, struct json value, struct ap_attachment *out)
{
    enum ap_type type = ap_type_of(value);
    if (ap_type_class(type) != AP_CLASS_ATTACHMENT && type != AP_LINK)
        return false;
    struct json url = ap_get(value, SV("url"));
    if (json_is_none(url))
        url = ap_get(value, SV("href"));
    struct sv mime = ap_get_text(value, SV("mediaType"));
    if (mime.ptr == NULL)
        mime = json_str(ap_get(json_at(url, 0), SV("mediaType")));
    struct sv alt = ap_get_text(value, SV("summary"));
    if (alt.len == 0)
        alt = ap_get_text(value, SV("name"));
    struct sv blurhash = ap_get_text(value, SV("blurhash"));
    *out = (struct ap_attachment){
        .url = ap_link(a, url),
        .mime = sv_lower(a, utf8_cut_bytes(mime, 100)),
        .alt = utf8_cut_bytes(alt, ALT_MAX_BYTES),
        .blurhash = blurhash.len <= BLURHASH_MAX_BYTES ? blurhash : (struct sv){ NULL, 0 },
        .width = ap_count(ap_get(value, SV("width")), SIDE_MAX),
        .height = ap_count(ap_get(value, SV("height")), SIDE_MAX),
    };
    out->kind = kind_of(type, out->mime);
    focus_parse(ap_get(value, SV("focalPoint")), out);
    /* A link without a media type leads to a page. */
    return out->url.len > 0 && (type != AP_LINK || out->kind != MEDIA_UNKNOWN);
}

static void attachments_parse(struct arena *a, struct json object, struct ap_note *out)
{
    struct json list = ap_get(object, SV("attachment"));
    if (is_empty_value(list))
        return;
    out->attachments =
        ARENA_ARRAY(a, struct ap_attachment, list_room(list, AP_NOTE_ATTACHMENTS_MAX));
    struct json_iter it = json_each_of(list);
    for (size_t i = 0; i < LIST_MAX && json_next(&it); i++) {
        if (out->attachment_count == AP_NOTE_ATTACHMENTS_MAX)
            return;
        if (attachment_parse(a, it.value, &out->attachments[out->attachment_count]))
            out->attachment_count++;
    }
}

static const struct ap_poll *poll_parse(struct arena *a, struct json object,
                                        const struct ap_note *note)
{
    struct ap_poll poll;
    bool may_ask = note->type == AP_QUESTION || note->type == AP_NOTE;
    if (!may_ask || !ap_poll_parse(a, object, &poll))
        return NULL;
    struct ap_poll *out = ARENA_NEW(a, struct ap_poll);
    *out = poll;
    return out;
}

static bool is_vote(struct json object, const struct ap_note *note)
{
    if (note->type == AP_ANSWER)
        return true;
    return note->type == AP_NOTE && note->in_reply_to.len > 0 && note->poll == NULL &&
           !json_is_none(ap_get(object, SV("name"))) &&
           json_is_none(ap_get(object, SV("content"))) &&
           json_is_none(ap_get(object, SV("contentMap")));
}

enum err ap_note_parse(struct arena *a, struct json object, struct json activity,
                       struct ap_note *out)
{
    struct ap_note note = { .type = ap_type_of(object), .id = ap_id(object) };
    enum ap_class class = ap_type_class(note.type);
    if (json_kind(object) != JSON_OBJECT || !ap_is_address(a, note.id))
        return ERR_PARSE;
    if (class != AP_CLASS_STATUS && class != AP_CLASS_CONVERTED && class != AP_CLASS_ATTACHMENT)
        return ERR_PARSE;
    note.attributed_to = ap_get_id(object, SV("attributedTo"));
    if (note.attributed_to.len == 0)
        note.attributed_to = ap_get_id(object, SV("actor"));
    if (note.attributed_to.len == 0)
        return ERR_PARSE;
    note.url = ap_link(a, ap_get(object, SV("url")));
    note.in_reply_to = ap_get_id(object, SV("inReplyTo"));
    ap_audience_parse(a, object, activity, &note.audience);
    content_parse(a, object, &note);
    spoiler_parse(a, object, &note);
    note.poll = poll_parse(a, object, &note);
    note.is_vote = is_vote(object, &note);
    if (note.is_vote)
        note.choice = ap_get_text(object, SV("name"));
    (void)ap_time(ap_get(object, SV("published")), &note.published_ms);
    (void)ap_time(ap_get(object, SV("updated")), &note.updated_ms);
    tags_parse(a, object, &note);
    attachments_parse(a, object, &note);
    *out = note;
    return ERR_OK;
}

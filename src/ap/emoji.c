/* Emoji. */
#include "ap/emoji.h"

#include "ap/context.h"
#include "ap/value.h"
#include "ap/vocab.h"
#include "text/date.h"
#include "text/shortcode.h"

/* Lists in a document are bounded before they are walked. */
#define LIST_MAX 500

/* The address of the first picture. */
static struct sv picture_url(struct arena *a, struct json icon)
{
    struct json_iter it = json_each_of(icon);
    while (json_next(&it)) {
        struct sv link = ap_link(a, it.value);
        if (link.len > 0)
            return link;
    }
    return (struct sv){ NULL, 0 };
}

static bool emoji_parse(struct arena *a, struct json tag, struct ap_emoji *out)
{
    struct sv name = ap_get_text(tag, SV("name"));
    if (name.len > 2 && name.ptr[0] == ':' && name.ptr[name.len - 1] == ':')
        name = sv_sub(name, 1, name.len - 2);
    struct ap_emoji emoji = { .name = name, .url = picture_url(a, ap_get(tag, SV("icon"))) };
    if (!shortcode_is_valid(name) || emoji.url.len == 0 ||
        emoji.url.len > CUSTOM_EMOJI_URL_MAX_BYTES)
        return false;
    (void)ap_time(ap_get(tag, SV("updated")), &emoji.updated_ms);
    if (emoji.updated_ms < 0)
        emoji.updated_ms = 0;
    *out = emoji;
    return true;
}

static bool is_known(const struct ap_emoji *emojis, size_t count, struct sv name)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(emojis[i].name, name))
            return true;
    return false;
}

size_t ap_emojis_parse(struct arena *a, struct json tags, struct ap_emoji **out)
{
    size_t count = 0;
    *out = NULL;
    struct json_iter it = json_each_of(tags);
    for (size_t i = 0; i < LIST_MAX && count < CUSTOM_EMOJIS_RECEIVED_MAX && json_next(&it); i++) {
        struct ap_emoji emoji;
        if (ap_type_of(it.value) != AP_EMOJI || !emoji_parse(a, it.value, &emoji) ||
            is_known(*out, count, emoji.name))
            continue;
        if (*out == NULL)
            *out = ARENA_ARRAY(a, struct ap_emoji, CUSTOM_EMOJIS_RECEIVED_MAX);
        (*out)[count++] = emoji;
    }
    return count;
}

static void members_write(struct json_writer *w, struct arena *a, const struct site *site,
                          const struct custom_emoji *emoji, struct subject about)
{
    json_w_key_str(w, SV("id"), about, site_emoji_uri(a, site, emoji->id));
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Emoji"));
    json_w_key_str(w, SV("name"), about, sv_printf(a, ":%" SV_FMT ":", SV_ARG(emoji->shortcode)));
    json_w_key_str(w, SV("updated"), about, date_render_iso(a, emoji->updated_ms));
    json_w_key_object(w, SV("icon"));
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Image"));
    json_w_key_str(w, SV("mediaType"), about, emoji->mime);
    json_w_key_str(w, SV("url"), about, site_url_of_emoji(a, site, emoji, MEDIA_VERSION_ORIGINAL));
    json_w_object_end(w);
}

void ap_emojis_write(struct json_writer *w, struct arena *a, const struct site *site,
                     const struct custom_emojis *emojis, struct subject about)
{
    for (size_t i = 0; i < emojis->count; i++) {
        json_w_object_begin(w);
        members_write(w, a, site, &emojis->items[i], about);
        json_w_object_end(w);
    }
}

enum err ap_emoji_render(struct arena *a, const struct site *site, const struct custom_emoji *emoji,
                         struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    ap_context_render(&w);
    members_write(&w, a, site, emoji, SUBJECT_NONE);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

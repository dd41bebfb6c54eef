/* Note: writing what is posted here. */
#include "ap/context.h"
#include "ap/note.h"
#include "ap/value.h"
#include "text/date.h"

static struct subject body_of(const struct status *status)
{
    bool is_public = status->visibility <= VISIBILITY_UNLISTED;
    return (struct subject){ status->account.v, is_public ? CLASS_POST_BODY : CLASS_MESSAGE };
}

static void attachment_write(struct json_writer *w, struct arena *a, const struct site *site,
                             const struct media *media, struct subject body)
{
    const struct media_file_meta *meta = &media->versions[MEDIA_VERSION_ORIGINAL];
    json_w_object_begin(w);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Document"));
    json_w_key_str(w, SV("mediaType"), body, meta->mime);
    json_w_key_str(w, SV("url"), body, site_url_of_media(a, site, media, MEDIA_VERSION_ORIGINAL));
    if (media->alt.len > 0) {
        /* Mastodon reads name, GoToSocial summary. */
        json_w_key_str(w, SV("name"), body, media->alt);
        json_w_key_str(w, SV("summary"), body, media->alt);
    }
    if (media->blurhash.len > 0)
        json_w_key_str(w, SV("blurhash"), body, media->blurhash);
    if (media->has_focus) {
        json_w_key_array(w, SV("focalPoint"));
        json_w_f64(w, body, media->focus_x);
        json_w_f64(w, body, media->focus_y);
        json_w_array_end(w);
    }
    if (meta->width > 0 && meta->height > 0) {
        json_w_key_i64(w, SV("width"), body, meta->width);
        json_w_key_i64(w, SV("height"), body, meta->height);
    }
    json_w_object_end(w);
}

static void attachments_write(struct json_writer *w, struct arena *a, const struct site *site,
                              const struct status *status)
{
    json_w_key_array(w, SV("attachment"));
    for (size_t i = 0; i < status->media_count; i++)
        if (status->media[i].state == MEDIA_READY)
            attachment_write(w, a, site, &status->media[i], body_of(status));
    json_w_array_end(w);
}

static void mention_write(struct json_writer *w, struct arena *a, const struct site *site,
                          const struct status_mention *mention, struct sv uri)
{
    struct subject about = { mention->account.v, CLASS_RELATIONS };
    struct sv domain = mention->domain.len > 0 ? mention->domain : site->host;
    json_w_object_begin(w);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Mention"));
    json_w_key_str(w, SV("href"), about, uri);
    json_w_key_str(
        w, SV("name"), about,
        sv_printf(a, "@%" SV_FMT "@%" SV_FMT, SV_ARG(mention->username), SV_ARG(domain)));
    json_w_object_end(w);
}

static void hashtag_write(struct json_writer *w, struct arena *a, const struct site *site,
                          struct sv tag, struct subject body)
{
    json_w_object_begin(w);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Hashtag"));
    json_w_key_str(w, SV("href"), body, site_tag_url(a, site, tag));
    json_w_key_str(w, SV("name"), body, sv_printf(a, "#%" SV_FMT, SV_ARG(tag)));
    json_w_object_end(w);
}

static void tags_write(struct json_writer *w, struct arena *a, const struct site *site,
                       const struct ap_note_source *source)
{
    const struct status *status = source->status;
    json_w_key_array(w, SV("tag"));
    for (size_t i = 0; i < status->mention_count; i++)
        if (!status->mentions[i].is_silent)
            mention_write(w, a, site, &status->mentions[i], source->mention_uris[i]);
    for (size_t i = 0; i < status->tag_count; i++)
        hashtag_write(w, a, site, status->tags[i], body_of(status));
    ap_emojis_write(w, a, site, &status->emojis, body_of(status));
    json_w_array_end(w);
}

static void words_write(struct json_writer *w, const struct status *status,
                        const struct account *author)
{
    struct subject body = body_of(status);
    struct sv content = status->content.bytes.ptr == NULL ? SV("") : status->content.bytes;
    json_w_key_str(w, SV("summary"), body,
                   status->spoiler.len > 0 ? status->spoiler : (struct sv){ NULL, 0 });
    json_w_key_bool(w, SV("sensitive"), body, status->is_sensitive || author->is_sensitized);
    json_w_key_str(w, SV("content"), body, content);
    if (status->language.len > 0) {
        json_w_key_object(w, SV("contentMap"));
        json_w_key_str(w, status->language, body, content);
        json_w_object_end(w);
    }
}

static void times_write(struct json_writer *w, struct arena *a, const struct status *status)
{
    struct subject body = body_of(status);
    json_w_key_str(w, SV("published"), body, date_render_iso(a, status->created_ms));
    if (status->edited_ms > 0)
        json_w_key_str(w, SV("updated"), body, date_render_iso(a, status->edited_ms));
}

static void addresses_write(struct json_writer *w, struct arena *a, const struct site *site,
                            const struct ap_note_source *source)
{
    const struct status *status = source->status;
    struct subject who = { status->account.v, CLASS_NAME_AVATAR };
    struct sv id = site_object_uri(a, site, status->id);
    json_w_key_str(w, SV("id"), SUBJECT_NONE, id);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, status->poll != NULL ? SV("Question") : SV("Note"));
    json_w_key_str(w, SV("attributedTo"), who, site_actor_uri(a, site, status->account));
    json_w_key_str(w, SV("url"), who,
                   site_status_url(a, site, source->author->username, status->id));
    json_w_key_str(w, SV("inReplyTo"), body_of(status),
                   source->in_reply_to.len > 0 ? source->in_reply_to : (struct sv){ NULL, 0 });
    ap_audience_render(w, status->visibility,
                       site_actor_part_uri(a, site, status->account, SV("followers")),
                       source->mention_uris, status->mention_count,
                       (struct subject){ status->account.v, CLASS_RELATIONS });
    json_w_key_str(w, SV("replies"), SUBJECT_NONE, sv_printf(a, "%" SV_FMT "/replies", SV_ARG(id)));
}

enum err ap_note_render(struct arena *a, const struct site *site,
                        const struct ap_note_source *source, bool has_context,
                        struct json_fragment *out)
{
    assert(source->status->mention_count == 0 || source->mention_uris != NULL);
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    if (has_context)
        ap_context_render(&w);
    addresses_write(&w, a, site, source);
    words_write(&w, source->status, source->author);
    times_write(&w, a, source->status);
    attachments_write(&w, a, site, source->status);
    tags_write(&w, a, site, source);
    if (source->status->poll != NULL)
        ap_poll_render(&w, a, source->status->poll, source->now_ms, body_of(source->status));
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

enum err ap_tombstone_render(struct arena *a, struct sv id, bool has_context,
                             struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    if (has_context)
        ap_context_render_plain(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, id);
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, SV("Tombstone"));
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

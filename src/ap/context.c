/* The @context our documents begin with. */
#include "ap/context.h"

#include "ap/value.h"

struct term {
    struct sv name;
    struct sv iri;
};

static const struct term terms[] = {
    { SV_INIT("toot"), SV_INIT("http://joinmastodon.org/ns#") },
    { SV_INIT("schema"), SV_INIT("http://schema.org#") },
    { SV_INIT("sensitive"), SV_INIT("as:sensitive") },
    { SV_INIT("Emoji"), SV_INIT("toot:Emoji") },
    { SV_INIT("Hashtag"), SV_INIT("as:Hashtag") },
    { SV_INIT("manuallyApprovesFollowers"), SV_INIT("as:manuallyApprovesFollowers") },
    { SV_INIT("discoverable"), SV_INIT("toot:discoverable") },
    { SV_INIT("indexable"), SV_INIT("toot:indexable") },
    { SV_INIT("blurhash"), SV_INIT("toot:blurhash") },
    { SV_INIT("votersCount"), SV_INIT("toot:votersCount") },
    { SV_INIT("PropertyValue"), SV_INIT("schema:PropertyValue") },
    { SV_INIT("value"), SV_INIT("schema:value") },
};

void ap_context_render_plain(struct json_writer *w)
{
    json_w_key_str(w, SV("@context"), SUBJECT_NONE, SV(AP_CONTEXT));
}

static void list_begin(struct json_writer *w)
{
    json_w_key_array(w, SV("@context"));
    json_w_str(w, SUBJECT_NONE, SV(AP_CONTEXT));
    json_w_str(w, SUBJECT_NONE, SV("https://w3id.org/security/v1"));
}

void ap_context_render_key(struct json_writer *w)
{
    list_begin(w);
    json_w_array_end(w);
}

void ap_context_render(struct json_writer *w)
{
    list_begin(w);
    json_w_object_begin(w);
    for (size_t i = 0; i < ARRAY_COUNT(terms); i++)
        json_w_key_str(w, terms[i].name, SUBJECT_NONE, terms[i].iri);
    json_w_key_object(w, SV("featured"));
    json_w_key_str(w, SV("@id"), SUBJECT_NONE, SV("toot:featured"));
    json_w_key_str(w, SV("@type"), SUBJECT_NONE, SV("@id"));
    json_w_object_end(w);
    json_w_key_object(w, SV("attributionDomains"));
    json_w_key_str(w, SV("@id"), SUBJECT_NONE, SV("toot:attributionDomains"));
    json_w_key_str(w, SV("@type"), SUBJECT_NONE, SV("@id"));
    json_w_object_end(w);
    json_w_key_object(w, SV("focalPoint"));
    json_w_key_str(w, SV("@container"), SUBJECT_NONE, SV("@list"));
    json_w_key_str(w, SV("@id"), SUBJECT_NONE, SV("toot:focalPoint"));
    json_w_object_end(w);
    json_w_object_end(w);
    json_w_array_end(w);
}

/* Fuzzer: every parser of this room on the same document; what comes out must be what the contracts say. */
#include "ap/activity.h"
#include "ap/actor.h"
#include "ap/note.h"
#include "ap/value.h"
#include "text/html_sanitize.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void note_try(struct arena *a, struct json object, struct json activity)
{
    struct ap_note note;
    if (ap_note_parse(a, object, activity, &note) != ERR_OK)
        return;
    assert(note.id.len > 0 && note.attributed_to.len > 0);
    assert(note.mention_count <= STATUS_MENTIONS_MAX && note.tag_count <= STATUS_TAGS_MAX);
    assert(note.attachment_count <= AP_NOTE_ATTACHMENTS_MAX);
    assert(sv_eq(html_sanitize(a, note.content.bytes).bytes, note.content.bytes));
    assert(utf8_is_valid(note.spoiler));
    assert(note.poll == NULL || (note.poll->poll.option_count > 0 &&
                                 note.poll->poll.option_count <= POLL_RECEIVED_OPTIONS_MAX));
    assert(note.poll == NULL || !note.is_vote);
    (void)ap_audience_visibility(&note.audience, note.attributed_to);
}

static void document_try(struct arena *a, struct json document)
{
    struct ap_actor actor;
    if (ap_actor_parse(a, document, &actor) == ERR_OK)
        assert(actor.inbox.len > 0 && ap_same_origin(a, actor.inbox, actor.id));
    struct ap_key key;
    if (ap_key_parse(a, document, SV("https://a.example/key"), &key) == ERR_OK)
        assert(key.owner.len > 0 && key.pem.len > 0);
    note_try(a, document, (struct json){ 0 });
    struct ap_activity activity;
    if (ap_activity_parse(a, document, &activity) == ERR_OK)
        note_try(a, activity.object, document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct json document;
    if (json_parse(&a, sv_make(data, size), &json_limits_strict, &document, NULL) == ERR_OK)
        document_try(&a, document);
    arena_done(&a);
    return 0;
}

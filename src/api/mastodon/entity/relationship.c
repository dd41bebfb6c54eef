/* Relationship entity. */
#include "api/mastodon/entity/relationship.h"

#include "api/mastodon/entity/tag_of.h"

/* Null means all languages. */
static void languages_render(struct json_writer *w, struct subject subject, struct sv languages)
{
    if (languages.len == 0) {
        json_w_key_null(w, SV("languages"), subject);
        return;
    }
    struct sv one;
    json_w_key_array(w, SV("languages"));
    while (sv_split(&languages, ',', &one))
        json_w_str(w, subject, one);
    json_w_array_end(w);
}

void entity_relationship_render(struct ctx *ctx, struct json_writer *w,
                                const struct relationship *r)
{
    struct subject about = subject_of(r->account, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, r->account.v);
    json_w_key_bool(w, SV("following"), about, r->is_following);
    json_w_key_bool(w, SV("showing_reblogs"), about, r->shows_reblogs);
    json_w_key_bool(w, SV("notifying"), about, r->notifies);
    languages_render(w, about, r->languages);
    json_w_key_bool(w, SV("followed_by"), about, r->is_followed_by);
    json_w_key_bool(w, SV("blocking"), about, r->is_blocking);
    json_w_key_bool(w, SV("blocked_by"), about, r->is_blocked_by);
    json_w_key_bool(w, SV("muting"), about, r->is_muting);
    json_w_key_bool(w, SV("muting_notifications"), about, r->hides_notifications);
    json_w_key_bool(w, SV("requested"), about, r->is_requested);
    json_w_key_bool(w, SV("requested_by"), about, r->is_requested_by);
    json_w_key_bool(w, SV("domain_blocking"), about, r->is_domain_blocking);
    json_w_key_bool(w, SV("endorsed"), about, r->is_endorsed);
    json_w_key_str(w, SV("note"), subject_of(ctx->viewer.account, CLASS_RELATIONS),
                   r->note.ptr == NULL ? SV("") : r->note);
    json_w_object_end(w);
}

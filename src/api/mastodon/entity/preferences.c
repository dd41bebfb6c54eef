/* Preferences entity. */
#include "api/mastodon/entity/preferences.h"

#include "api/mastodon/entity/tag_of.h"

void entity_preferences_render(struct ctx *ctx, struct json_writer *w,
                               const struct account *account)
{
    UNUSED(ctx);
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    json_w_object_begin(w);
    json_w_key_str(w, SV("posting:default:visibility"), detail,
                   visibility_name(account->default_visibility));
    json_w_key_bool(w, SV("posting:default:sensitive"), detail, account->default_sensitive);
    entity_key_str_or_null(w, SV("posting:default:language"), detail, account->default_language);
    json_w_key_str(w, SV("posting:default:quote_policy"), detail, SV("nobody"));
    json_w_key_str(w, SV("reading:expand:media"), SUBJECT_NONE, SV("default"));
    json_w_key_bool(w, SV("reading:expand:spoilers"), SUBJECT_NONE, false);
    json_w_key_bool(w, SV("reading:autoplay:gifs"), SUBJECT_NONE, false);
    json_w_object_end(w);
}

/* List entity. */
#include "api/mastodon/entity/list.h"

#include "api/mastodon/entity/tag_of.h"

void entity_list_render(struct json_writer *w, const struct list *list)
{
    struct subject about = subject_of(list->owner, CLASS_RELATIONS);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, list->id.v);
    json_w_key_str(w, SV("title"), about, list->title);
    json_w_key_str(w, SV("replies_policy"), about, list_replies_name(list->replies));
    json_w_key_bool(w, SV("exclusive"), about, list->is_exclusive);
    json_w_object_end(w);
}

/* Rule entity. */
#include "api/mastodon/entity/rule.h"

static void rule_render(struct json_writer *w, const struct instance_rule *rule)
{
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), SUBJECT_NONE, rule->id);
    json_w_key_str(w, SV("text"), SUBJECT_NONE, rule->text);
    json_w_key_str(w, SV("hint"), SUBJECT_NONE, rule->hint);
    json_w_key_object(w, SV("translations"));
    json_w_object_end(w);
    json_w_object_end(w);
}

void entity_rules_render(struct json_writer *w, const struct instance_rule *rules, size_t count)
{
    json_w_array_begin(w);
    for (size_t i = 0; i < count; i++)
        rule_render(w, &rules[i]);
    json_w_array_end(w);
}

void entity_key_rules(struct json_writer *w, struct sv key, const struct instance_rule *rules,
                      size_t count)
{
    json_w_key_array(w, key);
    for (size_t i = 0; i < count; i++)
        rule_render(w, &rules[i]);
    json_w_array_end(w);
}

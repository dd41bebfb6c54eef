/* The rules of the instance in the store. */
#include "store/instance_rule.h"

#include "store/queries.h"

enum err store_instance_rule_list(struct ctx *ctx, struct instance_rule **out, size_t *out_count)
{
    struct instance_rule_row *rows = NULL;
    size_t count = 0;
    TRY(q_instance_rules(ctx, &rows, &count));
    struct instance_rule *rules = ARENA_ARRAY(ctx->arena, struct instance_rule, count);
    for (size_t i = 0; i < count; i++)
        rules[i] = (struct instance_rule){ rows[i].id, rows[i].text, rows[i].hint };
    *out = rules;
    *out_count = count;
    return ERR_OK;
}

enum err store_instance_rule_insert(struct ctx *ctx, const struct instance_rule *rule)
{
    return q_instance_rule_insert(ctx, rule->id, rule->text, rule->hint, NULL);
}

enum err store_instance_rule_update(struct ctx *ctx, const struct instance_rule *rule)
{
    int64_t changed = 0;
    TRY(q_instance_rule_update(ctx, rule->id, rule->text, rule->hint, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_instance_rule_delete(struct ctx *ctx, int64_t id)
{
    int64_t changed = 0;
    TRY(q_instance_rule_delete(ctx, id, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

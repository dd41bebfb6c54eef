/* Manage the rules of the instance. */
#include "service/manage_rules.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/instance_rule.h"
#include "text/utf8.h"

enum err service_list_rules(struct ctx *ctx, struct instance_rule **out, size_t *out_count)
{
    return store_instance_rule_list(ctx, out, out_count);
}

static bool is_within(struct sv text, size_t chars)
{
    return utf8_is_valid(text) && utf8_count_chars(text) <= chars;
}

static enum err draft_make(struct ctx *ctx, int64_t id, struct sv text, struct sv hint,
                           struct instance_rule *out)
{
    *out = (struct instance_rule){ id, sv_trim(text), sv_trim(hint) };
    bool is_right = out->text.len > 0 && is_within(out->text, INSTANCE_RULE_TEXT_MAX_CHARS) &&
                    is_within(out->hint, INSTANCE_RULE_HINT_MAX_CHARS);
    return is_right ? ERR_OK : fail(ctx, ERR_VALIDATION, "text of a rule");
}

static enum err add_write(struct ctx *ctx, void *arg)
{
    struct instance_rule *rules = NULL;
    size_t count = 0;
    TRY(store_instance_rule_list(ctx, &rules, &count));
    if (count >= INSTANCE_RULES_MAX)
        return fail(ctx, ERR_VALIDATION, "%d rules", INSTANCE_RULES_MAX);
    return store_instance_rule_insert(ctx, arg);
}

enum err service_add_rule(struct ctx *ctx, struct sv text, struct sv hint,
                          struct instance_rule *out)
{
    struct instance_rule rule;
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(draft_make(ctx, engine_next_id(ctx), text, hint, &rule));
    TRY(db_write(ctx, add_write, &rule));
    *out = rule;
    return ERR_OK;
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    return store_instance_rule_update(ctx, arg);
}

enum err service_edit_rule(struct ctx *ctx, int64_t id, struct sv text, struct sv hint)
{
    struct instance_rule rule;
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(draft_make(ctx, id, text, hint, &rule));
    return db_write(ctx, edit_write, &rule);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const int64_t *id = arg;
    return store_instance_rule_delete(ctx, *id);
}

enum err service_delete_rule(struct ctx *ctx, int64_t id)
{
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    return db_write(ctx, delete_write, &id);
}

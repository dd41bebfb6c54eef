/* Rules for other servers in the store. */
#include "store/domain_rule.h"

#include "store/queries.h"

#define NAMES_MAX 10
#define RULES_MAX 5000

static struct domain_rule rule_of(const struct domain_rule_row *row)
{
    return (struct domain_rule){
        .id = row->id,
        .domain = row->domain,
        .severity = (enum domain_severity)row->severity,
        .comment = row->comment,
        .created_ms = row->created_ms,
        .rejects_media = row->rejects_media,
        .rejects_reports = row->rejects_reports,
        .is_obfuscated = row->is_obfuscated,
        .public_comment = row->public_comment,
    };
}

/* The host as it is, without its port, and the names above it; the shortest ones when there are too many. */
static size_t names_above(struct sv host, struct sv names[NAMES_MAX])
{
    size_t count = 0;
    names[count++] = host;
    size_t colon = host.len > 0 && host.ptr[0] != '[' ? sv_find_char(host, ':', 0) : SIZE_MAX;
    struct sv name = colon == SIZE_MAX ? host : sv_sub(host, 0, colon);
    if (colon != SIZE_MAX)
        names[count++] = name;
    for (size_t dot = sv_find_char(name, '.', 0); dot != SIZE_MAX;
         dot = sv_find_char(name, '.', 0)) {
        name = sv_from_offset(name, dot + 1);
        if (count == NAMES_MAX) {
            memmove(&names[1], &names[2], (NAMES_MAX - 2) * sizeof names[0]);
            count--;
        }
        names[count++] = name;
    }
    return count;
}

enum err store_domain_rule_nearest(struct ctx *ctx, struct sv host, bool *out_found,
                                   struct domain_rule *out)
{
    struct sv names[NAMES_MAX];
    size_t count = names_above(host, names);
    struct domain_rule_row row;
    bool is_found = false;
    TRY(q_domain_rule_nearest(ctx, names, count, &is_found, &row));
    if (is_found)
        *out = rule_of(&row);
    *out_found = is_found;
    return ERR_OK;
}

enum err store_domain_rule_get(struct ctx *ctx, int64_t id, struct domain_rule *out)
{
    struct domain_rule_row row;
    bool is_found = false;
    TRY(q_domain_rule_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = rule_of(&row);
    return ERR_OK;
}

static struct domain_rule *rules_of(struct ctx *ctx, const struct domain_rule_row *rows,
                                    size_t count)
{
    struct domain_rule *rules = ARENA_ARRAY(ctx->arena, struct domain_rule, count);
    for (size_t i = 0; i < count; i++)
        rules[i] = rule_of(&rows[i]);
    return rules;
}

enum err store_domain_rule_page(struct ctx *ctx, const struct paging *paging,
                                struct domain_rule **out, size_t *out_count)
{
    struct domain_rule_row *rows = NULL;
    TRY(q_domain_rule_page(ctx, paging, &rows, out_count));
    *out = rules_of(ctx, rows, *out_count);
    return ERR_OK;
}

enum err store_domain_rule_page_of(struct ctx *ctx, bool allows, const struct paging *paging,
                                   struct domain_rule **out, size_t *out_count)
{
    struct domain_rule_row *rows = NULL;
    TRY((allows ? q_domain_rule_page_allow : q_domain_rule_page_other)(ctx, paging, &rows,
                                                                       out_count));
    *out = rules_of(ctx, rows, *out_count);
    return ERR_OK;
}

enum err store_domain_rule_find(struct ctx *ctx, struct sv domain, bool *out_found,
                                struct domain_rule *out)
{
    struct domain_rule_row row;
    bool is_found = false;
    TRY(q_domain_rule_by_domain(ctx, domain, &is_found, &row));
    if (is_found)
        *out = rule_of(&row);
    *out_found = is_found;
    return ERR_OK;
}

enum err store_domain_rule_set_more(struct ctx *ctx, const struct domain_rule *rule)
{
    struct sv comment =
        rule->public_comment.len > 0 ? rule->public_comment : (struct sv){ NULL, 0 };
    return q_domain_rule_set_more(ctx, rule->id, rule->rejects_media, rule->rejects_reports,
                                  rule->is_obfuscated, comment, NULL);
}

enum err store_domain_rule_list(struct ctx *ctx, struct sv after, int64_t count,
                                struct domain_rule **out, size_t *out_count)
{
    assert(count >= 1 && count <= RULES_MAX);
    struct domain_rule_row *rows = NULL;
    TRY(q_domain_rule_names(ctx, after, count, &rows, out_count));
    *out = rules_of(ctx, rows, *out_count);
    return ERR_OK;
}

enum err store_domain_rule_upsert(struct ctx *ctx, const struct domain_rule *rule, int64_t *out_id)
{
    struct q_domain_rule_upsert_row row;
    struct sv comment = rule->comment.len > 0 ? rule->comment : (struct sv){ NULL, 0 };
    TRY(q_domain_rule_upsert(ctx, rule->domain, rule->severity, comment, rule->created_ms, rule->id,
                             &row));
    *out_id = row.id;
    return ERR_OK;
}

enum err store_domain_rule_delete(struct ctx *ctx, int64_t id)
{
    return q_domain_rule_delete(ctx, id, NULL);
}

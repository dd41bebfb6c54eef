/* Manage hashtags. */
#include "service/manage_tag.h"

#include "base/num.h"
#include "db/db.h"
#include "service/permit.h"
#include "store/tag.h"
#include "text/status_text.h"

enum err service_list_tags(struct ctx *ctx, const struct paging *paging, struct tag **out,
                           size_t *out_count)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_tag_page(ctx, paging, out, out_count);
}

static enum err tag_find(struct ctx *ctx, struct sv id_or_name, struct tag *out)
{
    int64_t id = 0;
    bool is_found = false;
    if (sv_to_i64(id_or_name, &id))
        TRY(store_tag_find(ctx, tag_id(id), &is_found, out));
    else if (status_text_is_tag(id_or_name))
        TRY(store_tag_find_named(ctx, status_text_normalize_tag(ctx->arena, id_or_name), &is_found,
                                 out));
    return is_found ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "no such tag");
}

enum err service_get_tag(struct ctx *ctx, struct sv id_or_name, struct tag *out)
{
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return tag_find(ctx, id_or_name, out);
}

struct decision {
    const struct tag_edit *edit;
    struct tag tag;
};

static enum err decide_write(struct ctx *ctx, void *arg)
{
    struct decision *d = arg;
    const struct tag_edit *edit = d->edit;
    bool is_found = false;
    TRY(store_tag_find(ctx, d->tag.id, &is_found, &d->tag));
    if (!is_found)
        return fail(ctx, ERR_NOT_FOUND, "tag went");
    if ((edit->given & TAG_TRENDABLE) != 0)
        d->tag.decision = edit->is_trendable ? TREND_ALLOWED : TREND_REFUSED;
    if ((edit->given & TAG_USABLE) != 0)
        d->tag.is_unusable = !edit->is_usable;
    if ((edit->given & TAG_LISTABLE) != 0)
        d->tag.is_unlisted = !edit->is_listable;
    d->tag.reviewed_ms = ctx->now_ms;
    return store_tag_decide(ctx, &d->tag);
}

enum err service_decide_tag(struct ctx *ctx, struct sv id_or_name, const struct tag_edit *edit,
                            struct tag *out)
{
    struct decision decision = { .edit = edit };
    TRY(service_get_tag(ctx, id_or_name, &decision.tag));
    TRY(db_write(ctx, decide_write, &decision));
    *out = decision.tag;
    return ERR_OK;
}

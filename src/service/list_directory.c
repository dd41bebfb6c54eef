/* List the directory. */
#include "service/list_directory.h"

#include "model/paging.h"
#include "service/domain_rule.h"
#include "service/view_account.h"

#define CHUNK 400
/* Where whole servers are silenced there are more to pass over; nobody reads for ever. */
#define WALK_MAX 10000

/* What was passed over, and what is kept. */
struct walk {
    size_t to_skip;
    size_t wanted;
    struct account_id *ids;
    size_t count;
};

static enum err is_shown(struct ctx *ctx, struct sv domain, bool *out)
{
    bool is_blocked = false;
    bool is_silenced = false;
    TRY(service_domain_is_blocked(ctx, domain, &is_blocked));
    TRY(service_domain_is_silenced(ctx, domain, &is_silenced));
    *out = !is_blocked && !is_silenced;
    return ERR_OK;
}

static enum err chunk_take(struct ctx *ctx, struct walk *walk, const struct listed_account *rows,
                           size_t count)
{
    for (size_t i = 0; i < count && walk->count < walk->wanted; i++) {
        bool is_kept = false;
        TRY(is_shown(ctx, rows[i].domain, &is_kept));
        if (!is_kept)
            continue;
        if (walk->to_skip > 0)
            walk->to_skip--;
        else
            walk->ids[walk->count++] = rows[i].id;
    }
    return ERR_OK;
}

enum err service_list_directory(struct ctx *ctx, enum directory_order order, bool is_local,
                                size_t offset, size_t count, const struct account **out,
                                size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    struct walk walk = { offset, count, ARENA_ARRAY(ctx->arena, struct account_id, count), 0 };
    size_t got = offset > DIRECTORY_OFFSET_MAX ? 0 : CHUNK;
    for (int64_t at = 0; got == CHUNK && walk.count < count && at < WALK_MAX; at += CHUNK) {
        struct listed_account *rows = NULL;
        TRY(store_directory_page(ctx, order, is_local, ctx->viewer.account, CHUNK, at, &rows,
                                 &got));
        TRY(chunk_take(ctx, &walk, rows, got));
    }
    return service_view_accounts(ctx, walk.ids, walk.count, out, out_count);
}

/* Preview cards in the store. */
#include "store/preview_card.h"

#include "store/account.h"
#include "store/queries.h"
#include "text/url.h"

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

enum err store_preview_card_find(struct ctx *ctx, struct sv url, bool *out_found,
                                 struct preview_card *out)
{
    struct preview_card_row row;
    TRY(q_preview_card_by_url(ctx, url, out_found, &row));
    if (*out_found)
        *out = (struct preview_card){ row.id,          row.url,          row.title,
                                      row.description, row.provider,     row.author_name,
                                      row.author_id,   row.image_url,    row.image_alt,
                                      row.image_width, row.image_height, row.published_ms,
                                      row.fetched_ms };
    return ERR_OK;
}

enum err store_preview_card_list(struct ctx *ctx, const struct status_id *ids, size_t count,
                                 struct status_card **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    struct q_preview_cards_by_status_row *rows = NULL;
    TRY(q_preview_cards_by_status(ctx, ids, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_card, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct status_card){
            rows[i].status_id,
            { rows[i].card_id, rows[i].url, rows[i].title, rows[i].description, rows[i].provider,
              rows[i].author_name, rows[i].author_id, rows[i].image_url, rows[i].image_alt,
              rows[i].image_width, rows[i].image_height, rows[i].published_ms, rows[i].fetched_ms }
        };
    return ERR_OK;
}

enum err store_preview_card_upsert(struct ctx *ctx, const struct preview_card *card,
                                   struct preview_card_id *out)
{
    struct q_preview_card_upsert_row row;
    struct url url;
    TRY(url_parse(ctx->arena, card->url, &url));
    TRY(q_preview_card_upsert(
        ctx, card->id, card->url, url.host, card->title.len > 0 ? card->title : SV(""),
        or_null(card->description), or_null(card->provider), or_null(card->author_name),
        card->author, or_null(card->image_url), or_null(card->image_alt), card->image_width,
        card->image_height, card->published_ms, card->fetched_ms, &row));
    *out = row.id;
    return ERR_OK;
}

enum err store_status_card_set(struct ctx *ctx, struct status_id status,
                               struct preview_card_id card)
{
    struct q_status_card_find_row before;
    bool has_one = false;
    int64_t inserted = 0;
    TRY(q_status_card_find(ctx, status, &has_one, &before));
    if (has_one && preview_card_id_eq(before.card_id, card))
        return ERR_OK;
    if (has_one) {
        TRY(q_status_card_delete(ctx, status, NULL));
        TRY(q_preview_card_count(ctx, before.card_id, -1, NULL));
        TRY(q_preview_card_delete_unused(ctx, before.card_id, NULL));
    }
    if (preview_card_id_is_none(card))
        return ERR_OK;
    TRY(q_status_card_insert(ctx, status, card, &inserted));
    TRY(q_preview_card_count(ctx, card, inserted, NULL));
    return q_preview_card_delete_unused(ctx, card, NULL);
}

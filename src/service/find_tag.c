/* Find hashtags. */
#include "service/find_tag.h"

#include "model/paging.h"
#include "store/tag.h"
#include "text/status_text.h"

#define TEXT_MAX_BYTES 500

/* "20" begins "2026summer", though no hashtag is all digits. */
static bool begins_a_tag(struct arena *a, struct sv text)
{
    return text.len > 0 && text.len <= TEXT_MAX_BYTES &&
           status_text_is_tag(sv_concat(a, (struct sv[]){ text, SV("a") }, 2));
}

/* Is what was typed itself found? Any tag is, and of the reviewed ones it if it is one of them. */
static enum err typed_is_found(struct ctx *ctx, struct sv text, bool reviewed_only, bool *out)
{
    struct tag tag;
    bool is_found = false;
    *out = status_text_is_tag(text);
    if (!*out || !reviewed_only)
        return ERR_OK;
    TRY(store_tag_find_named(ctx, status_text_normalize_tag(ctx->arena, text), &is_found, &tag));
    *out = is_found && tag.reviewed_ms > 0;
    return ERR_OK;
}

enum err service_search_tags(struct ctx *ctx, const struct tag_search *search, struct sv **out,
                             size_t *out_count)
{
    struct sv text = sv_trim(search->text);
    struct sv *names = NULL;
    size_t count = 0;
    bool has_typed = false;
    if (search->offset < 0 || search->count < 1 || search->count > PAGING_COUNT_MAX)
        return fail(ctx, ERR_BAD_PARAM, "offset or count");
    *out_count = 0;
    if (sv_starts_with(text, SV("#")))
        text = sv_from_offset(text, 1);
    if (search->offset > SEARCH_OFFSET_MAX || !begins_a_tag(ctx->arena, text))
        return ERR_OK;
    TRY(typed_is_found(ctx, text, search->reviewed_only, &has_typed));
    /* The typed one is number 0 of the whole list, on whichever page. */
    bool shows_typed = has_typed && search->offset == 0;
    int64_t offset = search->offset - (has_typed && !shows_typed);
    TRY(store_tag_search(ctx, status_text_normalize_tag(ctx->arena, text), search->reviewed_only,
                         offset, (int64_t)search->count - (shows_typed ? 1 : 0), &names, &count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, count + 1);
    if (shows_typed)
        (*out)[(*out_count)++] = text;
    for (size_t i = 0; i < count; i++)
        (*out)[(*out_count)++] = names[i];
    return ERR_OK;
}

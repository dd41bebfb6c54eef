/* Media of a status's history.
 *
 * A byte that says the form, then for each its id in decimal and its description, each with a zero byte behind it.
 */
#include "store/media_version.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/vec.h"
#include "store/box.h"

#define FORM '1'
#define VERSION_BYTES_MAX ((size_t)1 << 20)

static struct box_place place_of(const struct status *status)
{
    return (struct box_place){ .column = COLUMN_STATUS_EDIT_MEDIA_BOX,
                               .row = status->id.v,
                               .owner = status->account };
}

/* Other servers may send any text. */
static struct sv to_zero(struct sv text)
{
    return sv_sub(text, 0, sv_find_char(text, '\0', 0));
}

struct sv store_media_seal_version(struct arena *a, const struct status *status,
                                   const struct crypto_key *key)
{
    struct buf b;
    buf_init(&b, a, VERSION_BYTES_MAX);
    buf_char(&b, FORM);
    for (size_t i = 0; i < status->media_count; i++) {
        buf_printf(&b, "%" PRId64, status->media[i].id.v);
        buf_char(&b, '\0');
        buf_sv(&b, to_zero(status->media[i].alt));
        buf_char(&b, '\0');
    }
    struct sv text = buf_view(&b);
    return key != NULL ? box_seal(a, key, place_of(status), text) : box_plain(a, text);
}

/* The bytes before the next zero. */
static bool word_take(struct sv *rest, struct sv *out)
{
    size_t end = sv_find_char(*rest, '\0', 0);
    if (end == SIZE_MAX)
        return false;
    *out = sv_sub(*rest, 0, end);
    *rest = sv_from_offset(*rest, end + 1);
    return true;
}

enum err store_media_open_version(struct ctx *ctx, const struct status *status,
                                  const struct crypto_key *key, struct sv box, bool *out_knows,
                                  struct media **out, size_t *out_count)
{
    struct sv rest;
    TRY(box_open(ctx, key, place_of(status), box, &rest));
    VEC(struct media) media = { 0 };
    *out_knows = rest.len > 0 && rest.ptr[0] == FORM;
    struct sv id = { 0 };
    struct sv alt = { 0 };
    for (rest = sv_from_offset(rest, *out_knows ? 1 : rest.len);
         word_take(&rest, &id) && word_take(&rest, &alt);) {
        int64_t number = 0;
        if (!sv_to_i64_in(id, 1, INT64_MAX, &number))
            return fail(ctx, ERR_CORRUPT, "media of a version");
        *VEC_PUSH(ctx->arena, &media) = (struct media){ .id = media_id(number), .alt = alt };
    }
    *out = media.items;
    *out_count = media.count;
    return ERR_OK;
}

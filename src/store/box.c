/* Box: sealed and plain values of a column. */
#include "store/box.h"

#include "crypto/seal.h"

enum {
    FORMAT_PLAIN = BOX_PLAIN,
    FORMAT_SEALED = 1,
    AAD_BYTES = 1 + 4 + 8 + 8,
};

static void put_be(unsigned char *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

/* What a box is tied to: format, table and column, row, owner. */
static struct sv place_aad(unsigned char out[AAD_BYTES], struct box_place place)
{
    out[0] = FORMAT_SEALED;
    put_be(out + 1, (uint64_t)place.column, 4);
    put_be(out + 5, (uint64_t)place.row, 8);
    put_be(out + 13, (uint64_t)place.owner.v, 8);
    return sv_make(out, AAD_BYTES);
}

static struct sv with_format(struct arena *a, char format, struct sv content)
{
    struct sv parts[] = { sv_make(&format, 1), content };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

struct sv box_seal(struct arena *a, const struct crypto_key *key, struct box_place place,
                   struct sv plain)
{
    if (plain.ptr == NULL)
        return plain;
    /* Row 0 is the instance's own. */
    assert(place.row > 0 || place.owner.v == 0);
    unsigned char aad[AAD_BYTES];
    struct sv sealed;
    crypto_seal(a, key, place_aad(aad, place), plain, &sealed);
    return with_format(a, FORMAT_SEALED, sealed);
}

struct sv box_plain(struct arena *a, struct sv plain)
{
    return plain.ptr == NULL ? plain : with_format(a, FORMAT_PLAIN, plain);
}

bool box_is_sealed(struct sv box)
{
    return box.len > 0 && box.ptr[0] == FORMAT_SEALED;
}

enum err box_open(struct ctx *ctx, const struct crypto_key *key, struct box_place place,
                  struct sv box, struct sv *out)
{
    if (box.ptr == NULL) {
        *out = box;
        return ERR_OK;
    }
    if (box.len == 0)
        return fail(ctx, ERR_CORRUPT, "empty box in column %d", place.column);
    struct sv content = sv_from_offset(box, 1);
    if (box.ptr[0] == FORMAT_PLAIN) {
        *out = content;
        return ERR_OK;
    }
    if (box.ptr[0] != FORMAT_SEALED)
        return fail(ctx, ERR_CORRUPT, "unknown box format in column %d", place.column);
    if (key == NULL)
        return fail(ctx, ERR_KEY_GONE, "no key for column %d", place.column);
    unsigned char aad[AAD_BYTES];
    if (crypto_open(ctx->arena, key, place_aad(aad, place), content, out) != ERR_OK)
        return fail(ctx, ERR_CORRUPT, "box of column %d does not open", place.column);
    return ERR_OK;
}

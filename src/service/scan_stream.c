/* Scan stream.
 *
 * A piece is searched together with what is kept of the one before, as long as the longest pattern. Inflating has its own
 * such window, so that two levels need two of them and no more.
 */
#include "service/scan_stream.h"

#define ZLIB_CONST
#include <zlib.h>

#include "base/heap.h"

#define PIECE_BYTES ((size_t)65536)
#define UNPACKED_MAX (INT64_C(256) << 20) /* of one compressed stream: a bomb ends here */
#define DEPTH_MAX 2
#define HEAD_BYTES 64 /* enough to recognize what begins here */

/* Searches what is appended, whatever the sizes of the pieces. */
struct window {
    const struct scan_stream *stream;
    unsigned char *bytes; /* PIECE_BYTES and the longest pattern twice */
    size_t len;
    int64_t offset; /* of bytes[0] */
    bool is_unpacked;
};

static void hit(void *arg, size_t pattern, size_t at)
{
    const struct window *w = arg;
    w->stream->found(w->stream->arg, pattern, w->offset + (int64_t)at, w->is_unpacked);
}

static void window_init(struct window *w, const struct scan_stream *stream, bool is_unpacked)
{
    *w = (struct window){ .stream = stream, .is_unpacked = is_unpacked };
    w->bytes = heap_new(PIECE_BYTES + 2 * stream->patterns->longest);
}

static void window_done(struct window *w)
{
    heap_free(w->bytes);
}

/* Search what can be decided, keep what may be the beginning of a pattern. */
static void window_search(struct window *w, bool is_last)
{
    size_t keep = is_last ? 0 : w->stream->patterns->longest;
    if (w->len <= keep)
        return;
    size_t end = w->len - keep;
    scan_patterns_match(w->stream->patterns, sv_make(w->bytes, w->len), end, hit, w);
    memmove(w->bytes, w->bytes + end, w->len - end);
    w->offset += (int64_t)end;
    w->len -= end;
}

/* len is at most PIECE_BYTES. */
static void window_append(struct window *w, const unsigned char *bytes, size_t len)
{
    memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
    window_search(w, false);
}

/* What is packed in a source, unpacked as it is read; itself a source read forward only. */
struct packed {
    const struct scan_source *source;
    int64_t offset; /* next byte of the source */
    z_stream z;
    unsigned char in[4096];
};

static bool packed_begin(struct packed *p, const struct scan_source *source, int64_t offset,
                         int window_bits)
{
    *p = (struct packed){ .source = source, .offset = offset };
    return inflateInit2(&p->z, window_bits) == Z_OK;
}

/* Bytes unpacked into `out`; 0 at the end or where it is no such stream after all. */
static size_t packed_read(struct packed *p, unsigned char *out, size_t max)
{
    p->z.next_out = out;
    p->z.avail_out = (uInt)max;
    while (p->z.avail_out == max) {
        if (p->z.avail_in == 0) {
            ssize_t got = p->source->read_at(p->source->arg, p->offset, p->in, sizeof p->in);
            if (got <= 0)
                return 0;
            p->offset += got;
            p->z.next_in = p->in;
            p->z.avail_in = (uInt)got;
        }
        int rc = inflate(&p->z, Z_NO_FLUSH);
        if (rc != Z_OK)
            break;
    }
    return max - p->z.avail_out;
}

/* Where does something packed begin at this place, and in which form? */
static bool head_find(const unsigned char *b, size_t len, size_t *out_skip, int *out_bits)
{
    *out_skip = 0;
    if (len >= 3 && b[0] == 0x1F && b[1] == 0x8B && b[2] == 8) {
        *out_bits = 16 + MAX_WBITS;
        return true;
    }
    if (len >= 2 && b[0] == 0x78 && (b[0] * 256 + b[1]) % 31 == 0 && (b[1] & 0x20) == 0) {
        *out_bits = MAX_WBITS;
        return true;
    }
    if (len >= 30 && memcmp(b, "PK\3\4", 4) == 0 && b[8] == 8 && b[9] == 0) {
        *out_skip = 30 + (size_t)(b[26] | b[27] << 8) + (size_t)(b[28] | b[29] << 8);
        *out_bits = -MAX_WBITS;
        return true;
    }
    return false;
}

struct nested {
    unsigned char *bytes; /* of what was unpacked, kept in pieces for one more level */
    size_t len;
};

static ssize_t nested_read_at(void *arg, int64_t offset, void *out, size_t max)
{
    const struct nested *n = arg;
    size_t left = offset < (int64_t)n->len ? n->len - (size_t)offset : 0;
    size_t len = left < max ? left : max;
    memcpy(out, n->bytes + (left == 0 ? 0 : offset), len);
    return (ssize_t)len;
}

static void heads_unpack(const struct scan_stream *stream, const struct scan_source *source,
                         const unsigned char *bytes, size_t len, size_t end, int64_t offset,
                         int depth);

/* Search everything that unpacks from here. A second level is looked for inside each piece of it. */
static void unpack(const struct scan_stream *stream, const struct scan_source *source,
                   int64_t offset, int window_bits, int depth)
{
    struct packed packed;
    struct window window;
    int64_t total = 0;
    if (!packed_begin(&packed, source, offset, window_bits))
        return;
    window_init(&window, stream, true);
    unsigned char *piece = heap_new(PIECE_BYTES);
    for (size_t got = 1; got > 0 && total < UNPACKED_MAX;) {
        got = packed_read(&packed, piece, PIECE_BYTES);
        struct nested nested = { piece, got };
        const struct scan_source inner = { nested_read_at, &nested };
        window_append(&window, piece, got);
        if (depth < DEPTH_MAX)
            heads_unpack(stream, &inner, piece, got, got, 0, depth + 1);
        total += (int64_t)got;
    }
    window_search(&window, true);
    heap_free(piece);
    window_done(&window);
    (void)inflateEnd(&packed.z);
}

static void heads_unpack(const struct scan_stream *stream, const struct scan_source *source,
                         const unsigned char *bytes, size_t len, size_t end, int64_t offset,
                         int depth)
{
    for (size_t i = 0; i < end; i++) {
        size_t skip = 0;
        int bits = 0;
        if (head_find(bytes + i, len - i, &skip, &bits))
            unpack(stream, source, offset + (int64_t)(i + skip), bits, depth);
    }
}

enum err scan_stream_run(struct ctx *ctx, const struct scan_stream *stream,
                         const struct scan_source *source)
{
    struct window window;
    unsigned char *piece = heap_new(PIECE_BYTES + HEAD_BYTES);
    window_init(&window, stream, false);
    ssize_t got = 1;
    for (int64_t offset = 0; got > 0; offset += got) {
        /* A little more than is searched, so that a head over the border is seen whole. */
        got = source->read_at(source->arg, offset, piece, PIECE_BYTES + HEAD_BYTES);
        if (got <= 0)
            break;
        size_t len = (size_t)got;
        if (got > (ssize_t)PIECE_BYTES)
            got = (ssize_t)PIECE_BYTES;
        window_append(&window, piece, (size_t)got);
        heads_unpack(stream, source, piece, len, (size_t)got, offset, 1);
    }
    window_search(&window, true);
    window_done(&window);
    heap_free(piece);
    return got < 0 ? fail(ctx, ERR_IO, "a file could not be read") : ERR_OK;
}

static ssize_t bytes_read_at(void *arg, int64_t offset, void *out, size_t max)
{
    const struct sv *bytes = arg;
    struct sv part = sv_sub(*bytes, (size_t)offset, max);
    if (part.len > 0)
        memcpy(out, part.ptr, part.len);
    return (ssize_t)part.len;
}

enum err scan_stream_bytes(struct ctx *ctx, const struct scan_stream *stream, struct sv bytes)
{
    const struct scan_source source = { bytes_read_at, &bytes };
    return scan_stream_run(ctx, stream, &source);
}

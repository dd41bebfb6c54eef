/* Kinds, sizes and frame counts from a picture's bytes.
 *
 * Every reader asks for bytes through byte_at() and friends, which answer 0 beyond the end; a walk
 * ends when its position passes the end. So no arithmetic on lengths from the file can lead
 * outside.
 */
#include "media/picture.h"

struct cursor {
    struct sv bytes;
    size_t at;
};

static uint32_t byte_at(struct sv s, size_t at)
{
    return at < s.len ? (unsigned char)s.ptr[at] : 0;
}

static uint32_t be16(struct sv s, size_t at)
{
    return byte_at(s, at) << 8 | byte_at(s, at + 1);
}

static uint32_t be32(struct sv s, size_t at)
{
    return be16(s, at) << 16 | be16(s, at + 2);
}

static uint32_t le16(struct sv s, size_t at)
{
    return byte_at(s, at) | byte_at(s, at + 1) << 8;
}

static uint32_t le24(struct sv s, size_t at)
{
    return le16(s, at) | byte_at(s, at + 2) << 16;
}

static uint32_t le32(struct sv s, size_t at)
{
    return le16(s, at) | le16(s, at + 2) << 16;
}

static bool has_at(struct sv s, size_t at, struct sv word)
{
    return sv_eq(sv_sub(s, at, word.len), word);
}

struct sv media_kind_mime(enum picture_kind kind)
{
    static const struct sv names[PICTURE_KIND_COUNT] = {
        [PICTURE_KIND_NONE] = SV_INIT(""),           [PICTURE_KIND_JPEG] = SV_INIT("image/jpeg"),
        [PICTURE_KIND_PNG] = SV_INIT("image/png"),   [PICTURE_KIND_GIF] = SV_INIT("image/gif"),
        [PICTURE_KIND_WEBP] = SV_INIT("image/webp"),
    };
    assert(kind < PICTURE_KIND_COUNT);
    return names[kind];
}

struct sv media_kind_extension(enum picture_kind kind)
{
    static const struct sv names[PICTURE_KIND_COUNT] = {
        [PICTURE_KIND_NONE] = SV_INIT(""),     [PICTURE_KIND_JPEG] = SV_INIT("jpg"),
        [PICTURE_KIND_PNG] = SV_INIT("png"),   [PICTURE_KIND_GIF] = SV_INIT("gif"),
        [PICTURE_KIND_WEBP] = SV_INIT("webp"),
    };
    assert(kind < PICTURE_KIND_COUNT);
    return names[kind];
}

enum picture_kind media_picture_sniff(struct sv bytes)
{
    if (has_at(bytes, 0, SV("\xff\xd8\xff")))
        return PICTURE_KIND_JPEG;
    if (has_at(bytes, 0, SV("\x89PNG\r\n\x1a\n")))
        return PICTURE_KIND_PNG;
    if (has_at(bytes, 0, SV("GIF87a")) || has_at(bytes, 0, SV("GIF89a")))
        return PICTURE_KIND_GIF;
    if (has_at(bytes, 0, SV("RIFF")) && has_at(bytes, 8, SV("WEBP")))
        return PICTURE_KIND_WEBP;
    return PICTURE_KIND_NONE;
}

enum media_verdict media_picture_check(uint64_t width, uint64_t height, uint64_t frames)
{
    if (width == 0 || height == 0 || frames == 0)
        return MEDIA_VERDICT_BROKEN;
    if (width > MEDIA_SIDE_MAX || height > MEDIA_SIDE_MAX || frames > MEDIA_FRAMES_MAX)
        return MEDIA_VERDICT_TOO_LARGE;
    uint64_t pixels = width * height;
    if (pixels > MEDIA_PIXELS_MAX || pixels * frames > MEDIA_FRAME_PIXELS_MAX)
        return MEDIA_VERDICT_TOO_LARGE;
    return MEDIA_VERDICT_OK;
}

static bool probe_png(struct sv s, struct media_probe *out)
{
    if (be32(s, 8) != 13 || !has_at(s, 12, SV("IHDR")))
        return false;
    out->width = be32(s, 16);
    out->height = be32(s, 20);
    return true;
}

/* A start-of-frame marker that carries the size; baseline, extended and progressive Huffman only.
 */
static bool is_frame_marker(uint32_t marker)
{
    return marker >= 0xc0 && marker <= 0xc2;
}

/* Markers that end the search: the picture data begins (SOS) or the file ends (EOI) without a
 * frame. */
static bool is_end_marker(uint32_t marker)
{
    return marker == 0xda || marker == 0xd9;
}

static bool probe_jpeg(struct sv s, struct media_probe *out)
{
    size_t at = 2;
    while (at + 4 <= s.len) {
        if (byte_at(s, at) != 0xff)
            return false;
        uint32_t marker = byte_at(s, at + 1);
        if (marker == 0xff) {
            at++; /* fill byte */
            continue;
        }
        if (is_end_marker(marker))
            return false;
        if (is_frame_marker(marker)) {
            out->height = be16(s, at + 5);
            out->width = be16(s, at + 7);
            return true;
        }
        bool is_alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
        uint32_t len = is_alone ? 0 : be16(s, at + 2);
        if (!is_alone && len < 2)
            return false;
        at += 2 + len;
    }
    return false;
}

/* Bytes of a colour table, from the flags of its descriptor. */
static size_t gif_table_bytes(uint32_t flags)
{
    return (flags & 0x80) == 0 ? 0 : (size_t)3 << ((flags & 7) + 1);
}

static void gif_skip_blocks(struct cursor *c)
{
    while (c->at < c->bytes.len) {
        uint32_t len = byte_at(c->bytes, c->at);
        c->at += 1 + len;
        if (len == 0)
            return;
    }
}

/* Position behind the image descriptor whose 0x2c was read. A frame may reach beyond the screen:
 * decoders widen it. */
static void gif_read_frame(struct cursor *c, struct media_probe *out)
{
    uint32_t right = le16(c->bytes, c->at) + le16(c->bytes, c->at + 4);
    uint32_t bottom = le16(c->bytes, c->at + 2) + le16(c->bytes, c->at + 6);
    out->width = right > out->width ? right : out->width;
    out->height = bottom > out->height ? bottom : out->height;
    out->frames++;
    c->at += 9 + gif_table_bytes(byte_at(c->bytes, c->at + 8)) + 1;
    gif_skip_blocks(c);
}

static bool probe_gif(struct sv s, struct media_probe *out)
{
    out->width = le16(s, 6);
    out->height = le16(s, 8);
    out->frames = 0;
    struct cursor c = { s, 13 + gif_table_bytes(byte_at(s, 10)) };
    while (c.at < s.len && out->frames <= MEDIA_FRAMES_MAX) {
        uint32_t introducer = byte_at(s, c.at++);
        if (introducer == 0x2c) {
            gif_read_frame(&c, out);
        } else if (introducer == 0x21) {
            c.at++; /* label */
            gif_skip_blocks(&c);
        } else {
            break; /* trailer, or bytes that decoders stop at too */
        }
    }
    return out->frames > 0;
}

static uint32_t webp_count_frames(struct sv s)
{
    uint32_t count = 0;
    size_t at = 12;
    while (at + 8 <= s.len && count <= MEDIA_FRAMES_MAX) {
        count += has_at(s, at, SV("ANMF"));
        uint64_t len = le32(s, at + 4);
        at += 8 + (size_t)(len + (len & 1));
    }
    return count;
}

static bool probe_webp_extended(struct sv s, struct media_probe *out)
{
    out->width = le24(s, 24) + 1;
    out->height = le24(s, 27) + 1;
    bool is_animated = (byte_at(s, 20) & 0x02) != 0;
    if (is_animated)
        out->frames = webp_count_frames(s);
    return s.len >= 30;
}

static bool probe_webp(struct sv s, struct media_probe *out)
{
    if (has_at(s, 12, SV("VP8X")))
        return probe_webp_extended(s, out);
    if (has_at(s, 12, SV("VP8L")) && byte_at(s, 20) == 0x2f) {
        uint32_t bits = le32(s, 21);
        out->width = (bits & 0x3fff) + 1;
        out->height = (bits >> 14 & 0x3fff) + 1;
        return s.len >= 25;
    }
    if (has_at(s, 12, SV("VP8 ")) && has_at(s, 23, SV("\x9d\x01\x2a"))) {
        out->width = le16(s, 26) & 0x3fff;
        out->height = le16(s, 28) & 0x3fff;
        return true;
    }
    return false;
}

static bool probe_kind(struct sv bytes, struct media_probe *out)
{
    switch (out->kind) {
    case PICTURE_KIND_JPEG:
        return probe_jpeg(bytes, out);
    case PICTURE_KIND_PNG:
        return probe_png(bytes, out);
    case PICTURE_KIND_GIF:
        return probe_gif(bytes, out);
    case PICTURE_KIND_WEBP:
        return probe_webp(bytes, out);
    case PICTURE_KIND_NONE:
    case PICTURE_KIND_COUNT:
        break;
    }
    return false;
}

enum media_verdict media_picture_probe(struct sv bytes, struct media_probe *out)
{
    struct media_probe probe = { .kind = media_picture_sniff(bytes), .frames = 1 };
    if (probe.kind == PICTURE_KIND_NONE)
        return MEDIA_VERDICT_UNKNOWN;
    if (bytes.len > MEDIA_INPUT_BYTES_MAX)
        return MEDIA_VERDICT_TOO_LARGE;
    if (!probe_kind(bytes, &probe))
        return MEDIA_VERDICT_BROKEN;
    enum media_verdict verdict = media_picture_check(probe.width, probe.height, probe.frames);
    if (verdict == MEDIA_VERDICT_OK)
        *out = probe;
    return verdict;
}

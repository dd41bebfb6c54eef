/* Frames of the control socket. */
#include "http/control_frame.h"

static bool is_kind(unsigned char c)
{
    return c == CONTROL_REQUEST || c == CONTROL_PROGRESS || c == CONTROL_RESULT ||
           c == CONTROL_ERROR;
}

enum err control_frame_parse(struct sv received, struct control_frame *out, size_t *out_used)
{
    *out_used = 0;
    if (received.len < CONTROL_FRAME_HEAD_BYTES)
        return ERR_OK;
    const unsigned char *head = (const unsigned char *)received.ptr;
    size_t len =
        (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | (size_t)head[3];
    if (len > CONTROL_FRAME_MAX_BYTES)
        return ERR_TOO_LARGE;
    if (len == 0 || !is_kind(head[4]))
        return ERR_PARSE;
    if (received.len < 4 + len)
        return ERR_OK;
    out->kind = (enum control_kind)head[4];
    out->json = sv_sub(received, CONTROL_FRAME_HEAD_BYTES, len - 1);
    *out_used = 4 + len;
    return ERR_OK;
}

enum err control_frame_render(struct arena *a, enum control_kind kind, struct sv json,
                              struct sv *out)
{
    size_t len = json.len + 1;
    if (len > CONTROL_FRAME_MAX_BYTES)
        return ERR_TOO_LARGE;
    char *bytes = arena_alloc(a, 4 + len);
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(len >> (24 - 8 * i) & 0xff);
    bytes[4] = (char)kind;
    if (json.len > 0)
        memcpy(bytes + CONTROL_FRAME_HEAD_BYTES, json.ptr, json.len);
    *out = sv_make(bytes, 4 + len);
    return ERR_OK;
}

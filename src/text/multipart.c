/* multipart/form-data as a stream. */
#include "text/multipart.h"

#include <string.h>

#include "base/buf.h"

#include "text/header.h"

/* RFC 2046's bchars: a CR among them would break the search for the delimiter. */
static bool is_boundary_char(char c)
{
    static const char others[] = "'()+_,-./:=? ";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           memchr(others, c, sizeof others - 1) != NULL;
}

enum err multipart_init(struct multipart *m, struct arena *a, struct sv boundary,
                        const struct multipart_limits *limits,
                        const struct multipart_handler *handler)
{
    if (boundary.len == 0 || boundary.len > MULTIPART_BOUNDARY_MAX_BYTES)
        return ERR_BAD_REQUEST;
    for (size_t i = 0; i < boundary.len; i++) {
        if (!is_boundary_char(boundary.ptr[i]))
            return ERR_BAD_REQUEST;
    }
    *m = (struct multipart){ .arena = a, .limits = *limits, .handler = *handler };
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.ptr, boundary.len);
    m->delimiter_len = boundary.len + 4;
    /* The first delimiter may stand at the very beginning: as if a line had ended there. */
    m->matched = 2;
    m->is_line_implied = true;
    return ERR_OK;
}

static enum err put_data(struct multipart *m, struct sv data)
{
    if (m->state != MULTIPART_DATA || data.len == 0)
        return ERR_OK;
    return m->handler.on_data(m->handler.arg, data);
}

static enum err end_part(struct multipart *m)
{
    bool has_part = m->state == MULTIPART_DATA;
    m->state = MULTIPART_DELIMITER;
    m->matched = 0;
    m->is_line_implied = false;
    m->tail_len = 0;
    return has_part ? m->handler.on_end(m->handler.arg) : ERR_OK;
}

/* In the data or before the first part, at chunk[*at]: data up to the next delimiter, or all there
 * is. */
static enum err step_data(struct multipart *m, struct sv chunk, size_t *at)
{
    if (m->matched == 0) {
        size_t found = sv_find_char(chunk, '\r', *at);
        size_t end = found == SIZE_MAX ? chunk.len : found;
        struct sv run = sv_sub(chunk, *at, end - *at);
        *at = end;
        if (found != SIZE_MAX) {
            m->matched = 1;
            (*at)++;
        }
        return put_data(m, run);
    }
    if (chunk.ptr[*at] == m->delimiter[m->matched]) {
        (*at)++;
        m->matched++;
        return m->matched == m->delimiter_len ? end_part(m) : ERR_OK;
    }
    /* CR is only the first byte of a delimiter: what was held back is data, and the search begins
     * anew. */
    size_t from = m->is_line_implied ? 2 : 0;
    struct sv held = sv_make(m->delimiter + from, m->matched - from);
    m->matched = 0;
    m->is_line_implied = false;
    return put_data(m, held);
}

static enum err step_delimiter(struct multipart *m, char c)
{
    /* White space behind a boundary is transport padding. */
    if (m->tail_len == 0 && (c == ' ' || c == '\t'))
        return ERR_OK;
    m->tail[m->tail_len++] = c;
    if (m->tail_len < 2)
        return c == '\r' || c == '-' ? ERR_OK : ERR_BAD_REQUEST;
    if (memcmp(m->tail, "--", 2) == 0) {
        m->state = MULTIPART_EPILOGUE;
        return ERR_OK;
    }
    m->state = MULTIPART_HEAD;
    m->head_len = 0;
    return memcmp(m->tail, "\r\n", 2) == 0 ? ERR_OK : ERR_BAD_REQUEST;
}

/* Browsers write '"', CR and LF in names as %22, %0D, %0A. */
static struct sv unescape_name(struct arena *a, struct sv s)
{
    if (s.ptr == NULL || sv_find_char(s, '%', 0) == SIZE_MAX)
        return s;
    struct buf b;
    buf_init(&b, a, s.len);
    for (size_t i = 0; i < s.len; i++) {
        struct sv three = sv_sub(s, i, 3);
        bool is_quote = sv_eq(three, SV("%22"));
        bool is_newline = sv_eq_nocase(three, SV("%0D")) || sv_eq_nocase(three, SV("%0A"));
        if (is_quote || is_newline)
            i += 2;
        buf_char(&b, is_quote ? '"' : is_newline ? ' ' : s.ptr[i]);
    }
    return buf_view(&b);
}

static enum err parse_disposition(struct arena *a, struct sv value, struct multipart_part *part)
{
    struct header_params params;
    if (part->name.len > 0 || header_parse_params(a, value, ';', &params) != ERR_OK ||
        params.list.count == 0 || !sv_eq_nocase(params.list.items[0].name, SV("form-data")))
        return ERR_BAD_REQUEST;
    part->name = unescape_name(a, header_params_find(&params, SV("name")));
    part->filename = unescape_name(a, header_params_find(&params, SV("filename")));
    return part->name.len > 0 ? ERR_OK : ERR_BAD_REQUEST;
}

static enum err parse_head(struct arena *a, struct sv head, struct multipart_part *part)
{
    struct sv rest = head;
    struct sv line;
    while (sv_split(&rest, '\n', &line)) {
        size_t colon = sv_find_char(line, ':', 0);
        if (sv_trim(line).len == 0)
            continue;
        if (colon == SIZE_MAX)
            return ERR_BAD_REQUEST;
        struct sv name = sv_sub(line, 0, colon);
        struct sv value = sv_trim(sv_from_offset(line, colon + 1));
        if (sv_eq_nocase(name, SV("Content-Disposition")))
            TRY(parse_disposition(a, value, part));
        else if (sv_eq_nocase(name, SV("Content-Type")))
            part->content_type = value;
    }
    return part->name.len > 0 ? ERR_OK : ERR_BAD_REQUEST;
}

static enum err begin_part(struct multipart *m)
{
    struct multipart_part part = { 0 };
    if (++m->part_count > m->limits.max_parts)
        return ERR_LIMIT;
    struct sv head = sv_copy(m->arena, sv_make(m->head, m->head_len));
    TRY(parse_head(m->arena, head, &part));
    m->state = MULTIPART_DATA;
    /* An empty part: its delimiter follows the head's last line at once. */
    m->matched = 2;
    m->is_line_implied = true;
    return m->handler.on_begin(m->handler.arg, &part);
}

static enum err step_head(struct multipart *m, char c)
{
    if (m->head_len == sizeof m->head)
        return ERR_LIMIT;
    m->head[m->head_len++] = c;
    struct sv head = sv_make(m->head, m->head_len);
    return sv_ends_with(head, SV("\r\n\r\n")) ? begin_part(m) : ERR_OK;
}

static enum err step(struct multipart *m, struct sv chunk, size_t *at)
{
    switch (m->state) {
    case MULTIPART_PREAMBLE:
    case MULTIPART_DATA:
        return step_data(m, chunk, at);
    case MULTIPART_DELIMITER:
        return step_delimiter(m, chunk.ptr[(*at)++]);
    case MULTIPART_HEAD:
        return step_head(m, chunk.ptr[(*at)++]);
    case MULTIPART_EPILOGUE:
        *at = chunk.len;
        return ERR_OK;
    case MULTIPART_FAILED:
        return ERR_BAD_REQUEST;
    }
    return ERR_BAD_REQUEST;
}

enum err multipart_feed(struct multipart *m, struct sv chunk)
{
    if (chunk.len > m->limits.max_bytes - m->total_bytes)
        return ERR_TOO_LARGE;
    m->total_bytes += chunk.len;
    for (size_t at = 0; at < chunk.len;) {
        enum err err = step(m, chunk, &at);
        if (err != ERR_OK) {
            m->state = MULTIPART_FAILED;
            return err;
        }
    }
    return ERR_OK;
}

enum err multipart_end(const struct multipart *m)
{
    return m->state == MULTIPART_EPILOGUE ? ERR_OK : ERR_BAD_REQUEST;
}

/* Wrap. */
#include "text/wrap.h"

void text_wrap(struct buf *out, struct sv text, size_t indent, size_t width)
{
    size_t line_bytes = 0;
    struct sv word;
    while (sv_split(&text, ' ', &word)) {
        if (word.len == 0)
            continue;
        if (line_bytes > 0 && line_bytes + 1 + word.len > width) {
            buf_char(out, '\n');
            line_bytes = 0;
        }
        if (line_bytes == 0) {
            buf_printf(out, "%*s", (int)indent, "");
            line_bytes = indent;
        } else {
            buf_char(out, ' ');
            line_bytes++;
        }
        buf_sv(out, word);
        line_bytes += word.len;
    }
    if (line_bytes > 0)
        buf_char(out, '\n');
}

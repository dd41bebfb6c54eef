/* Reader of efface.conf. */
#include "conf/file.h"

#include <stdbool.h>

#define MAX_ARRAY_PARTS 256

/* A place in one line; `expected` is set once something is wrong. */
struct cursor {
    struct arena *arena;
    struct sv rest;
    const char *expected;
};

static void skip_space(struct cursor *c)
{
    size_t n = 0;
    while (n < c->rest.len && (c->rest.ptr[n] == ' ' || c->rest.ptr[n] == '\t'))
        n++;
    c->rest = sv_from_offset(c->rest, n);
}

static bool is_at(const struct cursor *c, char wanted)
{
    return c->rest.len > 0 && c->rest.ptr[0] == wanted;
}

static bool take(struct cursor *c, char wanted)
{
    if (!is_at(c, wanted))
        return false;
    c->rest = sv_from_offset(c->rest, 1);
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

static struct sv take_name(struct cursor *c)
{
    size_t n = 0;
    while (n < c->rest.len && is_name_char(c->rest.ptr[n]))
        n++;
    struct sv name = sv_sub(c->rest, 0, n);
    c->rest = sv_from_offset(c->rest, n);
    return name;
}

/* The byte that stands for an escape letter, or 0. */
static char escape_value(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
        return letter;
    case 'n':
        return '\n';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

/* The text between quotes; the opening one is taken already. */
static struct sv take_quoted(struct cursor *c)
{
    char *text = arena_alloc(c->arena, c->rest.len);
    size_t len = 0;
    for (size_t i = 0; i < c->rest.len; i++) {
        char byte = c->rest.ptr[i];
        if (byte == '"') {
            c->rest = sv_from_offset(c->rest, i + 1);
            return sv_make(text, len);
        }
        if (byte == '\\') {
            i++;
            byte = i < c->rest.len ? escape_value(c->rest.ptr[i]) : 0;
        }
        if (byte == 0) {
            c->expected = "one of the escapes \\\" \\\\ \\n \\t";
            return sv_make(text, 0);
        }
        text[len++] = byte;
    }
    c->expected = "a closing quotation mark";
    return sv_make(text, 0);
}

/* A bare word or words, up to one of the stop bytes, without the space behind it. */
static struct sv take_bare(struct cursor *c, struct sv stops)
{
    size_t n = 0;
    while (n < c->rest.len && sv_find_char(stops, c->rest.ptr[n], 0) == SIZE_MAX)
        n++;
    struct sv word = sv_trim(sv_sub(c->rest, 0, n));
    c->rest = sv_from_offset(c->rest, n);
    if (word.len == 0)
        c->expected = "a value";
    else if (sv_find_char(word, '"', 0) != SIZE_MAX)
        c->expected = "quotation marks around the whole value";
    return word;
}

/* The parts of an array joined by commas; the opening bracket is taken already. */
static struct sv take_array(struct cursor *c)
{
    struct buf joined;
    buf_init(&joined, c->arena, CONF_LINE_MAX_BYTES);
    for (int count = 0; c->expected == NULL; count++) {
        skip_space(c);
        if (take(c, ']'))
            break;
        struct sv part = take(c, '"') ? take_quoted(c) : take_bare(c, SV("],#"));
        if (count == MAX_ARRAY_PARTS || sv_find_char(part, ',', 0) != SIZE_MAX)
            c->expected = "few parts, without a comma in them";
        if (count > 0)
            buf_lit(&joined, ", ");
        buf_sv(&joined, part);
        skip_space(c);
        if (!take(c, ',') && !is_at(c, ']'))
            c->expected = "a comma or a closing bracket on the same line";
    }
    return buf_view(&joined);
}

static struct sv take_value(struct cursor *c)
{
    skip_space(c);
    if (take(c, '"'))
        return take_quoted(c);
    if (take(c, '['))
        return take_array(c);
    return take_bare(c, SV("#"));
}

/* Only space and a comment may follow. */
static void check_end(struct cursor *c)
{
    skip_space(c);
    if (c->expected == NULL && c->rest.len > 0 && !is_at(c, '#'))
        c->expected = "nothing more on this line";
}

static void read_section(struct cursor *c, struct conf_file *f)
{
    skip_space(c);
    struct sv name = take_name(c);
    skip_space(c);
    if (name.len == 0 || !take(c, ']'))
        c->expected = "a section as [name]";
    check_end(c);
    f->section = c->expected == NULL ? name : SV("");
}

static void read_entry(struct cursor *c, struct conf_file *f, struct conf_entry *out)
{
    *out = (struct conf_entry){ .line = f->line, .section = f->section, .key = take_name(c) };
    skip_space(c);
    if (out->key.len == 0 || !take(c, '=')) {
        c->expected = "key = value";
        return;
    }
    out->value = take_value(c);
    check_end(c);
}

static const char *line_fault(struct sv line)
{
    if (line.len > CONF_LINE_MAX_BYTES)
        return "lines of at most 8 KiB";
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return "text without control characters";
    }
    return NULL;
}

void conf_file_init(struct conf_file *f, struct arena *a, struct sv text)
{
    *f = (struct conf_file){ .arena = a, .rest = text };
}

/* One line; true when it gave an entry or a fault, false when it is empty, a comment or a section.
 */
static bool read_line(struct conf_file *f, struct sv line, struct conf_entry *out)
{
    struct cursor c = { .arena = f->arena, .rest = line, .expected = line_fault(line) };
    *out = (struct conf_entry){ .line = f->line };
    skip_space(&c);
    bool is_entry = false;
    if (c.expected == NULL && take(&c, '['))
        read_section(&c, f);
    else if (c.expected == NULL && c.rest.len > 0 && !is_at(&c, '#')) {
        read_entry(&c, f, out);
        is_entry = true;
    }
    out->expected = c.expected;
    return is_entry || c.expected != NULL;
}

enum conf_file_step conf_file_next(struct conf_file *f, struct conf_entry *out)
{
    if (f->rest.len > CONF_FILE_MAX_BYTES) {
        f->rest = SV("");
        *out = (struct conf_entry){ .line = 1, .expected = "a file of at most 256 KiB" };
        return CONF_FILE_BAD;
    }
    struct sv line;
    while (sv_split(&f->rest, '\n', &line)) {
        f->line++;
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (read_line(f, line, out))
            return out->expected == NULL ? CONF_FILE_ENTRY : CONF_FILE_BAD;
    }
    return CONF_FILE_END;
}

void conf_file_quote(struct buf *out, struct sv value)
{
    buf_char(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '"' || c == '\\')
            buf_char(out, '\\');
        if (c == '\n')
            buf_lit(out, "\\n");
        else if (c == '\t')
            buf_lit(out, "\\t");
        else
            buf_char(out, c);
    }
    buf_char(out, '"');
}

/* Names of entries. */
#include "archive/path.h"

#include "base/buf.h"

static bool is_plain_char(char c)
{
    return (unsigned char)c >= 0x20 && c != 0x7f;
}

static bool is_form_fine(struct sv name)
{
    if (name.len > ARCHIVE_PATH_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_plain_char(name.ptr[i]))
            return false;
    return name.len == 0 || (name.ptr[0] != '/' && name.ptr[0] != '\\');
}

bool archive_path_clean(struct arena *a, struct sv name, struct sv *out)
{
    if (!is_form_fine(name))
        return false;
    char *slashed = sv_cstr(a, name);
    for (size_t i = 0; i < name.len; i++)
        if (slashed[i] == '\\')
            slashed[i] = '/';
    struct buf b;
    buf_init(&b, a, ARCHIVE_PATH_BYTES_MAX);
    struct sv rest = sv_make(slashed, name.len);
    struct sv part;
    while (sv_split(&rest, '/', &part)) {
        if (sv_eq(part, SV("..")))
            return false;
        if (part.len == 0 || sv_eq(part, SV(".")))
            continue;
        if (b.len > 0)
            buf_char(&b, '/');
        buf_sv(&b, part);
    }
    struct sv plain = buf_view(&b);
    if (plain.len >= 2 && plain.ptr[1] == ':') /* a drive letter */
        return false;
    *out = plain;
    return true;
}

bool archive_path_is_tail(struct sv one, struct sv other)
{
    struct sv longer = one.len >= other.len ? one : other;
    struct sv shorter = one.len >= other.len ? other : one;
    if (!sv_ends_with(longer, shorter))
        return false;
    return longer.len == shorter.len || longer.ptr[longer.len - shorter.len - 1] == '/';
}

struct sv archive_path_base(struct sv path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/')
            return sv_from_offset(path, i);
    return path;
}

/* Redirect addresses of applications. */
#include "model/redirect.h"

#include "model/application.h"
#include "text/url.h"

static bool is_scheme_byte(char c, bool is_first)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool is_later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    return is_letter || (is_later && !is_first);
}

/* Length of the scheme, 0 when there is none. */
static size_t scheme_length(struct sv uri)
{
    size_t i = 0;
    while (i < uri.len && is_scheme_byte(uri.ptr[i], i == 0))
        i++;
    return i < uri.len && uri.ptr[i] == ':' ? i : 0;
}

static bool is_script_scheme(struct sv scheme)
{
    static const struct sv refused[] = { SV_INIT("data"), SV_INIT("javascript"),
                                         SV_INIT("vbscript") };
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        if (sv_eq_nocase(scheme, refused[i]))
            return true;
    }
    return false;
}

/* Printable ASCII without the bytes that never stand in an address. */
static bool is_clean(struct sv uri)
{
    for (size_t i = 0; i < uri.len; i++) {
        char c = uri.ptr[i];
        if (c <= ' ' || c > '~' || sv_find_char(SV("\"<>\\^`{|}"), c, 0) != SIZE_MAX)
            return false;
    }
    return true;
}

/* An address of the web must name a host. */
static bool has_host(struct sv scheme, struct sv rest)
{
    if (!sv_eq_nocase(scheme, SV("http")) && !sv_eq_nocase(scheme, SV("https")))
        return rest.len > 0;
    return sv_starts_with(rest, SV("//")) && rest.len > 2 && rest.ptr[2] != '/' &&
           rest.ptr[2] != '?';
}

bool redirect_is_legal(struct sv uri)
{
    if (sv_eq(uri, APPLICATION_OOB))
        return true;
    size_t length = scheme_length(uri);
    if (length == 0 || uri.len > REDIRECT_BYTES_MAX || !is_clean(uri))
        return false;
    struct sv scheme = sv_sub(uri, 0, length);
    return !is_script_scheme(scheme) && has_host(scheme, sv_from_offset(uri, length + 1)) &&
           sv_find_char(uri, '#', 0) == SIZE_MAX;
}

bool redirect_is_registered(struct sv registered, struct sv uri)
{
    struct sv one;
    while (sv_split(&registered, '\n', &one)) {
        if (sv_eq(one, uri))
            return true;
    }
    return false;
}

struct sv redirect_add(struct arena *a, struct sv uri, struct sv name, struct sv value)
{
    bool has_query = sv_find_char(uri, '?', 0) != SIZE_MAX;
    struct sv parts[] = { uri, has_query ? SV("&") : SV("?"), name, SV("="),
                          url_percent_encode(a, value) };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

/* Mentions, hashtags and links in typed text.
 *
 * Mastodon finds each by a regular expression; here each is a scanner over characters that accepts
 * the same. Two deliberate differences: a host needs a dot and a top level of letters, but no list
 * of top-level domains is asked (the typed scheme says enough); and a link to an address without a
 * name stays text.
 */
#include "text/status_text.h"

#include <stdint.h>

#include "text/status_text_char.h"
#include "text/utf8.h"

enum {
    PAREN_DEPTH_MAX = 2
};

/* Character at a byte offset, 0 at the end; `out_len` its bytes. */
static uint32_t char_at(struct sv s, size_t at, size_t *out_len)
{
    uint32_t c = 0;
    *out_len = utf8_decode(s, at, &c);
    return *out_len == 0 ? 0 : c;
}

/* Character before a byte offset, 0 at the beginning. */
static uint32_t char_before(struct sv s, size_t at)
{
    size_t from = at;
    while (from > 0 && at - from < 4 && (from == at || utf8_is_tail((unsigned char)s.ptr[from])))
        from--;
    size_t len;
    return from == at ? 0 : char_at(s, from, &len);
}

static bool is_ascii_word(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Runs of `is_part` joined by runs of '.' and '-'; gives the offset behind the last run. */
static size_t scan_joined(struct sv s, size_t at, bool (*is_part)(uint32_t))
{
    size_t begin = at;
    size_t end = at;
    for (;;) {
        size_t len;
        uint32_t c = char_at(s, at, &len);
        bool is_joiner = end > begin && (c == '.' || c == '-');
        if (len == 0 || (!is_part(c) && !is_joiner))
            return end;
        at += len;
        if (!is_joiner)
            end = at;
    }
}

static size_t scan_port(struct sv s, size_t at)
{
    size_t end = at + 1;
    if (at >= s.len || s.ptr[at] != ':')
        return at;
    while (end < s.len && end - at <= 5 && is_digit((unsigned char)s.ptr[end]))
        end++;
    return end > at + 1 ? end : at;
}

/* Latin letters with accents: a name ending before one was cut out of a word. */
static bool is_latin_accent(uint32_t c)
{
    return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x250 && c <= 0x2af) ||
           (c >= 0x300 && c <= 0x36f) || (c >= 0x1e00 && c <= 0x1eff);
}

static bool is_followed_by(struct sv s, size_t at, struct sv what)
{
    return sv_starts_with(sv_from_offset(s, at), what);
}

/* At '@'. */
static bool scan_mention(struct sv s, size_t at, struct status_text_entity *out)
{
    uint32_t before = char_before(s, at);
    if (before == '=' || before == '/' || status_text_char_is_word(before))
        return false;
    size_t len;
    if (!is_ascii_word(char_at(s, at + 1, &len)))
        return false;
    size_t name_end = scan_joined(s, at + 1, is_ascii_word);
    size_t end = name_end;
    struct sv host = SV("");
    if (is_followed_by(s, name_end, SV("@")) &&
        status_text_char_is_word(char_at(s, name_end + 1, &len))) {
        size_t host_end = scan_joined(s, name_end + 1, status_text_char_is_word);
        end = scan_port(s, host_end);
        host = sv_sub(s, name_end + 1, end - name_end - 1);
    }
    uint32_t after = char_at(s, end, &len);
    if (after == '@' || after == 0xff20 || is_latin_accent(after) ||
        is_followed_by(s, end, SV("://")))
        return false;
    *out = (struct status_text_entity){ .kind = STATUS_TEXT_MENTION,
                                        .begin = at,
                                        .end = end,
                                        .username = sv_sub(s, at + 1, name_end - at - 1),
                                        .host = host };
    return true;
}

/* Bytes of the hashtag name that begins here, 0 for none. */
static size_t tag_name_len(struct sv s)
{
    size_t len;
    uint32_t c = char_at(s, 0, &len);
    if (len == 0 || !status_text_char_is_word(c))
        return 0;
    size_t at = 0;
    size_t word_end = 0;     /* behind the last letter, digit or '_' */
    size_t plain_end = 0;    /* the same, before the first separator */
    bool has_letter = false; /* in the plain part */
    bool has_joint = false;  /* a letter or separator that is not the first character */
    bool has_inner = false;  /* and something behind that */
    bool is_plain = true;
    for (; len > 0; c = char_at(s, at, &len)) {
        bool is_word = status_text_char_is_word(c);
        bool is_separator = status_text_char_is_tag_separator(c);
        if (!is_word && !is_separator)
            break;
        has_inner = has_inner || (is_word && has_joint);
        has_joint = has_joint || (at > 0 && (is_separator || status_text_char_is_letter(c)));
        is_plain = is_plain && is_word;
        has_letter = has_letter || (is_plain && status_text_char_is_letter(c));
        at += len;
        if (is_word)
            word_end = at;
        if (is_plain)
            plain_end = at;
    }
    if (has_inner)
        return word_end;
    return has_letter ? plain_end : 0;
}

/* At '#'. */
static bool scan_hashtag(struct sv s, size_t at, struct status_text_entity *out)
{
    uint32_t before = char_before(s, at);
    if (before == '=' || before == '/' || before == ')' || status_text_char_is_alnum(before))
        return false;
    struct sv name = sv_from_offset(s, at + 1);
    name = sv_sub(name, 0, tag_name_len(name));
    size_t end = at + 1 + name.len;
    if (name.len == 0 || is_followed_by(s, end, SV("://")))
        return false;
    *out = (struct status_text_entity){
        .kind = STATUS_TEXT_HASHTAG, .begin = at, .end = end, .tag = name
    };
    return true;
}

static bool is_label_char(uint32_t c)
{
    if (c < 0x80)
        return is_ascii_word(c) || c == '-';
    return status_text_char_is_symbol(c) || status_text_char_is_word(c);
}

static bool is_joining(char c)
{
    return c == '-' || c == '_';
}

static bool is_ascii(struct sv label)
{
    for (size_t i = 0; i < label.len; i++) {
        if ((unsigned char)label.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

/* "com", "xn--p1ai", "москва". Cuts an ASCII one off the letters of another script that follow it
 * at once. */
static bool is_top_level(struct sv *label)
{
    size_t len = 0;
    bool is_punycode = sv_eq_nocase(sv_sub(*label, 0, 4), SV("xn--")) && label->len > 4;
    while (len < label->len && (unsigned char)label->ptr[len] < 0x80)
        len++;
    if (len > 0)
        *label = sv_sub(*label, 0, len);
    for (size_t i = 0; i < len; i++) {
        bool is_letter = is_ascii_word((unsigned char)label->ptr[i]) && label->ptr[i] != '_' &&
                         !is_digit((unsigned char)label->ptr[i]);
        if (!is_letter && !is_punycode)
            return false;
    }
    return label->len >= 2 && !is_joining(label->ptr[label->len - 1]);
}

/* A label before the last; the domain name itself (`is_domain`) has no '_'. */
static bool is_label(struct sv label, bool is_domain)
{
    if (label.len == 0 || is_joining(label.ptr[0]) || is_joining(label.ptr[label.len - 1]))
        return false;
    bool is_punycode = sv_eq_nocase(sv_sub(label, 0, 4), SV("xn--"));
    return !(is_punycode && !is_ascii(label)) &&
           !(is_domain && sv_find_char(label, '_', 0) != SIZE_MAX);
}

/* Host at `at`; gives its end, or `at` when it is none. */
static size_t scan_host(struct sv s, size_t at)
{
    struct sv label = SV("");
    struct sv previous = SV("");
    size_t from = at;
    size_t count = 0;
    for (;;) {
        size_t end = from;
        size_t len;
        uint32_t c = char_at(s, end, &len);
        while (len > 0 && is_label_char(c)) {
            end += len;
            c = char_at(s, end, &len);
        }
        if (end == from)
            break;
        if (count > 0 && !is_label(label, false))
            return at;
        previous = label;
        label = sv_sub(s, from, end - from);
        count++;
        from = end + 1;
        if (c != '.')
            break;
    }
    if (count < 2 || !is_label(previous, true) || !is_top_level(&label))
        return at;
    size_t end = (size_t)(label.ptr - s.ptr) + label.len;
    return end - at <= 253 ? end : at;
}

static bool is_path_char(uint32_t c)
{
    return !status_text_char_is_space(c) && c >= 0x20 && c != 0x7f && c != '<' && c != '>' &&
           c != '(' && c != ')' && c != '?';
}

/* Characters that belong to the sentence when they come last. */
static bool is_path_end_char(uint32_t c)
{
    static const char not_last[] = "!*\"':=,;.$%[]~&|@";
    for (size_t i = 0; i + 1 < sizeof not_last; i++) {
        if (c == (unsigned char)not_last[i])
            return false;
    }
    return c != 0x300c && c != 0x300d;
}

static bool is_query_char(uint32_t c)
{
    return is_path_char(c) ? c != '"' && c != 0x300c && c != 0x300d
                           : c == '?' || c == '(' || c == ')';
}

static bool is_query_end_char(uint32_t c)
{
    return is_ascii_word(c) || c == '&' || c == '=' || c == '#' || c == '/' || c == '-' ||
           (c >= 0x80 && status_text_char_is_alnum(c));
}

/* At '(': the offset behind its ')', or `at` when it has none before the path ends. */
static size_t scan_parens(struct sv s, size_t at)
{
    size_t depth = 0;
    size_t from = at;
    for (;;) {
        size_t len;
        uint32_t c = char_at(s, from, &len);
        if (len == 0 || (c == '(' && depth == PAREN_DEPTH_MAX) ||
            (depth > 0 && c != '(' && c != ')' && !is_path_char(c)))
            return at;
        from += len;
        if (c == '(')
            depth++;
        if (c == ')' && --depth == 0)
            return from;
    }
}

/* From '/' on. */
static size_t scan_path(struct sv s, size_t at)
{
    size_t end = at + 1;
    for (size_t i = end;;) {
        size_t len;
        uint32_t c = char_at(s, i, &len);
        if (c == '(') {
            size_t close = scan_parens(s, i);
            if (close == i)
                return end;
            end = i = close;
        } else if (len > 0 && is_path_char(c)) {
            i += len;
            if (is_path_end_char(c))
                end = i;
        } else {
            return end;
        }
    }
}

/* From '?' on; `at` when nothing follows it. */
static size_t scan_query(struct sv s, size_t at)
{
    size_t end = at;
    size_t len;
    uint32_t c = char_at(s, at + 1, &len);
    for (size_t i = at + 1; len > 0 && is_query_char(c); c = char_at(s, i, &len)) {
        i += len;
        if (is_query_end_char(c))
            end = i;
    }
    return end;
}

/* At 'h'. */
static bool scan_link(struct sv s, size_t at, struct status_text_entity *out)
{
    struct sv rest = sv_from_offset(s, at);
    size_t scheme = sv_eq_nocase(sv_sub(rest, 0, 8), SV("https://"))  ? 8
                    : sv_eq_nocase(sv_sub(rest, 0, 7), SV("http://")) ? 7
                                                                      : 0;
    uint32_t before = char_before(s, at);
    if (scheme == 0 || before == '@' || before == '#' || before == '$' || before == 0xff20 ||
        before == 0xff03 || (is_ascii_word(before) && before != '_'))
        return false;
    size_t host = at + scheme;
    size_t end = scan_host(s, host);
    if (end == host)
        return false;
    size_t len;
    uint32_t after = char_at(s, end, &len);
    /* "https://name@host" is an address with a login in it, or a lure: stays text. */
    if (after == '@')
        return false;
    end = scan_port(s, end);
    if (is_followed_by(s, end, SV("/")))
        end = scan_path(s, end);
    if (is_followed_by(s, end, SV("?")))
        end = scan_query(s, end);
    struct sv url = sv_sub(s, at, end - at);
    *out = (struct status_text_entity){
        .kind = STATUS_TEXT_LINK, .begin = at, .end = end, .href = url
    };
    return true;
}

void status_text_scan(struct arena *a, struct sv text, struct status_text_entities *out)
{
    *out = (struct status_text_entities){ 0 };
    size_t at = 0;
    while (at < text.len && out->list.count < STATUS_TEXT_ENTITY_MAX) {
        struct status_text_entity entity;
        char c = text.ptr[at];
        bool is_found = (c == '@' && scan_mention(text, at, &entity)) ||
                        (c == '#' && scan_hashtag(text, at, &entity)) ||
                        ((c | 0x20) == 'h' && scan_link(text, at, &entity));
        if (is_found)
            *VEC_PUSH(a, &out->list) = entity;
        at = is_found ? entity.end : at + 1;
    }
}

bool status_text_is_tag(struct sv tag)
{
    return tag.len > 0 && tag_name_len(tag) == tag.len;
}

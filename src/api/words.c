/* Words. */
#include "api/words.h"

#include "base/num.h"

static const struct sv words[WORD_COUNT][LANGUAGE_COUNT] = {
#define WORD(key, english, french)                                                                 \
    [WORD_##key] = { [LANGUAGE_ENGLISH] = SV_INIT(english), [LANGUAGE_FRENCH] = SV_INIT(french) },
#include "api/words.def"
#undef WORD
};

static const struct sv tags[LANGUAGE_COUNT] = {
    [LANGUAGE_ENGLISH] = SV_INIT("en"),
    [LANGUAGE_FRENCH] = SV_INIT("fr"),
};

static const struct sv names[LANGUAGE_COUNT] = {
    [LANGUAGE_ENGLISH] = SV_INIT("English"),
    [LANGUAGE_FRENCH] = SV_INIT("Français"),
};

/* "0.8" as 800; what cannot be read as a quality is none. */
static int quality_parse(struct sv text)
{
    int value = 0;
    int unit = 1000;
    for (size_t i = 0; i < text.len && unit > 0; i++) {
        if (text.ptr[i] == '.')
            continue;
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return 0;
        value += (text.ptr[i] - '0') * unit;
        unit /= 10;
    }
    return value;
}

static int range_quality(struct sv range)
{
    size_t at = sv_find(range, SV("q="), 0);
    return at == SIZE_MAX ? 1000 : quality_parse(sv_trim(sv_from_offset(range, at + 2)));
}

static bool range_is(struct sv range, struct sv tag)
{
    if (range.len < tag.len || !sv_eq_nocase(sv_sub(range, 0, tag.len), tag))
        return false;
    return range.len == tag.len || sv_find_char(SV("-; \t"), range.ptr[tag.len], 0) != SIZE_MAX;
}

enum language api_language_choose(struct sv accept_language)
{
    enum language best = LANGUAGE_ENGLISH;
    int best_quality = 0;
    struct sv range;
    while (sv_split(&accept_language, ',', &range)) {
        range = sv_trim(range);
        int quality = range_quality(range);
        for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
            if (quality > best_quality && range_is(range, tags[l])) {
                best = l;
                best_quality = quality;
            }
        }
    }
    return best;
}

bool api_language_parse(struct sv tag, enum language *out)
{
    for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
        if (range_is(tag, tags[l])) {
            *out = l;
            return true;
        }
    }
    return false;
}

struct sv api_language_tag(enum language language)
{
    return tags[language];
}

struct sv api_language_name(enum language language)
{
    return names[language];
}

struct sv api_word(enum language language, enum word word)
{
    return words[word][language];
}

struct sv api_word_fill(struct arena *a, enum language language, enum word word, struct sv value)
{
    struct sv text = words[word][language];
    size_t at = sv_find(text, SV("{}"), 0);
    assert(at != SIZE_MAX);
    struct sv parts[] = { sv_sub(text, 0, at), value, sv_from_offset(text, at + 2) };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

struct sv api_word_count(struct arena *a, enum language language, enum word one, enum word many,
                         int64_t count)
{
    bool is_one = count == 1 || (count == 0 && language == LANGUAGE_FRENCH);
    struct sv text = api_word(language, is_one ? one : many);
    if (sv_find(text, SV("{}"), 0) == SIZE_MAX)
        return text; /* "a minute ago" */
    return api_word_fill(a, language, is_one ? one : many, sv_printf(a, "%lld", (long long)count));
}

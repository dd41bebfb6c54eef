/* Filter. */
#include "model/filter.h"

#include <assert.h>

#include "text/status_text_char.h"
#include "text/utf8.h"

static const struct sv contexts[FILTER_CONTEXT_COUNT] = {
    SV_INIT("home"),   SV_INIT("notifications"), SV_INIT("public"),
    SV_INIT("thread"), SV_INIT("account"),
};

static const struct sv actions[FILTER_ACTION_COUNT] = {
    [FILTER_WARN] = SV_INIT("warn"),
    [FILTER_HIDE] = SV_INIT("hide"),
    [FILTER_BLUR] = SV_INIT("blur"),
};

struct sv filter_context_name(size_t index)
{
    assert(index < FILTER_CONTEXT_COUNT);
    return contexts[index];
}

bool filter_context_parse(struct sv name, unsigned *out)
{
    for (size_t i = 0; i < FILTER_CONTEXT_COUNT; i++) {
        if (!sv_eq(name, contexts[i]))
            continue;
        *out = 1U << i;
        return true;
    }
    return false;
}

struct sv filter_action_name(enum filter_action action)
{
    assert(action < FILTER_ACTION_COUNT);
    return actions[action];
}

bool filter_action_parse(struct sv name, enum filter_action *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(actions); i++) {
        if (!sv_eq(name, actions[i]))
            continue;
        *out = (enum filter_action)i;
        return true;
    }
    return false;
}

/* Without case; what is no UTF-8 is compared as it is. */
static struct sv fold(struct arena *a, struct sv text)
{
    struct sv folded;
    return utf8_fold(a, text, &folded) == ERR_OK ? folded : text;
}

static bool is_word_at(struct sv text, size_t at)
{
    uint32_t c = 0;
    return utf8_decode(text, at, &c) > 0 && status_text_char_is_word(c);
}

static bool is_word_before(struct sv text, size_t at)
{
    if (at == 0)
        return false;
    size_t begin = at - 1;
    while (begin > 0 && utf8_is_tail((unsigned char)text.ptr[begin]))
        begin--;
    return is_word_at(text, begin);
}

/* No letter goes on past either end; an end that is no letter itself needs no border. */
static bool is_bounded(struct sv text, size_t begin, size_t end)
{
    bool is_open_left = is_word_at(text, begin) && is_word_before(text, begin);
    bool is_open_right = is_word_before(text, end) && is_word_at(text, end);
    return !is_open_left && !is_open_right;
}

static bool keyword_stands(struct sv text, struct sv keyword, bool is_whole_word)
{
    if (keyword.len == 0)
        return false;
    size_t at = sv_find(text, keyword, 0);
    while (at != SIZE_MAX && is_whole_word && !is_bounded(text, at, at + keyword.len))
        at = sv_find(text, keyword, at + 1);
    return at != SIZE_MAX;
}

static bool match_make(struct arena *a, const struct filter *filter, struct status_id status,
                       struct sv folded, struct filter_match *out)
{
    struct sv *keywords = ARENA_ARRAY(a, struct sv, filter->keyword_count);
    *out = (struct filter_match){ .filter = filter, .keywords = keywords };
    for (size_t i = 0; i < filter->keyword_count; i++) {
        const struct filter_keyword *k = &filter->keywords[i];
        if (keyword_stands(folded, fold(a, k->keyword), k->is_whole_word))
            keywords[out->keyword_count++] = k->keyword;
    }
    for (size_t i = 0; i < filter->status_count; i++)
        out->is_named = out->is_named || status_id_eq(filter->statuses[i].status, status);
    return out->is_named || out->keyword_count > 0;
}

size_t filters_match(struct arena *a, const struct filter *filters, size_t count,
                     struct status_id status, struct sv text, int64_t now_ms,
                     struct filter_match **out)
{
    struct filter_match *matches = ARENA_ARRAY(a, struct filter_match, count);
    struct sv folded = fold(a, text);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_over = filters[i].expires_ms != 0 && filters[i].expires_ms <= now_ms;
        if (!is_over && match_make(a, &filters[i], status, folded, &matches[found]))
            found++;
    }
    *out = matches;
    return found;
}

bool filter_matches_in(const struct filter_match *matches, size_t count, unsigned context,
                       enum filter_action *out)
{
    static const int strictness[FILTER_ACTION_COUNT] = {
        [FILTER_BLUR] = 1,
        [FILTER_WARN] = 2,
        [FILTER_HIDE] = 3,
    };
    int strictest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct filter *filter = matches[i].filter;
        if ((filter->contexts & context) == 0 || strictness[filter->action] <= strictest)
            continue;
        strictest = strictness[filter->action];
        *out = filter->action;
    }
    return strictest > 0;
}

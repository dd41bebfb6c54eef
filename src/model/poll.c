/* Poll: what may be asked, and what may be seen of it when. */
#include "model/poll.h"

#include "text/utf8.h"

void poll_draft_options(struct arena *a, const struct sv *typed, size_t count,
                        struct poll_draft *out)
{
    struct sv *options = ARENA_ARRAY(a, struct sv, count);
    out->option_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct sv option = sv_trim(typed[i]);
        if (option.len > 0)
            options[out->option_count++] = option;
    }
    out->options = options;
}

static bool has_twice(const struct poll_draft *draft, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (sv_eq(draft->options[i], draft->options[at]))
            return true;
    return false;
}

enum poll_fault poll_draft_check(const struct poll_draft *draft)
{
    if (draft->option_count < POLL_OPTIONS_MIN)
        return POLL_FAULT_FEW_OPTIONS;
    if (draft->option_count > POLL_OPTIONS_MAX)
        return POLL_FAULT_MANY_OPTIONS;
    for (size_t i = 0; i < draft->option_count; i++) {
        if (utf8_count_graphemes(draft->options[i]) > POLL_OPTION_CHARS_MAX)
            return POLL_FAULT_LONG_OPTION;
        if (has_twice(draft, i))
            return POLL_FAULT_SAME_OPTIONS;
    }
    if (draft->seconds < POLL_SECONDS_MIN)
        return POLL_FAULT_SHORT;
    return draft->seconds > POLL_SECONDS_MAX ? POLL_FAULT_LONG : POLL_FAULT_NONE;
}

bool poll_is_over(const struct poll *poll, int64_t now_ms)
{
    return poll->expires_ms != 0 && poll->expires_ms <= now_ms;
}

bool poll_shows_totals(const struct poll *poll, int64_t now_ms)
{
    return !poll->hides_totals || poll_is_over(poll, now_ms);
}

int64_t poll_votes(const struct poll *poll)
{
    int64_t sum = 0;
    for (size_t i = 0; i < poll->option_count; i++)
        sum += poll->options[i].votes;
    return sum;
}

bool poll_asks_same(const struct poll *a, const struct poll *b)
{
    if (a->option_count != b->option_count || a->is_multiple != b->is_multiple)
        return false;
    for (size_t i = 0; i < a->option_count; i++)
        if (!sv_eq(a->options[i].title, b->options[i].title))
            return false;
    return true;
}

/* The home predicate. */
#include "model/home.h"

static bool is_unwanted(const struct home_party *p)
{
    return p->is_gone || p->is_blocked || p->blocks_viewer || p->is_muted || p->is_domain_blocked;
}

static bool language_is_wanted(struct sv wanted, struct sv language)
{
    if (sv_is_empty(wanted) || sv_is_empty(language))
        return true;
    /* "pt-BR" is wanted by whoever wants "pt". */
    struct sv primary = sv_sub(language, 0, sv_find_char(language, '-', 0));
    struct sv one;
    while (sv_split(&wanted, ',', &one))
        if (sv_eq_nocase(one, language) || sv_eq_nocase(one, primary))
            return true;
    return false;
}

static bool reblog_is_wanted(const struct home_facts *f)
{
    return f->follow_shows_reblogs && !is_unwanted(&f->original);
}

static bool reply_is_wanted(const struct home_facts *f)
{
    if (f->is_reply_to_self || f->replied_to.is_viewer)
        return true;
    return f->replied_to.is_followed && !is_unwanted(&f->replied_to);
}

/* Wherever the viewer reads what the followed publish: home, or a list. */
static bool is_wanted(const struct home_facts *f)
{
    if (f->is_tombstoned)
        return false;
    if (f->author.is_viewer)
        return !f->is_reblog || !is_unwanted(&f->original);
    if (!f->author.is_followed || is_unwanted(&f->author))
        return false;
    if (f->visibility == VISIBILITY_DIRECT && !f->is_mentioned)
        return false;
    if (!language_is_wanted(f->follow_languages, f->language))
        return false;
    if (f->is_reblog)
        return reblog_is_wanted(f);
    return !f->is_reply || reply_is_wanted(f);
}

/* What is published with a followed hashtag for everybody, by whomever. */
static bool tag_is_wanted(const struct home_facts *f)
{
    if (!f->has_followed_tag || f->is_tombstoned || f->is_reblog)
        return false;
    bool is_heard = !f->author_is_silenced || f->author.is_followed;
    return f->visibility == VISIBILITY_PUBLIC && is_heard && !is_unwanted(&f->author) &&
           (!f->is_reply || !is_unwanted(&f->replied_to));
}

bool status_in_home(const struct home_facts *f)
{
    return (!f->is_set_apart && is_wanted(f)) || tag_is_wanted(f);
}

bool status_in_list(const struct home_facts *f, enum list_replies replies, bool answers_member)
{
    if (!is_wanted(f))
        return false;
    if (!f->is_reply || f->is_reblog || f->is_reply_to_self || f->replied_to.is_viewer)
        return true;
    return replies == LIST_REPLIES_FOLLOWED || (replies == LIST_REPLIES_LIST && answers_member);
}

/* A status as a search finds it. */
#include "service/search_post.h"

#include "base/buf.h"
#include "text/html_to_text.h"
#include "text/search_words.h"

#define FACETS_BYTES_MAX ((size_t)64 << 10)
#define TEXT_BYTES_MAX ((size_t)1 << 20) /* what is behind SEARCH_WORDS_INPUT_MAX is not indexed */

bool search_post_is_open(const struct account *author, const struct status *status)
{
    return author->is_indexable && author->state != ACCOUNT_ERASING && !status_is_reblog(status) &&
           status->visibility == VISIBILITY_PUBLIC;
}

/* One token: a letter for its kind and a single word, or the kind alone, which nothing has. */
static struct sv facet(struct arena *a, struct sv kind, struct sv value)
{
    struct sv word = search_words(a, value);
    if (sv_find_char(word, ' ', 0) != SIZE_MAX)
        return kind;
    return sv_concat(a, (struct sv[]){ kind, word }, 2);
}

struct sv search_facet_any(void)
{
    return SV("any");
}

struct sv search_facet_of_account(struct arena *a, struct account_id owner)
{
    return sv_printf(a, "a%lld", (long long)owner.v);
}

/* A normalized hashtag has neither spaces nor quotes. */
struct sv search_facet_of_tag(struct arena *a, struct sv normalized)
{
    return sv_concat(a, (struct sv[]){ SV("t"), normalized }, 2);
}

struct sv search_facet_of_language(struct arena *a, struct sv language)
{
    return facet(a, SV("l"), sv_sub(language, 0, sv_find_char(language, '-', 0)));
}

struct sv search_facet_has(struct arena *a, struct sv value)
{
    return facet(a, SV("h"), value);
}

struct sv search_facet_is(struct arena *a, struct sv value)
{
    return facet(a, SV("i"), value);
}

static void token_add(struct buf *b, struct sv token)
{
    if (buf_view(b).len > 0)
        buf_char(b, ' ');
    buf_sv(b, token);
}

static void media_add(struct arena *a, struct buf *b, const struct status *status)
{
    static const struct sv words[] = {
        [MEDIA_UNKNOWN] = SV_INIT(""),    [MEDIA_IMAGE] = SV_INIT("image"),
        [MEDIA_GIFV] = SV_INIT("video"),  [MEDIA_VIDEO] = SV_INIT("video"),
        [MEDIA_AUDIO] = SV_INIT("audio"),
    };
    if (status->media_count > 0)
        token_add(b, search_facet_has(a, SV("media")));
    for (size_t i = 0; i < status->media_count; i++)
        if (words[status->media[i].kind].len > 0)
            token_add(b, search_facet_has(a, words[status->media[i].kind]));
}

static struct sv facets_make(struct arena *a, const struct status *status, struct sv text)
{
    struct buf b;
    bool has_link =
        sv_find(text, SV("https://"), 0) != SIZE_MAX || sv_find(text, SV("http://"), 0) != SIZE_MAX;
    buf_init(&b, a, FACETS_BYTES_MAX);
    token_add(&b, search_facet_any());
    token_add(&b, search_facet_of_account(a, status->account));
    if (status->language.len > 0)
        token_add(&b, search_facet_of_language(a, status->language));
    media_add(a, &b, status);
    if (status->poll != NULL)
        token_add(&b, search_facet_has(a, SV("poll")));
    if (has_link)
        token_add(&b, search_facet_has(a, SV("link")));
    if (!status_id_is_none(status->in_reply_to) || !account_id_is_none(status->in_reply_to_account))
        token_add(&b, search_facet_is(a, SV("reply")));
    if (status->is_sensitive)
        token_add(&b, search_facet_is(a, SV("sensitive")));
    for (size_t i = 0; i < status->tag_count; i++)
        token_add(&b, search_facet_of_tag(a, status->tags[i]));
    return buf_view(&b);
}

/* Content warning, what was written, what a poll lets one choose. */
static struct sv text_of(struct arena *a, const struct status *status, struct sv content)
{
    struct buf b;
    buf_init(&b, a, TEXT_BYTES_MAX);
    buf_sv(&b, status->spoiler);
    buf_char(&b, '\n');
    buf_sv(&b, content);
    for (size_t i = 0; status->poll != NULL && i < status->poll->option_count; i++) {
        buf_char(&b, '\n');
        buf_sv(&b, status->poll->options[i].title);
    }
    return buf_view(&b);
}

void search_post_make(struct arena *a, const struct status *status, struct search_post *out)
{
    struct sv text = html_to_text(a, status->content.bytes);
    *out = (struct search_post){ .id = status->id,
                                 .body = search_words(a, text_of(a, status, text)),
                                 .facet = facets_make(a, status, text) };
}

bool search_post_fits(const struct search_post *post, const struct search_term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct sv where = terms[i].is_facet ? post->facet : post->body;
        if (search_words_have(where, terms[i].words) == terms[i].is_not)
            return false;
    }
    return true;
}

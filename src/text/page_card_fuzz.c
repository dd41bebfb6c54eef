/* Whatever a page holds, what is read of it is valid, in one line and within its bounds; and so are the addresses of its links. */
#include <stdint.h>

#include "text/html_link.h"
#include "text/page_card.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void text_check(struct sv text, size_t max_chars)
{
    assert(utf8_is_valid(text));
    assert(utf8_count_chars(text) <= max_chars);
    assert(sv_find_char(text, '\n', 0) == SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sv charsets[] = { SV_INIT(""), SV_INIT("windows-1251"),
                                          SV_INIT("shift_jis"), SV_INIT("gbk") };
    struct arena a;
    struct page_card card;
    struct url url;
    arena_init(&a, (size_t)64 << 20);
    struct sv page = sv_make(data, size);
    page_card_parse(&a, page, charsets[size % ARRAY_COUNT(charsets)], &card);
    text_check(card.title, PAGE_CARD_TITLE_CHARS);
    text_check(card.description, PAGE_CARD_TEXT_CHARS);
    text_check(card.provider, PAGE_CARD_NAME_CHARS);
    text_check(card.author, PAGE_CARD_NAME_CHARS);
    text_check(card.creator, PAGE_CARD_NAME_CHARS);
    text_check(card.image_alt, PAGE_CARD_TEXT_CHARS);
    assert(card.image_width >= 0 && card.image_height >= 0);
    struct html_links links = html_links_of(page);
    while (html_links_next(&links, &a, &url))
        assert(url.host.len > 0);
    arena_done(&a);
    return 0;
}

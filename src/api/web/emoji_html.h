/* Custom emoji on a page: pictures in the place of shortcodes. */
#pragma once

#include "api/page.h"
#include "model/account.h"
#include "model/custom_emoji.h"

/** Markup with pictures in it. */
void web_emoji_html(struct page *p, struct html html, const struct custom_emojis *emojis);

/** The same of plain text. */
void web_emoji_text(struct page *p, struct sv text, const struct custom_emojis *emojis);

/** The name of an account, with its emoji. */
void web_name(struct page *p, const struct account *account);

/** The same as a link to its page. */
void web_name_link(struct page *p, const struct account *account);

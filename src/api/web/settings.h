/* What the pages of the settings share. */
#pragma once

#include "api/page.h"
#include "model/account.h"
#include "model/field_error.h"

/** Begin a page of the settings. */
MUST_USE enum err web_settings_begin(struct page *p, struct ctx *ctx,
                                     const struct http_request *req, struct http_response *res,
                                     struct sv title);

/**
 * The page of settings, with what went wrong in one of its forms.
 *
 * form     the form's name: "profile", "page", "password"; empty when nothing did
 */
MUST_USE enum err web_settings_page(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res, struct sv form,
                                    const struct field_errors *errors);

/** The sections, one a file. */
MUST_USE enum err web_profile_section(struct page *p, const struct field_errors *errors);
MUST_USE enum err web_pages_section(struct page *p, const struct field_errors *errors);
MUST_USE enum err web_access_section(struct page *p, const struct field_errors *errors);

/** Open a panel with its heading and a name that links lead to; closed with web_panel_close. */
void web_panel_open(struct page *p, struct sv id, enum word title);
void web_panel_close(struct page *p);

/** A role on a page in words. */
enum word web_role_word(enum page_role role);

/** The local page (account managed by several) of the path's ":name"; ERR_NOT_FOUND for any other account. */
MUST_USE enum err web_page_find(struct ctx *ctx, const struct http_request *req,
                                struct account *out);

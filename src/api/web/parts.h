/* Parts of pages: accounts and times as links, pictures and plain words. */
#pragma once

#include "api/page.h"
#include "model/account.h"
#include "model/media.h"
#include "model/status.h"
#include "service/list_statuses.h"

/** "/@alice", "/@alice@example.org": the page of any account on this server. In the arena, as all below. */
struct sv web_account_path(struct arena *a, const struct account *account);

/** The page of a status on this server; author is its account. */
struct sv web_status_path(struct arena *a, const struct account *author, struct status_id id);

/** Who may read it, in words. */
enum word web_visibility_word(enum visibility visibility);

/** Display name, or the username where there is none. */
struct sv web_account_name(const struct account *account);

/** Whole address of the picture an account has given itself, one that does not move; empty when there is none. */
struct sv web_own_avatar_url(struct ctx *ctx, const struct account *account);

/** Address of the account's picture that does not move; of the default one where there is none. */
struct sv web_avatar_url(struct ctx *ctx, const struct account *account);

/** The same of the header; empty when there is none. */
struct sv web_header_url(struct ctx *ctx, const struct account *account);

/** A time element: relative words for who is signed in, the date for everybody (those pages may be kept). */
void web_time(struct page *p, int64_t time_ms);

/** "November 2026". */
struct sv web_month(const struct page *p, int64_t time_ms);

/** The account's picture: decorative beside its name, in words where it is large. size in pixels */
void web_avatar(struct page *p, const struct account *account, int64_t size);

/** Picture, name and handle as one link. */
void web_account_line(struct page *p, const struct account *account);

/** The first words of some text: at most `bytes_max` bytes, whole characters. */
struct sv web_cut(struct sv text, size_t bytes_max);

/** The first words of a status on one line, with "…" when there are more; its content warning where it has one. */
struct sv web_status_words(struct arena *a, const struct status *status, size_t bytes_max);

/** Links to the parts of a list beside this one. path with the rest of the query, without max_id */
void web_pager(struct page *p, struct sv path, int64_t next_max_id);

/** The parameter max_id as paging from the newest; ERR_BAD_PARAM when it is no number. */
MUST_USE enum err web_paging_read(struct ctx *ctx, const struct http_request *req,
                                  struct paging *out);

/** The id that a part of the path names; ERR_NOT_FOUND when it is none. */
MUST_USE enum err web_id_read(struct ctx *ctx, const struct http_request *req, struct sv name,
                              int64_t *out);

/* User: the login of a person on this server; what it does, it does as an account. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/id.h"
#include "base/sv.h"

#define LOCALE_BYTES_MAX 35
#define USER_REASON_MAX_CHARS 420

/* Stored; never renumbered. */
enum user_state {
    USER_ACTIVE = 0,
    USER_SUSPENDED = 1,
    USER_PENDING = 2, /* asked to be let in; the account is ACCOUNT_PENDING */
};

struct user {
    struct user_id id;
    struct account_id account; /* the person's own */
    struct sv username;        /* of that account */
    struct sv email;
    enum user_role role;
    enum user_state state;
    struct sv locale; /* BCP 47; may be empty */
    int64_t created_ms;
    int64_t seen_day; /* days since the epoch; 0 = never */
    struct sv reason; /* why a pending one wants to be let in; may be empty */
};

/* One person's role on a page. */
struct page_member {
    struct account_id page;
    struct account_id account; /* the person's own */
    enum page_role role;
    int64_t granted_ms;
};

/* How many there are, for the instance's documents. */
struct user_counts {
    int64_t total;
    int64_t active_month;
    int64_t active_half_year;
};

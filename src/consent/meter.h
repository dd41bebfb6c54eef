/* Consent meter: how many people an application or a token has read about today, class by class.
 *
 * Exact while it can be: a table of the people seen, with a bit for each class. Two bounds keep it
 * small, one on the people of one grantee and one on the bytes of all; past them reads are still
 * counted, and the totals say that their number of people is a least number. A new day (UTC)
 * forgets the old one.
 *
 * Thread: all functions but new and free, any; one lock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/macros.h"
#include "base/subject.h"

/* Who reads. */
enum consent_grantee_kind {
    CONSENT_GRANTEE_APPLICATION, /* all users of an application together */
    CONSENT_GRANTEE_TOKEN,       /* one application in the hands of one user */
    CONSENT_GRANTEE_COUNT
};

struct consent_grantee {
    enum consent_grantee_kind kind;
    int64_t id;
};

struct consent_totals {
    int64_t day;                  /* since 1970-01-01 */
    uint64_t reads[CLASS_COUNT];  /* fragments handed out, the same person counted each time */
    uint32_t people[CLASS_COUNT]; /* distinct people of this class */
    uint32_t people_all;          /* distinct people of any class */
    bool is_least;                /* a bound was reached: there may have been more people */
};

struct consent_meter_settings {
    size_t people_max; /* remembered for one grantee; at least 1 */
    size_t cap_bytes;  /* of all tables */
};

struct consent_meter;

/** An empty meter, to be freed with consent_meter_free. */
struct consent_meter *consent_meter_new(const struct consent_meter_settings *settings);
void consent_meter_free(struct consent_meter *m);

/**
 * Count what a grantee is handed.
 *
 * now_ms    wall clock; an earlier day than the last one counts to the last one
 * subjects  pairs with CLASS_NONE are passed over
 */
void consent_meter_count(struct consent_meter *m, struct consent_grantee grantee, int64_t now_ms,
                         const struct subject *subjects, size_t count);

/** Today's totals of a grantee; false (and out untouched) when it has read nothing, or found no
 * room at all. */
MUST_USE bool consent_meter_find(struct consent_meter *m, struct consent_grantee grantee,
                                 struct consent_totals *out);

/** Reads by grantees for whom there was no room at all, today. */
uint64_t consent_meter_uncounted(struct consent_meter *m);

/** Nobody remembers having read about this account; the numbers stay. */
void consent_meter_forget_subject(struct consent_meter *m, struct account_id account);

/** The grantee is gone (token revoked, application deleted). */
void consent_meter_forget_grantee(struct consent_meter *m, struct consent_grantee grantee);

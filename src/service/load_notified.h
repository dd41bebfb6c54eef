/* Load notified: what notifications are about besides statuses: acts of the staff, and reports. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/report.h"
#include "model/staff_act.h"

struct notified {
    struct staff_act_id *act_ids; /* to be loaded; as many as there are notifications, at most */
    size_t act_id_count;
    struct report_id *report_ids;
    size_t report_id_count;
    struct staff_act *acts;
    size_t act_count;
    struct report *reports;  /* for moderators only; nobody else has any */
    struct account *targets; /* the account each is about, blanked when suspended */
    size_t report_count;
};

/** Begin, for so many notifications. */
void service_begin_notified(struct ctx *ctx, size_t count, struct notified *out);

/** One names these; either may be none. */
void service_add_notified(struct notified *n, struct staff_act_id act, struct report_id report);

/** Load them; what is gone, or its account, is left out. ERR_DB … Cost: 1 query for each 40 acts, 6 for each report. */
MUST_USE enum err service_load_notified(struct ctx *ctx, struct notified *n);

/** NULL when it was not loaded. */
const struct staff_act *service_notified_act(const struct notified *n, struct staff_act_id id);

/** Likewise, with the account it is about. */
const struct report *service_notified_report(const struct notified *n, struct report_id id,
                                             const struct account **out_target);

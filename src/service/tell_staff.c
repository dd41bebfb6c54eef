/* Tell the staff. */
#include "service/tell_staff.h"

#include "service/notify.h"
#include "store/report.h"

static enum err staff_tell(struct ctx *ctx, struct notification what)
{
    struct account_id *staff = NULL;
    size_t count = 0;
    TRY(store_report_staff(ctx, USER_ROLE_MODERATOR, &staff, &count));
    for (size_t i = 0; i < count; i++) {
        what.owner = staff[i];
        TRY(service_notify(ctx, &what));
    }
    return ERR_OK;
}

enum err service_tell_report(struct ctx *ctx, const struct report *report)
{
    return staff_tell(ctx, (struct notification){ .kind = NOTIFICATION_ADMIN_REPORT,
                                                  .from = report->reporter,
                                                  .report = report->id });
}

enum err service_tell_sign_up(struct ctx *ctx, struct account_id account)
{
    return staff_tell(ctx,
                      (struct notification){ .kind = NOTIFICATION_ADMIN_SIGN_UP, .from = account });
}

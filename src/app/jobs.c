/* Job handlers, joined to their kinds. */
#include "app/jobs.h"

#include "fed/inbox.h"
#include "fed/jobs.h"
#include "fed/preview_card.h"
#include "service/announce.h"
#include "service/answer_notification_request.h"
#include "service/count_figures.h"
#include "service/count_trends.h"
#include "service/forget_unread.h"
#include "service/index_status.h"
#include "service/process_media.h"
#include "service/run_erasure.h"
#include "service/schedule_status.h"
#include "service/sever_domain.h"
#include "service/sweep.h"
#include "service/tell_poll.h"
#include "service/tell_post.h"

static enum err sever_domain(struct ctx *ctx, const struct job *job)
{
    return service_sever_domain(ctx, job->owner, job->subject);
}

void app_job_handlers(job_handler *out[JOB_KIND_COUNT])
{
    static job_handler *const handlers[JOB_KIND_COUNT] = {
        [JOB_INGEST_ACTIVITY] = fed_ingest_activity,
        [JOB_DEREFERENCE_PARENT] = fed_dereference_parent,
        [JOB_REFRESH_ACTOR] = fed_refresh_actor,
        [JOB_RUN_ERASURE] = service_run_erasure,
        [JOB_SWEEP_KEYS] = service_sweep_keys,
        [JOB_SWEEP_UPLOADS] = service_sweep_uploads,
        [JOB_SWEEP_EXPIRED] = service_sweep_expired,
        [JOB_SEVER_DOMAIN] = sever_domain,
        [JOB_FORGET_UNREAD] = service_forget_unread,
        [JOB_UPDATE_POLL] = service_update_poll,
        [JOB_END_POLL] = service_end_poll,
        [JOB_FORGET_ANNOUNCEMENT] = service_forget_announcement,
        [JOB_PUBLISH_SCHEDULED] = service_publish_scheduled,
        [JOB_INDEX_STATUS] = service_index_status,
        [JOB_INDEX_ACCOUNT] = service_index_account,
        [JOB_FILL_SEARCH] = service_fill_search,
        [JOB_TELL_POST] = service_tell_post,
        [JOB_CLEAN_SEARCH] = service_clean_search,
        [JOB_COUNT_FIGURES] = service_count_figures,
        [JOB_COUNT_TRENDS] = service_count_trends,
        [JOB_MERGE_NOTIFICATIONS] = service_merge_notifications,
        [JOB_FETCH_CARD] = fed_fetch_card,
        [JOB_PROCESS_MEDIA] = service_process_media,
    };
    memcpy(out, handlers, sizeof handlers);
}

/* Job handlers, joined to their kinds. */
#pragma once

#include "job/runner.h"

/** Fill the table; every kind gets its handler. */
void app_job_handlers(job_handler *out[JOB_KIND_COUNT]);

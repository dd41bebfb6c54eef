/* Sever a domain: end what binds accounts here to the accounts of another server, in short writes. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

/**
 * The job behind a blocked domain (JOB_SEVER_DOMAIN). What is ended already is not there any more, so doing it again is
 * harmless.
 *
 * owner    whose block it is: the other server is told; none: a rule of the instance, nobody is told
 * subject  id of the account's domain block, or of the rule; gone meanwhile: nothing is done
 *
 * Returns  ERR_DB …
 * Cost     a commit for each 40 accounts
 */
MUST_USE enum err service_sever_domain(struct ctx *ctx, struct account_id owner, int64_t subject);

/* Delivery policy: what the answer to a delivery means, when it is tried again, when a host is left alone. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fed/post.h"
#include "service/record_delivery.h"

/**
 * What became of one delivery.
 *
 * outcome  delivery and has_row are set; attempts counts those before this one. end, host_… and parked_until_ms are
 *          filled, and attempts and next_ms of a delivery that is kept
 * jitter   0 … 65535, random
 */
void fed_delivery_judge(struct delivery_outcome *outcome, const struct fed_post *post,
                        int64_t now_ms, uint32_t jitter);

/** It was not tried: keep it until a time. */
void fed_delivery_postpone(struct delivery_outcome *outcome, int64_t until_ms);

/** Is it too old to be worth a try? */
bool fed_delivery_is_too_old(const struct delivery *delivery, int64_t now_ms);

/* Worker pool: threads that may wait, beside loops that may not. Private to http.
 *
 * A bounded queue of exchanges; when it is full the caller answers 503 instead of queueing without
 * end. Memory: the threads' stacks; exchanges are queued through their own link.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct exchange;
struct worker_pool;

/**
 * Start the threads.
 *
 * thread_count  at least 1
 * queue_max     exchanges waiting, at least 1
 * stack_bytes   of each thread
 * run           called on a worker for each exchange; hands it back to its loop itself
 *
 * Returns  to be freed with worker_pool_free; NULL when a thread could not be started
 */
struct worker_pool *worker_pool_new(unsigned thread_count, unsigned queue_max, size_t stack_bytes,
                                    void (*run)(struct exchange *ex));

/** Reserve a place in the queue; false when it is full. Thread: any. */
bool worker_pool_reserve(struct worker_pool *pool);

/** Queue an exchange in a reserved place. Thread: any. */
void worker_pool_push(struct worker_pool *pool, struct exchange *ex);

/** Finish what is queued, end the threads and free the pool. NULL is accepted. */
void worker_pool_free(struct worker_pool *pool);

/* net/send: every post completes once, shares of hosts, failures, stop. */
#include "harness/harness.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/send.h"
#include "peer.h"

#define IDS_MAX 2048

static struct peer peer;
static struct net *net;

/* What the completions said. */
struct log {
    atomic_int count;
    atomic_int per_id[IDS_MAX];
    struct net_sent last[IDS_MAX];
};

static struct log results;

static void note(void *arg, const struct net_sent *sent)
{
    struct log *l = arg;
    l->last[sent->id] = *sent;
    atomic_fetch_add(&l->per_id[sent->id], 1);
    atomic_fetch_add(&l->count, 1);
}

static int start(void **state)
{
    UNUSED(state);
    (void)signal(SIGPIPE, SIG_IGN);
    peer_start(&peer);
    struct net_limits limits = { { NET_PEERS_LOOPBACK, false }, 500, 2000 };
    return net_new(&limits, SV("here.example"), &net) == ERR_OK ? 0 : 1;
}

static int stop(void **state)
{
    UNUSED(state);
    net_free(net);
    peer_stop(&peer);
    return 0;
}

static struct net_sender *sender_new(struct net_sender_limits limits)
{
    struct net_sender *s = NULL;
    results = (struct log){ .count = 0 };
    assert_ok(net_sender_new(net, &limits, note, &results, &s));
    return s;
}

static void wait_for(int count)
{
    int64_t end = clock_monotonic_ms() + 20000;
    while (atomic_load(&results.count) < count && clock_monotonic_ms() < end)
        (void)usleep(500);
    assert_int_equal(atomic_load(&results.count), count);
}

/* Post number `id` to 127.0.0.`host`. */
static enum err submit(struct net_sender *s, struct net_bytes *body, unsigned host,
                       const char *path, uint64_t id)
{
    struct arena a;
    arena_init(&a, 65536);
    struct net_header headers[] = { { SV("Content-Type"), SV("application/activity+json") },
                                    { SV("Signature"), SV("keyId=\"x\"") } };
    struct net_post post = { sv_printf(&a, "http://127.0.0.%u:%d%s", host, peer.port, path),
                             headers, 2, body, id };
    enum err err = net_sender_submit(s, &a, &post);
    arena_done(&a);
    return err;
}

static void deliver_1000(const char *what, unsigned hosts, int connections_most)
{
    static char bytes[2048];
    memset(bytes, 'x', sizeof bytes);
    struct net_sender *s = sender_new((struct net_sender_limits){ .kept_max = 1024 });
    struct net_bytes *body = net_bytes_new(sv_make(bytes, sizeof bytes));
    size_t before = atomic_load(&peer.body_bytes);
    int opened = atomic_load(&peer.connections);
    int64_t start_us = clock_monotonic_us();
    for (unsigned i = 0; i < 1000; i++)
        assert_ok(submit(s, body, 1 + i % hosts, "/ok", i));
    net_bytes_free(body);
    wait_for(1000);
    int64_t took_us = clock_monotonic_us() - start_us;
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(atomic_load(&results.per_id[i]), 1);
        assert_ok(results.last[i].err);
        assert_int_equal(results.last[i].status, 200);
    }
    assert_int_equal(atomic_load(&peer.body_bytes) - before, 1000 * sizeof bytes);
    opened = atomic_load(&peer.connections) - opened;
    assert_in_range(opened, 1, connections_most);
    print_message("1000 posts to %s: %.0f/s, %d connections\n", what, 1e9 / (double)took_us,
                  opened);
    net_sender_free(s);
}

static void to_one_host(void **state)
{
    UNUSED(state);
    deliver_1000("one host", 1, 3);
}

static void to_many_hosts(void **state)
{
    UNUSED(state);
    deliver_1000("200 hosts", 200, 600);
}

static void statuses_and_failures(void **state)
{
    UNUSED(state);

    static const struct {
        const char *path;
        enum err err;
        int64_t status;
        int64_t retry_after_s;
    } cases[] = {
        { "/ok", ERR_OK, 200, 0 },
        { "/status/202", ERR_OK, 202, 7 },
        { "/status/410", ERR_UPSTREAM_GONE, 410, 7 },
        { "/status/401", ERR_UPSTREAM_REFUSED, 401, 7 },
        { "/status/429", ERR_UPSTREAM, 429, 7 },
        { "/status/503", ERR_UPSTREAM, 503, 7 },
        { "/hops/1", ERR_UPSTREAM_REFUSED, 302, 0 },
        { "/huge", ERR_OK, 200, 0 },
        { "/heads", ERR_TOO_LARGE, 200, 0 },
        { "/junk", ERR_UPSTREAM, 0, 0 },
    };
    struct net_sender *s = sender_new((struct net_sender_limits){ 0 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++)
        assert_ok(submit(s, body, 1, cases[i].path, i));
    wait_for(ARRAY_COUNT(cases));
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_err(results.last[i].err, cases[i].err);
        assert_int_equal(results.last[i].status, cases[i].status);
        assert_int_equal(results.last[i].retry_after_s, cases[i].retry_after_s);
    }
    net_bytes_free(body);
    net_sender_free(s);
}

static void addresses_are_checked(void **state)
{
    UNUSED(state);
    struct net_sender *s = sender_new((struct net_sender_limits){ 0 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    struct arena a;
    arena_init(&a, 65536);
    struct net_post post = { .url = SV("http://10.0.0.1/inbox"), .body = body, .id = 1 };
    assert_ok(net_sender_submit(s, &a, &post));
    post.url = SV("ftp://127.0.0.1/inbox");
    post.id = 2;
    assert_err(net_sender_submit(s, &a, &post), ERR_ADDRESS_REFUSED);
    struct net_header header = { SV("X"), SV("a\nb") };
    post = (struct net_post){ SV("http://127.0.0.1/inbox"), &header, 1, body, 3 };
    assert_err(net_sender_submit(s, &a, &post), ERR_BAD_PARAM);
    wait_for(1);
    assert_err(results.last[1].err, ERR_ADDRESS_REFUSED);
    net_sender_free(s);
    assert_int_equal(atomic_load(&results.count), 1);
    net_bytes_free(body);
    arena_done(&a);
}

/* A host that never answers holds its own share only. */
static void slow_hosts_do_not_block_others(void **state)
{
    UNUSED(state);
    struct net_sender *s =
        sender_new((struct net_sender_limits){ .total_max = 8, .per_host_max = 2 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    for (unsigned i = 0; i < 20; i++)
        assert_ok(submit(s, body, 9, "/silent", i));
    for (unsigned i = 20; i < 120; i++)
        assert_ok(submit(s, body, 1 + i % 4, "/ok", i));
    wait_for(100);
    for (size_t i = 20; i < 120; i++)
        assert_ok(results.last[i].err);
    net_sender_stop(s, 0);
    assert_int_equal(atomic_load(&results.count), 120);
    for (size_t i = 0; i < 20; i++)
        assert_err(results.last[i].err, ERR_BUSY);
    net_bytes_free(body);
    net_sender_free(s);
}

static void times_out(void **state)
{
    UNUSED(state);
    struct net *quick = NULL;
    struct net_limits limits = { { NET_PEERS_LOOPBACK, false }, 100, 150 };
    assert_ok(net_new(&limits, SV("here.example"), &quick));
    struct net_sender *s = NULL;
    results = (struct log){ .count = 0 };
    assert_ok(net_sender_new(quick, &(struct net_sender_limits){ 0 }, note, &results, &s));
    struct net_bytes *body = net_bytes_new(SV("{}"));
    assert_ok(submit(s, body, 1, "/silent", 1));
    assert_ok(submit(s, body, 1, "/drip", 2));
    wait_for(2);
    assert_err(results.last[1].err, ERR_TIMEOUT);
    assert_in_range(results.last[1].took_ms, 100, 1500);
    assert_err(results.last[2].err, ERR_TIMEOUT);
    net_bytes_free(body);
    net_sender_free(s);
    net_free(quick);
}

static void queue_is_bounded(void **state)
{
    UNUSED(state);
    struct net_sender *s = sender_new((struct net_sender_limits){ .total_max = 2, .queue_max = 5 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    for (unsigned i = 0; i < 5; i++)
        assert_ok(submit(s, body, 1, "/silent", i));
    assert_err(submit(s, body, 1, "/ok", 5), ERR_BUSY);
    net_sender_stop(s, 0);
    assert_err(submit(s, body, 1, "/ok", 6), ERR_BUSY);
    assert_int_equal(atomic_load(&results.count), 5);
    net_bytes_free(body);
    net_sender_free(s);
}

static void stop_lets_the_running_finish(void **state)
{
    UNUSED(state);
    struct net_sender *s = sender_new((struct net_sender_limits){ .per_host_max = 1 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    int requests = atomic_load(&peer.requests);
    assert_ok(submit(s, body, 1, "/slow", 1));
    assert_ok(submit(s, body, 1, "/slow", 2));
    while (atomic_load(&peer.requests) == requests)
        (void)usleep(500);
    int64_t start_ms = clock_monotonic_ms();
    net_sender_stop(s, 10000);
    assert_in_range(clock_monotonic_ms() - start_ms, 0, 5000);
    assert_ok(results.last[1].err);
    assert_err(results.last[2].err, ERR_BUSY);
    assert_int_equal(results.last[2].took_ms, 0);
    net_sender_stop(s, 0);
    net_bytes_free(body);
    net_sender_free(s);
    net_sender_free(NULL);
}

struct crowd {
    struct net_sender *sender;
    struct net_bytes *body;
    unsigned first;
};

static void *submit_some(void *arg)
{
    struct crowd *c = arg;
    for (unsigned i = c->first; i < c->first + 50; i++) {
        while (submit(c->sender, c->body, 1 + i % 7, "/ok", i) == ERR_BUSY)
            (void)usleep(200);
    }
    return NULL;
}

static void many_threads_submit(void **state)
{
    UNUSED(state);
    struct net_sender *s = sender_new((struct net_sender_limits){ .queue_max = 20 });
    struct net_bytes *body = net_bytes_new(SV("{}"));
    struct crowd crowd[4];
    pthread_t threads[4];
    for (unsigned i = 0; i < 4; i++) {
        crowd[i] = (struct crowd){ s, body, i * 50 };
        assert_int_equal(pthread_create(&threads[i], NULL, submit_some, &crowd[i]), 0);
    }
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    wait_for(200);
    for (size_t i = 0; i < 200; i++) {
        assert_int_equal(atomic_load(&results.per_id[i]), 1);
        assert_ok(results.last[i].err);
    }
    net_bytes_free(body);
    net_sender_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_one_host),
        cmocka_unit_test(to_many_hosts),
        cmocka_unit_test(statuses_and_failures),
        cmocka_unit_test(addresses_are_checked),
        cmocka_unit_test(slow_hosts_do_not_block_others),
        cmocka_unit_test(times_out),
        cmocka_unit_test(queue_is_bounded),
        cmocka_unit_test(stop_lets_the_running_finish),
        cmocka_unit_test(many_threads_submit),
    };
    return cmocka_run_group_tests_name("net/send", tests, start, stop);
}

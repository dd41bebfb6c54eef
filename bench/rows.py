"""The rows of the table: one hot path each, beside its limit.

A row is a generator function of (bench): it yields Row objects. What is not built yet raises parts.Absent.
"""
import concurrent.futures
import contextlib
import hashlib
import http.client
import json
import os
import resource
import selectors
import socket
import statistics
import threading
import time

import parts
import signed


# The server's limit for one account.
STREAMS_OF_ACCOUNT = 32


class Row:
    """Per operation: processor microseconds of the server and of the limit, and a word on wall-clock of each."""

    def __init__(self, name, ours_us, limit_us, wall, limit_wall, goal):
        self.name, self.ours_us, self.limit_us = name, ours_us, limit_us
        self.wall, self.limit_wall, self.goal = wall, limit_wall, goal


def rate(requests, seconds, p50, p99):
    return f"{requests / seconds:,.0f}/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms"


def run_wrk(process, *arguments, **options):
    """Processor microseconds a request, and the wall-clock's word."""
    before = process.cpu()
    result = parts.wrk(*arguments, **options)
    return (process.cpu() - before) * 1e6 / result[0], rate(*result)


def beside_nginx(bench, name, path, headers, goal):
    """The server, and nginx with the same bytes from a file; twice in turn, the better run of each counts."""
    body = parts.get(path, headers)
    # A name of its own: nginx keeps files open, with the length they had.
    file = hashlib.sha256(body).hexdigest()[:16]
    (bench.nginx_folder / "static" / file).write_bytes(body)
    ours, limits = [], []
    for _ in range(2):
        ours.append(run_wrk(bench, parts.BASE + path, bench.seconds, 32, headers))
        limits.append(run_wrk(bench.nginx, f"http://127.0.0.1:{parts.NGINX_PORT}/{file}", bench.seconds, 32))
    ours_us, wall = min(ours)
    limit_us, limit_wall = min(limits)
    return Row(f"{name} ({len(body):,} bytes), cached", ours_us, limit_us, wall, "nginx: " + limit_wall, goal)


def page_id(bench, handle="big"):
    return parts.get_json(f"/api/v1/accounts/lookup?acct={handle}")["id"]


def a_status(bench):
    return parts.get_json(f"/api/v1/accounts/{page_id(bench)}/statuses?limit=1")[0]


def cached_status(bench):
    yield beside_nginx(bench, "status, client API", f"/api/v1/statuses/{a_status(bench)['id']}", {}, "0.7 × nginx")


def cached_object(bench):
    path = "/" + a_status(bench)["uri"].split("/", 3)[3]
    yield beside_nginx(bench, "status, ActivityPub", path, {"Accept": parts.ACTIVITY}, "0.7 × nginx")


def actor(bench):
    jrd = json.loads(parts.get(f"/.well-known/webfinger?resource=acct:big@{bench.domain}"))
    href = next(link["href"] for link in jrd["links"] if link["rel"] == "self")
    yield beside_nginx(bench, "actor", "/" + href.split("/", 3)[3], {"Accept": parts.ACTIVITY}, "0.6 × nginx")


def webfinger(bench):
    yield beside_nginx(bench, "WebFinger", f"/.well-known/webfinger?resource=acct:big@{bench.domain}", {}, "0.6 × nginx")


def web_page(bench):
    yield beside_nginx(bench, "page, HTML", "/@big", {"Accept": "text/html"}, "0.6 × nginx")


def home_cold(bench):
    """First reading of each reader after a start: no follow set, no rendered post, no opened key in memory."""
    bench.restart()
    took, before = [], bench.cpu()
    readers = [name for name in bench.tokens if name.startswith("reader")]
    for name in readers:
        start = time.perf_counter()
        answer = parts.get_json("/api/v1/timelines/home?limit=20", bench.tokens[name])
        took.append((time.perf_counter() - start) * 1e3)
        assert len(answer) == 20, f"home of {name} has {len(answer)} statuses"
    ours = (bench.cpu() - before) * 1e6 / len(readers)
    operations, cpu, wall = bench.store.limit_home(bench.data, readers[0], 200)
    yield Row(f"home, 500 followed of {bench.size['accounts']:,}, {bench.size['posts']:,} posts, cold", ours,
              cpu * 1e6 / operations, f"p50 {statistics.median(took):.2f} ms, max {max(took):.2f} ms",
              f"{bench.store.name}: {wall * 1e3 / operations:.2f} ms", "p99 ≤ 4 ms")


def home_cached(bench):
    token = bench.tokens["reader1"]
    headers = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/timelines/home?limit=20"
    parts.get(path, headers)
    row = beside_nginx(bench, "home, newest 20", path, headers, "100 µs (≥ 10,000/s a core)")
    yield row


def durable_alone(bench):
    yield durable(bench, "durable write (POST status), alone", 1, 1000, "p50 ≤ 1 ms")


def durable_many(bench):
    yield durable(bench, "durable write (POST status), 64 waiting", 64, 32000, "≥ 20,000/s")


def durable(bench, name, connections, count, goal):
    authors = [token for name, token in bench.tokens.items() if name.startswith("reader")]
    for token in authors:
        parts.post_status(token, "first")
    os.environ["BENCH_TOKENS"] = " ".join(authors)
    ours_us, wall = run_wrk(bench, parts.BASE + "/api/v1/statuses", bench.seconds, connections,
                            script=parts.HERE / "post.lua")
    operations, cpu, seconds = bench.store.limit_writes(connections, count)
    return Row(name, ours_us, cpu * 1e6 / operations, wall, f"{bench.store.name}: {operations / seconds:,.0f}/s", goal)


def post_until_seen(bench, handle):
    """Milliseconds from the post until the reader's home has it, of the answer to the post, and processor time."""
    seen, answered, cpu = [], [], []
    for number in range(10):
        bench.wait_quiet()
        before, start = bench.cpu(), time.perf_counter()
        posted = parts.post_status(bench.tokens[handle], f"number {number} of {handle} at {time.time()}")
        answered.append((time.perf_counter() - start) * 1e3)
        while parts.get_json("/api/v1/timelines/home?limit=1", bench.tokens["reader1"])[0]["id"] != posted["id"]:
            if time.perf_counter() - start > 5:
                raise RuntimeError("the reader never saw the post")
        seen.append((time.perf_counter() - start) * 1e3)
        cpu.append((bench.cpu() - before) * 1e6)
    return statistics.median(seen), statistics.median(answered), statistics.median(cpu)


def page_post(bench):
    parts.get_json("/api/v1/timelines/home?limit=1", bench.tokens["reader1"])
    small = post_until_seen(bench, "small")
    big = post_until_seen(bench, "big")
    yield Row(f"post by a page with {bench.size['page_followers']:,} followers, until a local one sees it, against one with 10",
              big[2], small[2], f"{big[0]:.2f} ms (post answered after {big[1]:.2f})",
              f"10 followers: {small[0]:.2f} ms (after {small[1]:.2f})", "same cost, ≤ 5 ms")


def replay(requests, share, failures):
    """Send prepared requests over one connection, one after the other."""
    with socket.create_connection(("127.0.0.1", parts.PORT)) as connection:
        reader = connection.makefile("rb")
        for request in requests[share::8]:
            connection.sendall(request)
            status = reader.readline()
            length = 0
            while (line := reader.readline().strip()):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            reader.read(length)
            if b" 202 " not in status:
                failures.append(status)


def inbox(bench):
    peer = signed.Peer(parts.PEER_PORT)
    try:
        requests = [peer.signed(bench.domain, "/inbox", peer.note(f"{time.time_ns()}-{n}")) for n in range(3001)]
        failures = []
        replay(requests[:1], 0, failures)
        if failures:
            raise parts.Absent(f"POST /inbox answers {failures[0].decode(errors='replace').strip()}")
        bench.wait_quiet()
        before, start = bench.cpu(), time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda share: replay(requests[1:], share, failures), range(8)))
        seconds, answered = time.perf_counter() - start, bench.cpu() - before
        bench.wait_quiet()
        whole = bench.cpu() - before
        if failures:
            raise RuntimeError(f"{len(failures)} refused: {failures[0]}")
        _, verifies = parts.openssl_rsa()
        yield Row("verified inbox activity, until 202", answered * 1e6 / 3000, 1e6 / verifies,
                  f"{3000 / seconds:,.0f}/s (a Python client)", f"openssl: {verifies:,.0f} verifies/s", "≤ 125 µs (8,000/s a core)")
        yield Row("the same, until it is stored and seen", whole * 1e6 / 3000, 1e6 / verifies, "", "", "")
    finally:
        peer.close()


def sink_count(bench):
    log = bench.nginx_folder / "inbox.log"
    return log.read_bytes().count(b"\n") if log.exists() else 0


def deliveries(bench):
    hosts = bench.size["hosts"]
    bench.wait_quiet()
    for warm in (False, True):
        count, before, start = sink_count(bench), bench.cpu(), time.perf_counter()
        parts.post_status(bench.tokens["big"], f"to everybody at {time.time()}")
        while sink_count(bench) - count < hosts:
            time.sleep(0.05)
            if time.perf_counter() - start > 60:
                raise parts.Absent(f"of {hosts} deliveries {sink_count(bench) - count} arrived in a minute")
        seconds = time.perf_counter() - start
        cpu = bench.cpu() - before
        if not warm:
            bench.wait_quiet()
    signs, _ = parts.openssl_rsa()
    yield Row(f"signed delivery, {hosts:,} loopback inboxes on one host, http", cpu * 1e6 / hosts, 1e6 / signs,
              f"{hosts / seconds:,.0f}/s", f"openssl: {signs:,.0f} signatures/s", "≤ 400 µs (2,500/s a core)")


def listeners(bench, count):
    """Tokens of so many pages that read; a page has no password to be hashed."""
    parts.efface(bench.data, "user", "new", "listener", "--email", "listener@example.com")
    for number in range(count):
        parts.efface(bench.data, "page", "new", f"heard{number}", "--title", "Heard", "--owner", "listener")
    made = (parts.efface(bench.data, "token", "new", "listener", "--as", f"heard{number}", "--scopes", "read")
            for number in range(count))
    return [one.split()[-1] for one in made]


def websocket_open(token, query):
    """A plain socket behind its handshake: what it is told comes as frames."""
    opened = socket.create_connection(("127.0.0.1", parts.PORT), timeout=60)
    opened.sendall(f"GET /api/v1/streaming?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   f"Authorization: Bearer {token}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += opened.recv(4096)
    assert head.startswith(b"HTTP/1.1 101 "), head
    return opened


def stay(sockets):
    """Answer the pings there may have been: who is silent for a minute is dropped."""
    for one in sockets:
        one.sendall(b"\x8a\x80\0\0\0\0")
    return sockets


def wait_told(sockets, word):
    """Until each has heard it; the bytes that the last one was told."""
    waiting = selectors.DefaultSelector()
    for one in sockets:
        waiting.register(one, selectors.EVENT_READ, bytearray())
    left, told = len(sockets), b""
    while left > 0:
        for key, _ in waiting.select(60):
            key.data.extend(key.fileobj.recv(65536))
            if word in key.data:
                waiting.unregister(key.fileobj)
                left, told = left - 1, bytes(key.data)
    waiting.close()
    return told


def send_alone(count, told):
    """Processor seconds of nothing but sending the same to so many."""
    pairs = [socket.socketpair() for _ in range(count)]
    before = time.process_time()
    for mine, _ in pairs:
        mine.send(told)
    took = time.process_time() - before
    for pair in pairs:
        for one in pair:
            one.close()
    return took


def streams(bench):
    """Ten thousand WebSockets that wait for public posts: their memory, and one post told to all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(10_000, (hard - 500) // 2)
    tokens = listeners(bench, (count + STREAMS_OF_ACCOUNT - 1) // STREAMS_OF_ACCOUNT)
    bench.wait_quiet()
    idle = bench.server.memory()
    sockets = []
    for number in range(count):
        sockets.append(websocket_open(tokens[number // STREAMS_OF_ACCOUNT], "stream=public"))
        if number % 1000 == 0:
            stay(sockets)
    memory = bench.server.memory() - idle
    took, costs = [], []
    for number in range(5):
        stay(sockets)
        bench.wait_quiet(10)
        before, start = bench.cpu(), time.perf_counter()
        parts.post_status(bench.tokens["reader1"], f"told to all {number}")
        told = wait_told(sockets, f"told to all {number}".encode())
        took.append((time.perf_counter() - start) * 1e3)
        costs.append((bench.cpu() - before) * 1e6 / count)
    for one in sockets:
        one.close()
    alone = send_alone(count, told)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    yield Row(f"a public post told to {count:,} WebSockets ({len(told):,} bytes), each", statistics.median(costs),
              alone * 1e6 / count, f"last after {statistics.median(took):,.0f} ms; waiting they take {memory:.1f} MB, "
              f"{memory * 1024 / count:.2f} KB each", "sending alone", "10,000 in 250 MB")


def p99(values):
    return statistics.quantiles(values, n=100)[98]


@contextlib.contextmanager
def meanwhile(*works):
    """Each work again and again in a thread of its own; a list of milliseconds for each."""
    stop, took = threading.Event(), [[] for _ in works]

    def repeat(work, mine):
        while not stop.is_set():
            start = time.perf_counter()
            work()
            mine.append((time.perf_counter() - start) * 1e3)
            time.sleep(0.002)
    with concurrent.futures.ThreadPoolExecutor(len(works)) as pool:
        ended = [pool.submit(repeat, *one) for one in zip(works, took)]
        try:
            yield took
        finally:
            stop.set()
        for one in ended:
            one.result()


def reader(path):
    connection = http.client.HTTPConnection("127.0.0.1", parts.PORT, timeout=60)

    def read():
        connection.request("GET", path)
        connection.getresponse().read()
    return read


def erasure(bench):
    """Last of all rows: the page is gone behind it. Who reads and writes meanwhile does so elsewhere; a write waits for the
    transaction that is open, so the longest one is at most as long as the longest wait."""
    path = "/@small"
    parts.get(path, {"Accept": "text/html"})
    bench.wait_quiet()
    with meanwhile(reader(path)) as (calm,):
        time.sleep(bench.seconds)
    bench.restart(lambda: bench.store.copy(bench.data))
    before, start = bench.cpu(), time.perf_counter()
    with meanwhile(reader(path), lambda: parts.post_status(bench.tokens["reader1"], "meanwhile")) as (busy, writes):
        parts.efface(bench.data, "erase", "@big", "--yes", seconds=1800)
        seconds, cpu = time.perf_counter() - start, bench.cpu() - before
    rows, limit_cpu, limit_wall = bench.store.limit_erasure("big")
    yield Row(f"erasure of {bench.size['page_followers']:,} follows and {bench.size['page_posts']:,} posts ({rows:,} rows), whole",
              cpu * 1e6, limit_cpu * 1e6, f"{seconds:.1f} s; readers' p99 {p99(calm):.1f} ms before, {p99(busy):.1f} ms during; "
              f"a write at most {max(writes):.0f} ms, p99 {p99(writes):.0f} ms",
              f"{bench.store.name}: {limit_wall:.1f} s", "≤ 15 s at 6.9 M; p99 ≤ 2×; no transaction over 150 ms")


ROWS = [cached_status, cached_object, actor, webfinger, web_page, home_cold, home_cached, durable_alone, durable_many,
        page_post, inbox, deliveries, streams, erasure]
# What an engine's share is large in.
POSTGRES_ROWS = [home_cold, home_cached, durable_alone, durable_many, page_post, inbox, deliveries, erasure]

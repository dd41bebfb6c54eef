"""Killed at random moments: nothing acknowledged is lost, nothing is seen twice, no erasure is half forgotten.

EFFACE_KILL_ROUNDS says how many rounds of each (200), EFFACE_KILL_SEED repeats a run. A kill ends the process, not the
machine: what power takes away is the power-cut test's (tests/db).
"""
import os
import random
import threading
import time
import uuid

import pytest
import requests

from efface import wait_until

pytestmark = pytest.mark.long

ROUNDS = int(os.environ.get("EFFACE_KILL_ROUNDS", "200"))
SEED = int(os.environ.get("EFFACE_KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
WRITERS = 4
LONGEST_SECONDS = 0.6
ERASED_SECONDS = 90
DELIVERED_SECONDS = 180
PAGE = 40


@pytest.fixture
def dice(request):
    """The run's chance; its number is printed when the test fails."""
    print(f"EFFACE_KILL_SEED={SEED}")
    return random.Random(f"{SEED} {request.node.name}")


class Ask:
    """Requests of one thread that end with an answer or with nothing, as a kill makes them."""

    def __init__(self, server, token):
        self.url = server.url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method, path, **options):
        try:
            return self.session.request(method, self.url + path, timeout=20, **options)
        except requests.RequestException:
            return None


def kill_during(server, dice, work):
    """Run the work in threads, kill the server at a random moment, start it again."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(number, stop)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(0.005, LONGEST_SECONDS))
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    server.start()


def post(ask, text, key):
    return ask("POST", "/api/v1/statuses", json={"status": text, "visibility": "public"}, headers={"Idempotency-Key": key})


def statuses_since(ask, account, since):
    """All of an account's statuses behind an id, newest first."""
    found, below = [], None
    while True:
        query = f"limit={PAGE}" + (f"&since_id={since}" if since else "") + (f"&max_id={below}" if below else "")
        answer = ask("GET", f"/api/v1/accounts/{account}/statuses?{query}")
        assert answer is not None and answer.status_code == 200
        found += answer.json()
        if len(answer.json()) < PAGE:
            return found
        below = found[-1]["id"]


def word_of(status):
    """The one word that a status of these tests consists of."""
    return status["content"].removeprefix("<p>").removesuffix("</p>")


def one_account(server):
    server.user("ann")
    token = server.token("ann")
    ask = Ask(server, token)
    return token, ask, ask("GET", "/api/v1/accounts/verify_credentials").json()["id"]


def test_posting(server, dice):
    token, _, account = one_account(server)
    newest = None
    for number in range(ROUNDS):
        sent, acknowledged = {}, {}

        def work(_, stop):
            ask = Ask(server, token)
            while not stop.is_set():
                word, key = f"word{uuid.uuid4().hex}", uuid.uuid4().hex
                sent[word] = key
                answer = post(ask, word, key)
                if answer is not None and answer.status_code == 200:
                    acknowledged[word] = answer.json()["id"]

        kill_during(server, dice, work)
        ask = Ask(server, token)
        # An app that had no answer asks again with the same key.
        for word in sorted(set(sent) - set(acknowledged)):
            answer = post(ask, word, sent[word])
            assert answer is not None and answer.status_code == 200, f"round {number}: asking again gave {answer}"
            acknowledged[word] = answer.json()["id"]
        found = [(word_of(status), status["id"]) for status in statuses_since(ask, account, newest)]
        assert sorted(found) == sorted(acknowledged.items()), f"round {number}: lost, doubled or changed"
        newest = max([newest or "0", *acknowledged.values()], key=int)
    counted = Ask(server, token)("GET", f"/api/v1/accounts/{account}").json()["statuses_count"]
    assert counted == len(statuses_since(Ask(server, token), account, None)), "the counter is off"


def test_delivering(make_server, dice):
    one, other = make_server(), make_server()
    token, _, _ = one_account(one)
    other.user("bob")
    bob = other.mastodon(other.token("bob"))
    ann = bob.search(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    bob.account_follow(ann["id"])
    wait_until(lambda: bob.account_relationships(ann["id"])[0]["following"], "followed")
    acknowledged = set()
    for number in range(ROUNDS):
        def work(_, stop):
            ask = Ask(one, token)
            while not stop.is_set():
                word = f"word{uuid.uuid4().hex}"
                answer = post(ask, word, word)
                if answer is not None and answer.status_code == 200:
                    acknowledged.add(word)
                time.sleep(0.05)

        # Mostly the sender; now and then the receiver, whose deliveries then wait for their next attempt.
        kill_during(other if number % 10 == 9 else one, dice, work)
    reader = Ask(other, other.token("bob"))
    arrived = []

    def all_arrived():
        arrived[:] = [word_of(status) for status in statuses_since(reader, ann["id"], None)]
        return acknowledged <= set(arrived)

    wait_until(all_arrived, "every acknowledged post arrives", seconds=DELIVERED_SECONDS)
    assert len(arrived) == len(set(arrived)), "a post arrived twice"


def left_of(server, words):
    """Those of the words that any file of the server still holds or opens to."""
    answer = server.run("scan", *words, check=False, seconds=600)
    found = {line.split("\t")[0] for line in answer.stdout.splitlines()}
    assert answer.returncode == (1 if found else 0), answer.stderr
    return found


@pytest.mark.erasure
def test_erasing_statuses(server, dice):
    token, _, account = one_account(server)
    gone_words, kept = [], {}
    for number in range(ROUNDS):
        ask = Ask(server, token)
        posted = {}
        for _ in range(2 * WRITERS):
            word = f"word{uuid.uuid4().hex}"
            posted[word] = post(ask, word, word).json()["id"]
        words = sorted(posted)
        acknowledged, tried = set(), set()

        def work(mine, stop):
            asks = Ask(server, token)
            for word in words[mine:WRITERS + WRITERS // 2:WRITERS]:
                if stop.is_set():
                    return
                tried.add(word)
                answer = asks("DELETE", f"/api/v1/statuses/{posted[word]}")
                if answer is not None and answer.status_code == 200:
                    acknowledged.add(word)

        kill_during(server, dice, work)
        ask = Ask(server, token)
        for word, status in posted.items():
            code = ask("GET", f"/api/v1/statuses/{status}").status_code
            assert code == 200 or word in tried, f"round {number}: what nobody erased gives {code}"
            assert code in (404, 410) or word not in acknowledged, f"round {number}: what was erased gives {code}"
            if code == 200:
                kept[word] = status
            else:
                gone_words.append(word)
    wait_until(lambda: not left_of(server, gone_words), "the erased words are gone", seconds=ERASED_SECONDS)
    assert left_of(server, list(kept)) == set(kept), "a word that nobody erased is gone"
    shown = {word_of(status) for status in statuses_since(Ask(server, token), account, None)}
    assert shown == set(kept)


@pytest.mark.erasure
def test_erasing_pages(server, dice):
    server.user("ann")
    words, handles = [], []
    for number in range(ROUNDS):
        handle = f"page{number}x{uuid.uuid4().hex[:8]}"
        server.page(handle, owner="ann")
        ask = Ask(server, server.token("ann", page=handle))
        mine = [f"word{uuid.uuid4().hex}" for _ in range(5)]
        for word in mine:
            assert post(ask, word, word).status_code == 200
        result = {}

        def work(thread, _):
            if thread == 0:
                result["erase"] = server.run("erase", f"@{handle}", "--yes", check=False)

        kill_during(server, dice, work)
        code = server.client().session.get(f"{server.url}/@{handle}", timeout=20).status_code
        assert code in (200, 410), f"round {number}: the page gives {code}"
        if code == 200:
            assert result["erase"].returncode != 0, f"round {number}: the erasure was acknowledged and the page is there"
            server.run("erase", f"@{handle}", "--yes", seconds=ERASED_SECONDS)
        words += mine
        handles.append(handle)
    for handle in handles:
        server.client().get(f"/@{handle}", status=410)
    wait_until(lambda: not left_of(server, words + handles), "the pages' words are gone", seconds=ERASED_SECONDS)

"""Killed at random moments: nothing acknowledged is lost, nothing is seen twice, no erasure is half forgotten.

EFFACE_KILL_ROUNDS says how many rounds of each (200), EFFACE_KILL_SEED repeats a run. A kill ends the process, not the
machine: what power takes away is the power-cut tests' (tests/db, tests/service).
"""
import collections
import io
import os
import random
import threading
import time
import uuid

import pytest
import requests

from efface import wait_until
from pictures import png

pytestmark = pytest.mark.long

ROUNDS = int(os.environ.get("EFFACE_KILL_ROUNDS", "200"))
SEED = int(os.environ.get("EFFACE_KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
WRITERS = 4
# The kill comes at most this long after the work began: so that about half of it is done then.
POSTING_SECONDS = 0.4
DELETING_SECONDS = 0.06
ERASING_SECONDS = 0.25
# Erasures wait for the next emptying of the logs; a delivery that found nobody tries again by and by.
ERASED_SECONDS = 90
DELIVERED_SECONDS = 240
PAGE = 40
SCAN_WORDS = 60
POSTS_OF_A_PAGE = 5
MANY = 100


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


def kill_during(server, dice, work, longest, first="/"):
    """Run the work in threads, kill the server at a random moment, start it again; what it answers on `first` at first."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(number, stop)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    time.sleep(dice.uniform(0.001, longest))
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    return server.start(first)


def new_word():
    return f"word{uuid.uuid4().hex}"


def post(ask, text, key, **more):
    return ask("POST", "/api/v1/statuses", json={"status": text, "visibility": "public"} | more, headers={"Idempotency-Key": key})


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


def left_of(server, words):
    """Those of the words that any file of the server still holds or opens to."""
    found = set()
    for at in range(0, len(words), SCAN_WORDS):
        answer = server.run("scan", *words[at:at + SCAN_WORDS], check=False, seconds=600)
        here = {line.split("\t")[0] for line in answer.stdout.splitlines()}
        assert answer.returncode == (1 if here else 0), answer.stderr
        found |= here
    return found


def assert_all_gone(server, words):
    """Erasures end by themselves: in a while no word is found."""
    left = list(words)

    def none_left():
        left[:] = sorted(left_of(server, left))
        return not left

    wait_until(none_left, "the erased words are gone", seconds=ERASED_SECONDS)
    assert not left_of(server, words), "an erased word came back"


def assert_whole(server):
    """Its own look at every key, file and counter."""
    answer = server.run("check", check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_posting(server, dice):
    token, _, account = one_account(server)
    newest, unanswered = None, 0
    for number in range(ROUNDS):
        sent, acknowledged = {}, {}

        def work(_, stop):
            ask = Ask(server, token)
            while not stop.is_set():
                word, key = new_word(), uuid.uuid4().hex
                sent[word] = key
                answer = post(ask, word, key)
                if answer is not None and answer.status_code == 200:
                    acknowledged[word] = answer.json()["id"]

        kill_during(server, dice, work, POSTING_SECONDS)
        ask = Ask(server, token)
        # An app that had no answer asks again with the same key.
        for word in sorted(set(sent) - set(acknowledged)):
            answer = post(ask, word, sent[word])
            assert answer is not None and answer.status_code == 200, f"round {number}: asking again gave {answer}"
            acknowledged[word] = answer.json()["id"]
            unanswered += 1
        found = [(word_of(status), status["id"]) for status in statuses_since(ask, account, newest)]
        assert sorted(found) == sorted(acknowledged.items()), f"round {number}: lost, doubled or changed"
        newest = max([newest or "0", *acknowledged.values()], key=int)
    ask = Ask(server, token)
    everything = statuses_since(ask, account, None)
    counted = ask("GET", f"/api/v1/accounts/{account}").json()["statuses_count"]
    assert counted == len(everything), "the counter is off"
    assert ROUNDS < MANY or unanswered > 0, "no kill came while a post was under way"
    assert_whole(server)
    print(f"{len(everything)} posts, {unanswered} of them without an answer at first")


@pytest.mark.engines
def test_delivering(make_server, dice, engine):
    one, other = make_server(), make_server()
    token, _, _ = one_account(one)
    other.user("bob")
    bob = other.mastodon(other.token("bob"))
    ann = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    bob.account_follow(ann["id"])
    wait_until(lambda: bob.account_relationships(ann["id"])[0]["following"], "followed")
    posted, deleted, unsure = set(), set(), set()
    for number in range(ROUNDS):
        def work(thread, stop):
            ask = Ask(one, token)
            while not stop.is_set():
                word = new_word()
                answer = post(ask, word, word)
                if answer is None or answer.status_code != 200:
                    unsure.add(word)
                    continue
                posted.add(word)
                time.sleep(0.05)
                if thread > 0:
                    continue
                # One of the writers takes back what it wrote.
                answer = ask("DELETE", f"/api/v1/statuses/{answer.json()['id']}")
                (unsure if answer is None or answer.status_code != 200 else deleted).add(word)

        # Mostly the sender; now and then the receiver, whose deliveries then wait for their next attempt.
        kill_during(other if number % 10 == 9 else one, dice, work, POSTING_SECONDS)
    reader = Ask(other, other.token("bob"))
    wanted = posted - deleted - unsure
    arrived = []

    def all_arrived():
        arrived[:] = [word_of(status) for status in statuses_since(reader, ann["id"], None)]
        return wanted <= set(arrived) and not deleted & set(arrived)

    try:
        wait_until(all_arrived, "every acknowledged post and deletion arrives", seconds=DELIVERED_SECONDS)
    except AssertionError:
        print(f"{len(wanted - set(arrived))} posts and {len(deleted & set(arrived))} deletions did not arrive")
        raise
    assert len(arrived) == len(set(arrived)), "a post arrived twice"
    assert set(arrived) <= wanted | unsure, "something arrived that nobody posted"
    home = [word_of(status) for status in bob.timeline_home(limit=PAGE)]
    assert len(home) == len(set(home)) == min(PAGE, len(arrived)), "home shows another number of posts"
    print(f"{len(posted)} posts, {len(deleted)} taken back, {len(unsure)} without an answer")


@pytest.mark.erasure
def test_erasing_statuses(server, dice):
    token, _, account = one_account(server)
    gone_words, kept, seen = [], {}, collections.Counter()
    for number in range(ROUNDS):
        ask = Ask(server, token)
        posted = {}
        for _ in range(2 * WRITERS):
            word = new_word()
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

        kill_during(server, dice, work, DELETING_SECONDS)
        ask = Ask(server, token)
        for word, status in posted.items():
            code = ask("GET", f"/api/v1/statuses/{status}").status_code
            assert code == 200 or word in tried, f"round {number}: what nobody erased gives {code}"
            assert code in (404, 410) or word not in acknowledged, f"round {number}: what was erased gives {code}"
            if code == 200:
                kept[word] = status
            else:
                gone_words.append(word)
            if word in tried:
                seen["acknowledged" if word in acknowledged else "gone" if code != 200 else "kept"] += 1
    assert_all_gone(server, gone_words)
    assert left_of(server, sorted(kept)) == set(kept), "a word that nobody erased is gone"
    shown = {word_of(status) for status in statuses_since(Ask(server, token), account, None)}
    assert shown == set(kept)
    assert ROUNDS < MANY or len(seen) == 3, f"the kills came at the same moments: {dict(seen)}"
    assert_whole(server)
    print(f"erasures: {dict(seen)}")


def make_page(server, handle, with_picture):
    """A page with posts; its words, and the paths of what it shows."""
    server.page(handle, owner="ann")
    token = server.token("ann", page=handle)
    ask = Ask(server, token)
    words, paths, media = [], [], []
    if with_picture:
        words.append(new_word())
        picture = server.mastodon(token).media_post(io.BytesIO(png(64, 64)), mime_type="image/png", description=words[0])
        media = [picture["id"]]
    for number in range(POSTS_OF_A_PAGE):
        words.append(new_word())
        answer = post(ask, words[-1], words[-1], media_ids=media if number == 0 else [])
        assert answer.status_code == 200, answer.text
        paths.append(f"/@{handle}/{answer.json()['id']}")
        paths += [picture["url"].removeprefix(server.url) for picture in answer.json()["media_attachments"]]
    return words, paths


def follow_from(other, server, handle):
    """bob, there, follows a page here; its id there."""
    bob = other.mastodon(other.token("bob"))
    page = bob.search_v2(f"@{handle}@{server.domain}", resolve=True)["accounts"][0]
    bob.account_follow(page["id"])
    wait_until(lambda: bob.account_relationships(page["id"])[0]["following"], "followed")
    return page["id"]


@pytest.mark.erasure
def test_erasing_pages(make_server, dice):
    server, other = make_server(), make_server()
    server.user("ann")
    other.user("bob")
    words, handles, followed, seen = [], [], [], collections.Counter()
    for number in range(ROUNDS):
        handle = f"page{number}x{uuid.uuid4().hex[:8]}"
        mine, paths = make_page(server, handle, with_picture=number % 4 == 0)
        if number % 10 == 5:
            followed.append(follow_from(other, server, handle))
        result, waiting = {}, ["--no-wait"] if number % 2 else []

        def work(thread, _):
            if thread == 0:
                result["erase"] = server.run("erase", f"@{handle}", "--yes", *waiting, check=False)

        kill_during(server, dice, work, ERASING_SECONDS, first=f"/@{handle}")
        code = server.first_status
        is_acknowledged = result["erase"].returncode == 0
        assert code in (200, 410), f"round {number}: the page gives {code} at first"
        assert code == 410 or not is_acknowledged, f"round {number}: the erasure was acknowledged and the page is there"
        # Never half: everything of it is as the page is.
        codes = [server.client().session.get(server.url + path, timeout=20).status_code for path in paths]
        assert codes == [code] * len(paths), f"round {number}: the page gives {code}, what is on it {codes}"
        seen["acknowledged" if is_acknowledged else "begun" if code == 410 else "whole"] += 1
        if code == 200:
            assert left_of(server, mine) == set(mine), f"round {number}: the page is there, not all of its words"
            server.run("erase", f"@{handle}", "--yes", seconds=ERASED_SECONDS)
        words += mine
        handles.append(handle)
    for handle in handles:
        server.client().get(f"/@{handle}", status=410)
    assert_all_gone(server, words + handles)
    assert not [path for path in (server.data / "media").rglob("*") if path.is_file()], "a picture's file is left"
    client = other.client(other.token("bob"))
    for page in followed:
        wait_until(lambda: client.session.get(f"{other.url}/api/v1/accounts/{page}", timeout=20).status_code in (404, 410),
                   "the other server is told", seconds=DELIVERED_SECONDS)
    assert ROUNDS < MANY or len(seen) == 3, f"the kills came at the same moments: {dict(seen)}"
    assert_whole(server)
    print(f"erasures: {dict(seen)}")

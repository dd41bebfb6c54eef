"""Everything at once: two servers, apps that write, read and listen, pages that are erased meanwhile.

What it looks for is what only happens between threads; ./test long runs it with the thread sanitizer.
"""
import io
import random
import threading
import time

import mastodon
import pytest
import requests

from efface import wait_until
from pictures import png

LOAD_SECONDS = 6
PAGES = 4
POSTS = 6
WRITERS = 2
READERS = 2
# What a reader may get of a page and its posts while they are erased.
FINE = (200, 304, 404, 410)


class Listener(mastodon.StreamListener):
    """What one stream was told."""

    def __init__(self):
        self.updates, self.deletes = [], []

    def on_update(self, status):
        self.updates.append(status["content"])

    def on_delete(self, status_id):
        self.deletes.append(str(status_id))


def repeat(faults, until, work):
    """A thread that works until the time is over; what it raises is kept."""
    def run():
        number = 0
        while time.monotonic() < until:
            try:
                work(number)
            except Exception as fault:  # any fault of any thread ends the test
                faults.append(fault)
                return
            number += 1
    return threading.Thread(target=run)


def write(api, number):
    media = []
    if number % 5 == 0:
        media = [api.media_post(io.BytesIO(png(64, 64)), mime_type="image/png", description="square")["id"]]
    status = api.status_post(f"number{number}x #load", media_ids=media)
    if number % 3 == 0:
        api.status_update(status["id"], f"number{number}x edited")
    if number % 2 == 0:
        api.status_favourite(status["id"])
        api.status_delete(status["id"])


def read(server, paths, number):
    path = random.Random(number).choice(paths)
    answer = requests.get(server.url + path, headers={"Accept": random.Random(number).choice(["text/html", "application/activity+json"])},
                          timeout=20)
    assert answer.status_code in FINE, f"{path} gave {answer.status_code}"


def page_with_posts(server, handle):
    server.page(handle, owner="ann")
    api = server.mastodon(server.token("ann", page=handle))
    posts = [api.status_post(f"{handle}word{number}") for number in range(POSTS)]
    return [f"/@{handle}", f"/@{handle}/feed.atom"] + [f"/@{handle}/{post['id']}" for post in posts]


@pytest.mark.threads
def test_everybody_at_once(make_server):
    one, other = make_server(), make_server()
    one.user("ann")
    other.user("bob")
    ann, bob = one.mastodon(one.token("ann")), other.mastodon(other.token("bob"))
    remote = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    bob.account_follow(remote["id"])
    wait_until(lambda: bob.account_relationships(remote["id"])[0]["following"], "followed")
    handles = [f"page{number}" for number in range(PAGES)]
    paths = [path for handle in handles for path in page_with_posts(one, handle)]
    near, far = Listener(), Listener()
    streams = [api.stream_user(listener, run_async=True) for api, listener in ((ann, near), (bob, far))]

    faults, until = [], time.monotonic() + LOAD_SECONDS
    threads = [repeat(faults, until, lambda number: write(ann, number)) for _ in range(WRITERS)]
    threads += [repeat(faults, until, lambda number: read(one, [*paths, "/", "/@ann", "/tags/load"], number)) for _ in range(READERS)]
    threads += [repeat(faults, until, lambda _: (bob.timeline_home(), ann.timeline_home(), ann.notifications()))]
    for thread in threads:
        thread.start()
    erasures = [one.begin("erase", f"@{handle}", "--yes") for handle in handles]
    for thread in threads:
        thread.join()
    assert not faults, faults
    for erasure in erasures:
        said = erasure.communicate(timeout=120)
        assert erasure.returncode == 0, said

    kept = ann.status_post("the last one")
    wait_until(lambda: any("the last one" in text for text in near.updates), "the stream here tells the last post")
    wait_until(lambda: any("the last one" in text for text in far.updates), "the stream there tells it too", seconds=60)
    wait_until(lambda: near.deletes and far.deletes, "the streams told deletions", seconds=60)
    # They end with their servers; close() would wait for the next sign of life.
    for stream in streams:
        stream.closed = True
    for path in paths:
        one.client().get(path, status=410)
    assert one.client().get(f"/@ann/{kept['id']}").status_code == 200
    left = one.run("scan", *(f"{handle}word" for handle in handles), check=False)
    assert left.returncode == 0, left.stdout

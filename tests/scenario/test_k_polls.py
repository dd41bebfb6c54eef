"""Polls as an app makes and answers them, here and across two servers; what is left of them afterwards."""
import sqlite3

import pytest

from efface import wait_until
from test_c_two_servers import meet
from test_d_erase import scan


def ask(who, text="What to drink?", options=("tea", "coffee"), **settings):
    settings.setdefault("expires_in", 3600)
    return who.status_post(text, poll=who.make_poll(list(options), **settings))


def vote(who, poll, choices):
    who.poll_vote(poll["id"], choices)
    return who.poll(poll["id"])


def counts(poll):
    return [option["votes_count"] for option in poll["options"]]


@pytest.mark.engines
def test_a_poll_is_asked_and_answered_once(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "eve"):
        server.user(name)
    ann, bob, eve = (server.mastodon(server.token(name)) for name in ("ann", "bob", "eve"))
    limits = server.client().get("/api/v2/instance").json()["configuration"]["polls"]
    assert (limits["max_options"], limits["max_characters_per_option"]) == (4, 50)
    assert (limits["min_expiration"], limits["max_expiration"]) == (300, 2629746)

    status = ask(ann)
    poll = status["poll"]
    assert [option["title"] for option in poll["options"]] == ["tea", "coffee"]
    assert poll["voted"] and not poll["expired"] and not poll["multiple"] and poll["expires_at"]
    after = vote(bob, poll, [1])
    assert after["voted"] and after["own_votes"] == [1] and counts(after) == [0, 1]
    eve.poll_vote(poll["id"], [1])
    seen = server.client().get(f"/api/v1/polls/{poll['id']}").json()
    assert counts(seen) == [0, 2] and seen["votes_count"] == seen["voters_count"] == 2 and "voted" not in seen
    shown = bob.timeline_local()[0]["poll"]
    assert shown["own_votes"] == [1] and shown["voted"]
    again = server.client(server.token("bob"))
    answer = again.post(f"/api/v1/polls/{poll['id']}/votes", json={"choices": [0]}, status=422).json()
    assert answer["error"] == "Validation failed: You have already voted in this poll"
    again.post(f"/api/v1/polls/{int(poll['id']) + 1}/votes", json={"choices": [0]}, status=404)

    several = ask(ann, options=("a", "b", "c", "d"), multiple=True, hide_totals=True)["poll"]
    after = vote(bob, several, [0, 3])
    assert after["own_votes"] == [0, 3] and counts(after) == [None] * 4 and after["votes_count"] == 2

    # Another question begins without the votes of the first.
    ann.status_update(status["id"], "What to drink?", poll=ann.make_poll(["tea", "cocoa"], 3600))
    assert counts(bob.poll(poll["id"])) == [0, 0] and not bob.poll(poll["id"])["voted"]
    bob.poll_vote(poll["id"], [0])
    ann.status_update(status["id"], "Never mind")
    assert bob.status(status["id"])["poll"] is None
    history = server.client().get(f"/api/v1/statuses/{status['id']}/history").json()
    titles = [[option["title"] for option in version.get("poll", {"options": []})["options"]] for version in history]
    assert titles == [["tea", "coffee"], ["tea", "cocoa"], []]


@pytest.mark.engines
def test_polls_and_votes_travel(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, _ = meet(one, other)
    status = ask(ann, multiple=True)
    copy = wait_until(lambda: bob.timeline_home(), "the poll arrives")[0]
    assert [option["title"] for option in copy["poll"]["options"]] == ["tea", "coffee"]
    assert copy["poll"]["expires_at"] == status["poll"]["expires_at"] and copy["poll"]["multiple"]
    document = one.client().activity(status["uri"]).json()
    assert document["type"] == "Question" and [o["name"] for o in document["anyOf"]] == ["tea", "coffee"]

    assert vote(bob, copy["poll"], [0, 1])["own_votes"] == [0, 1]
    wait_until(lambda: counts(ann.poll(status["poll"]["id"])) == [1, 1], "the votes arrive")
    assert ann.poll(status["poll"]["id"])["voters_count"] == 1
    assert ann.status_context(status["id"])["descendants"] == []
    assert all(note["type"] != "mention" for note in ann.notifications())
    document = one.client().activity(status["uri"]).json()
    assert [o["replies"]["totalItems"] for o in document["anyOf"]] == [1, 1] and document["votersCount"] == 1


def end_now(server):
    """Stop it, let all polls end and all jobs be due, start it again."""
    server.stop()
    with sqlite3.connect(f"{server.data}/main.db") as database:
        database.execute("UPDATE poll SET expires_ms = 1767323045000")
        database.execute("UPDATE job SET run_ms = 1767323045000")
    database.close()
    server.start()


def test_the_end_is_told_to_who_took_part(make_server):
    one, other = make_server(), make_server()
    ann, bob, _ = meet(one, other)
    one.user("eve")
    eve = one.mastodon(one.token("eve"))
    status = ask(ann, hide_totals=True)
    copy = wait_until(lambda: bob.timeline_home(), "the poll arrives")[0]
    bob.poll_vote(copy["poll"]["id"], [1])
    eve.poll_vote(status["poll"]["id"], [1])
    wait_until(lambda: ann.poll(status["poll"]["id"])["voters_count"] == 2, "the vote arrives")
    assert counts(ann.poll(status["poll"]["id"])) == [None, None]
    for server in (other, one):
        end_now(server)
    for who in (ann, bob, eve):
        told = wait_until(lambda: [n for n in who.notifications() if n["type"] == "poll"], "the end is told")
        assert len(told) == 1 and told[0]["account"]["username"] == "ann" and told[0]["status"]["poll"]["expired"]
    assert counts(ann.poll(status["poll"]["id"])) == [0, 2]
    wait_until(lambda: counts(bob.poll(copy["poll"]["id"])) == [0, 2], "the results arrive")


@pytest.mark.engines
def test_erasure_takes_options_and_votes(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "eve"):
        server.user(name)
    ann, bob, eve = (server.mastodon(server.token(name)) for name in ("ann", "bob", "eve"))
    poll = ask(ann, options=("plantedoption", "other"))["poll"]
    bob.poll_vote(poll["id"], [0])
    eve.poll_vote(poll["id"], [0])
    assert scan(server, "plantedoption") == {"plantedoption"}
    server.run("erase", "@eve", "--yes")
    wait_until(lambda: counts(bob.poll(poll["id"])) == [1, 0], "the vote goes with who gave it")
    assert bob.poll(poll["id"])["voters_count"] == 1
    server.run("erase", "@ann", "--yes")
    server.client().get(f"/api/v1/polls/{poll['id']}", status=404)
    assert not scan(server, "plantedoption")

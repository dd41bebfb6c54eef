"""Announcements: an operator tells everybody, who read, react and put away; on the pages and over a stream."""
import json
import threading

import pytest
import requests

from browser import Browser
from efface import wait_until

THUMB = "\N{THUMBS UP SIGN}"


@pytest.mark.engines
def test_announcements_are_read_and_reacted_to(make_server, engine):
    server = make_server()
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = (server.mastodon(server.token(name)) for name in ("ann", "bob"))
    assert ann.announcements() == []
    server.client().get("/api/v1/announcements", 401)
    number = server.run("announcement", "add", "We move on Friday, @ann.\n\n#Moving", "--starts", "2099-01-01", "--ends", "2099-01-02").stdout.strip()
    server.run("announcement", "add", "Long ago.", "--ends", "2001-01-01")
    (told,) = ann.announcements()
    assert str(told["id"]) == number and told["read"] is False and told["all_day"] is True
    assert told["mentions"][0]["acct"] == "ann" and told["tags"][0]["name"] == "moving"
    assert "<p>We move on Friday, " in told["content"] and told["reactions"] == []
    assert told["starts_at"].year == 2099 and told["published_at"] == told["updated_at"]

    ann.announcement_reaction_create(told, THUMB)
    bob.announcement_reaction_create(told, THUMB)
    bob.announcement_reaction_create(told, THUMB)
    (told,) = bob.announcements()
    assert [(r["name"], r["count"], r["me"]) for r in told["reactions"]] == [(THUMB, 2, True)]
    bob.announcement_reaction_delete(told, THUMB)
    ann.announcement_dismiss(told)
    (told,) = ann.announcements()
    assert told["read"] is True and told["reactions"][0]["count"] == 1
    assert bob.announcements()[0]["read"] is False

    client = server.client(server.token("bob"))
    path = f"/api/v1/announcements/{number}/reactions/"
    assert "recognized emoji" in client.request("PUT", path + "word", 422).json()["error"]
    client.request("DELETE", path + THUMB, 404)
    client.request("PUT", f"/api/v1/announcements/1/reactions/{THUMB}", 404)
    client.post("/api/v1/announcements/1/dismiss", 404)
    few = server.client(server.token("bob", scopes="read"))
    few.post(f"/api/v1/announcements/{number}/dismiss", 403)

    assert "Friday" in server.run("announcement", "list").stdout
    server.run("announcement", "edit", number, "We move on Monday.")
    assert "Monday" in ann.announcements()[0]["content"]
    server.run("announcement", "remove", number)
    assert ann.announcements() == []
    assert server.run("announcement", "remove", number, check=False).returncode != 0
    assert server.run("announcement", "add", "x", "--ends", "soon", check=False).returncode != 0


def test_a_stream_tells_of_announcements(server):
    server.user("ann")
    token = server.token("ann")
    ann = server.mastodon(token)
    heard = []

    def listen():
        answer = requests.get(f"{server.url}/api/v1/streaming/user", headers={"Authorization": f"Bearer {token}"}, stream=True, timeout=30)
        answer.encoding = "utf-8"
        kind = None
        for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                heard.append((kind, line[6:]))
                if kind == "announcement.delete":
                    return
            elif line.startswith(":"):
                heard.append((None, ""))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    numbers = []

    def first_is_heard():
        # Whoever listens late has missed it: tell again.
        numbers.append(server.run("announcement", "add", "Hear!").stdout.strip())
        return any(kind == "announcement" for kind, _ in heard)

    wait_until(first_is_heard, "an announcement on the stream")
    told = json.loads(next(data for kind, data in heard if kind == "announcement"))
    assert told["content"] == "<p>Hear!</p>" and told["id"] in numbers
    ann.announcement_reaction_create(numbers[-1], THUMB)
    server.run("announcement", "remove", numbers[-1])
    thread.join(20)
    assert not thread.is_alive()
    reaction = json.loads(next(data for kind, data in heard if kind == "announcement.reaction"))
    assert reaction == {"name": THUMB, "count": 1, "announcement_id": numbers[-1]}
    assert heard[-1] == ("announcement.delete", numbers[-1])


def test_pages_show_announcements(server):
    server.user("ann")
    server.user("root", role="admin")
    admin = Browser(server.url)
    admin.sign_in("root")
    admin.open("/moderation")
    page = admin.submit("/moderation/announcements", {"text": "Bring <cake>.", "ends": "2099-05-01"})
    assert "Bring &lt;cake&gt;." in page.text and "until 2099-05-01" in page.text
    ann = Browser(server.url)
    ann.sign_in("ann")
    assert "Bring &lt;cake&gt;." in ann.open("/home").text
    assert 'aria-pressed="true"' in ann.submit("/react").text
    assert "Bring &lt;cake&gt;." not in ann.submit("/dismiss").text
    assert server.mastodon(server.token("ann")).announcements()[0]["read"] is True
    ann.open("/moderation", 403)
    admin.open("/moderation")
    admin.submit("/delete")
    assert server.mastodon(server.token("ann")).announcements() == []

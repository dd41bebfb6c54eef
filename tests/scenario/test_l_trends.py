"""Trends: what several people post is one, what one person repeats is none; moderators decide; nothing is left of who erased it."""
import time

import pytest

from efface import wait_until
from test_l_previews import card_of, pages  # noqa: F401


def people(server, *names):
    """Users who want to be found, as Mastodon.py has them."""
    found = []
    for name in names:
        server.user(name)
        token = server.token(name)
        server.client(token).request("PATCH", "/api/v1/accounts/update_credentials", data={"discoverable": "true"})
        found.append(server.mastodon(token))
    return found


def counted(entity):
    """Uses and people of all days."""
    days = entity["history"]
    assert len(days) == 7 and all(int(day["day"]) % 86400 == 0 for day in days)
    assert abs(int(days[0]["day"]) - time.time()) < 2 * 86400 and int(days[0]["day"]) - int(days[6]["day"]) == 6 * 86400
    return sum(int(day["uses"]) for day in days), sum(int(day["accounts"]) for day in days)


SETS = ["trends.people=2", "trends.account_age=0s"]


@pytest.mark.engines
@pytest.mark.erasure
def test_hashtags_of_several_people_are_trends(make_server, engine):
    server = make_server(sets=SETS)
    server.user("mod", "moderator")
    mod = server.client(server.token("mod", scopes="read write admin:read admin:write"))
    ann, bob = people(server, "ann", "bob")
    for text in ("#sunrise one", "#sunrise two", "#sunrise three", "#garden #moon"):
        ann.status_post(text)
    bob.status_post("#garden and #moon")
    bob.status_post("#sunrise quietly", visibility="unlisted")
    bob.status_post("#sunrise hidden", sensitive=True)
    assert ann.trending_tags() == []
    server.restart()
    api = server.client()
    wait_until(lambda: len(api.get("/api/v1/trends/tags").json()) == 2, "the count")
    tags = ann.trending_tags()
    assert sorted(tag["name"] for tag in tags) == ["garden", "moon"] and all("following" in tag for tag in tags)
    listed = api.get("/api/v1/trends/tags").json()
    assert [counted(tag) for tag in listed] == [(2, 2), (2, 2)] and "following" not in listed[0]
    assert api.get("/api/v1/trends").json() == listed
    assert counted(api.get("/api/v1/tags/sunrise").json()) == (3, 1)
    assert counted(api.get("/api/v1/tags/nobody").json()) == (0, 0)

    first = api.get("/api/v1/trends/tags?limit=1")
    assert "offset=1" in first.headers["Link"] and 'rel="next"' in first.headers["Link"]
    second = api.session.get(first.links["next"]["url"], timeout=20)
    assert first.json() + second.json() == listed and second.links["prev"]["url"].endswith("limit=1&offset=0")
    api.get("/api/v1/trends/tags?offset=x", 400)

    # Moderators.
    server.client(server.token("ann", scopes="read write")).get("/api/v1/admin/trends/tags", 403)
    seen = mod.get("/api/v1/admin/trends/tags").json()
    assert [tag["name"] for tag in seen] == [tag["name"] for tag in listed]
    assert seen[0]["requires_review"] is True and seen[0]["trendable"] is True and seen[0]["usable"] is True
    moon = next(tag for tag in seen if tag["name"] == "moon")
    refused = mod.post(f"/api/v1/admin/trends/tags/{moon['id']}/reject").json()
    assert refused["trendable"] is False and refused["requires_review"] is False
    assert [tag["name"] for tag in api.get("/api/v1/trends/tags").json()] == ["garden"]
    assert mod.post("/api/v1/admin/trends/tags/moon/approve").json()["trendable"] is True
    assert len(api.get("/api/v1/trends/tags").json()) == 2
    mod.post("/api/v1/admin/trends/tags/nobody/approve", 404)
    changed = mod.request("PUT", f"/api/v1/admin/tags/{moon['id']}", data={"usable": "false", "listable": "false"}).json()
    assert changed["usable"] is False and changed["listable"] is False and changed["trendable"] is True
    assert mod.get("/api/v1/admin/tags/moon").json() == changed
    refusal = server.client(server.token("bob")).post("/api/v1/statuses", 422, data={"status": "One more #Moon"}).json()
    assert "hashtag" in refusal["error"]
    assert [tag["name"] for tag in mod.get("/api/v1/admin/tags?limit=1").json()] == ["moon"]
    assert mod.get("/api/v1/admin/tags?limit=1").links["next"]
    found = server.client(server.token("bob")).get("/api/v2/search?q=moo&type=hashtags").json()["hashtags"]
    assert [tag["name"] for tag in found] == ["moo"]

    # What is erased is counted no more.
    server.run("erase", "@bob", "--yes")
    server.restart()
    wait_until(lambda: api.get("/api/v1/trends/tags").json() == [], "the count")
    assert counted(api.get("/api/v1/tags/garden").json()) == (1, 1)


@pytest.mark.engines
def test_trends_wait_for_review_or_are_off(make_server, engine):
    server = make_server(sets=[*SETS, "trends.review=true"])
    server.user("mod", "moderator")
    mod = server.client(server.token("mod", scopes="read write admin:read admin:write"))
    for person in people(server, "ann", "bob"):
        person.status_post("#garden")
    server.restart()
    wait_until(lambda: mod.get("/api/v1/admin/trends/tags").json(), "the count")
    assert server.client().get("/api/v1/trends/tags").json() == []
    mod.post("/api/v1/admin/trends/tags/garden/approve")
    assert [tag["name"] for tag in server.client().get("/api/v1/trends/tags").json()] == ["garden"]
    server.sets.append("trends.shown=false")
    server.restart()
    wait_until(lambda: mod.get("/api/v1/admin/trends/tags").json() == [], "nothing is counted")
    assert server.client().get("/api/v1/trends/tags").json() == []
    assert counted(server.client().get("/api/v1/tags/garden").json()) == (0, 0)


@pytest.mark.engines
@pytest.mark.erasure
def test_statuses_and_links_of_several_people_are_trends(make_server, engine, pages):
    server = make_server(sets=SETS)
    site = pages(server.domain)
    server.user("mod", "moderator")
    mod = server.client(server.token("mod", scopes="read write admin:read admin:write"))
    ann, bob, cem, dan = people(server, "ann", "bob", "cem", "dan")
    api = server.client()
    link = f"{site.url}/article"
    liked, again, alone = ann.status_post("liked by many"), ann.status_post("liked as well"), ann.status_post("liked by one")
    hidden = ann.status_post("for few", visibility="unlisted")
    for person in (bob, cem, dan):
        for post in (liked, hidden):
            person.status_favourite(post["id"])
    bob.status_favourite(again["id"])
    cem.status_reblog(again["id"])
    bob.status_favourite(alone["id"])
    bob.status_reblog(alone["id"])
    linked = [person.status_post(f"Read {link}") for person in (bob, cem)]
    ann.status_post(f"Only I read {site.url}/other")
    wait_until(lambda: all(card_of(api, post) for post in linked), "the cards", 30)
    server.restart()
    wait_until(lambda: api.get("/api/v1/trends/links").json(), "the count")

    # One of each author; the author is nobody of those who like it.
    assert [post["id"] for post in api.get("/api/v1/trends/statuses").json()] == [str(liked["id"])]
    assert bob.trending_statuses()[0]["favourited"] is True
    links = api.get("/api/v1/trends/links").json()
    assert [(entry["url"], entry["title"]) for entry in links] == [(link, "Dikes & <b>dunes</b>")] and counted(links[0]) == (2, 2)
    assert len(ann.trending_links()) == 1
    timeline = api.get("/api/v1/timelines/link", params={"url": link})
    assert [post["id"] for post in timeline.json()] == [str(post["id"]) for post in reversed(linked)]
    assert len(api.get("/api/v1/timelines/link", params={"url": link, "limit": 1}).json()) == 1
    api.get("/api/v1/timelines/link", 404, params={"url": f"{site.url}/other"})
    api.get("/api/v1/timelines/link", 404, params={"url": "nonsense"})
    page = api.get("/explore").text
    assert "liked by many" in page and "Dikes &amp; &lt;b&gt;dunes&lt;/b&gt;" in page and "Explore" in page
    assert "Explorer" in api.session.get(f"{server.url}/explore", headers={"Accept-Language": "fr"}, timeout=20).text

    # Whom one blocks or mutes is not there.
    dan.account_mute(ann.me()["id"])
    assert dan.trending_statuses() == []
    assert len(cem.trending_statuses()) == 1

    # Moderators.
    server.client(server.token("ann", scopes="read write")).get("/api/v1/admin/trends/links", 403)
    assert [post["id"] for post in mod.get("/api/v1/admin/trends/statuses").json()] == [str(liked["id"])]
    assert mod.post(f"/api/v1/admin/trends/statuses/{liked['id']}/reject").json()["id"] == str(liked["id"])
    assert api.get("/api/v1/trends/statuses").json() == []
    mod.post(f"/api/v1/admin/trends/statuses/{liked['id']}/approve")
    assert len(api.get("/api/v1/trends/statuses").json()) == 1
    mod.post(f"/api/v1/admin/trends/statuses/{alone['id']}/approve", 404)
    seen = mod.get("/api/v1/admin/trends/links").json()[0]
    assert seen["url"] == link and seen["requires_review"] is True
    site_of = mod.get("/api/v1/admin/trends/links/publishers").json()[0]
    assert site_of["domain"] == "site.localhost" and site_of["requires_review"] is True and site_of["trendable"] is None
    assert mod.post(f"/api/v1/admin/trends/links/publishers/{site_of['id']}/reject").json()["trendable"] is False
    assert api.get("/api/v1/trends/links").json() == []
    api.get("/api/v1/timelines/link", 404, params={"url": link})
    mod.post(f"/api/v1/admin/trends/links/{seen['id']}/approve")
    assert len(api.get("/api/v1/trends/links").json()) == 1
    mod.post("/api/v1/admin/trends/links/publishers/1/approve", 404)

    # What is erased is no trend any more, at once.
    server.run("erase", "@ann", "--yes")
    assert api.get("/api/v1/trends/statuses").json() == []
    server.run("erase", "@bob", "--yes")
    server.restart()
    wait_until(lambda: api.get("/api/v1/trends/links").json() == [], "the count")

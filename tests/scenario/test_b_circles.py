"""Whom and what a profile shows beside its posts, as apps and browsers see it."""
import pytest

from browser import Browser
from efface import wait_until
from pictures import png


@pytest.mark.engines
def test_endorsements_stand_on_the_profile(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "cid"):
        server.user(name)
    ann = server.mastodon(server.token("ann"))
    ann_id, bob_id, cid_id = (ann.account_lookup(name)["id"] for name in ("ann", "bob", "cid"))
    app, visitor = server.client(server.token("ann")), server.client()

    refused = app.post(f"/api/v1/accounts/{bob_id}/endorse", 422).json()["error"]
    assert refused.startswith("Validation failed: ")
    app.post("/api/v1/accounts/1/endorse", 404)
    visitor.post(f"/api/v1/accounts/{bob_id}/endorse", 401)
    for other in (bob_id, cid_id):
        ann.account_follow(other)
    assert ann.account_pin(bob_id)["endorsed"] is True
    assert app.post(f"/api/v1/accounts/{cid_id}/endorse").json()["endorsed"] is True
    assert [r["endorsed"] for r in ann.account_relationships([bob_id, cid_id])] == [True, True]
    assert [a["acct"] for a in ann.endorsements()] == ["cid", "bob"]

    path = f"/api/v1/accounts/{ann_id}/endorsements"
    first = visitor.get(path + "?limit=1")
    assert [a["acct"] for a in first.json()] == ["cid"] and 'rel="next"' in first.headers["Link"]
    rest = visitor.get(first.links["next"]["url"].removeprefix(visitor.url)).json()
    assert [a["acct"] for a in rest] == ["bob"]
    visitor.get("/api/v1/accounts/1/endorsements", 404)
    page = visitor.get("/@ann").text
    assert "Recommends" in page and "/@bob" in page and "/@cid" in page
    assert "Recommande" in visitor.get("/@ann", headers={"Accept-Language": "fr"}).text

    assert ann.account_unpin(bob_id)["endorsed"] is False
    assert "/@bob" not in visitor.get("/@ann").text
    ann.account_unfollow(cid_id)
    assert visitor.get(path).json() == [] and ann.endorsements() == []
    assert "Recommends" not in visitor.get("/@ann").text


def press(browser, path, act):
    """Press a button that sends its form elsewhere."""
    page = browser.open(path).text
    assert f'formaction="{act}"' in page
    fields = browser.form("/follow").fields
    answer = browser.session.post(browser.url + act, data=fields, headers={"Origin": browser.url}, timeout=20)
    assert answer.status_code == 200 and answer.url.endswith(path)
    return answer.text


def test_recommended_with_a_button(server):
    for name in ("ann", "bob"):
        server.user(name)
    ann = server.mastodon(server.token("ann"))
    bob_id = ann.account_lookup("bob")["id"]
    browser = Browser(server.url)
    browser.sign_in("ann")
    assert "Recommend on my profile" not in browser.open("/@bob").text
    ann.account_follow(bob_id)
    assert "Recommend no longer" in press(browser, "/@bob", f"/accounts/{bob_id}/endorse")
    assert [a["acct"] for a in ann.endorsements()] == ["bob"]
    assert "You recommend" in browser.open("/settings/relations").text
    press(browser, "/@bob", f"/accounts/{bob_id}/unendorse")
    assert ann.endorsements() == []


@pytest.mark.engines
def test_hashtags_stand_on_the_profile(make_server, engine):
    server = make_server()
    for name in ("ann", "bob"):
        server.user(name)
    ann = server.mastodon(server.token("ann"))
    ann_id = ann.account_verify_credentials()["id"]
    app, visitor = server.client(server.token("ann")), server.client()
    for text in ("#walks one", "#walks two", "#lakes"):
        ann.status_post(text)
    ann.status_post("#walks for friends", visibility="private")
    assert [tag["name"] for tag in ann.featured_tag_suggestions()] == ["walks", "lakes"]
    walks = ann.featured_tag_create("#Walks")
    raw = app.get("/api/v1/featured_tags").json()
    assert [(t["name"], t["statuses_count"], t["url"]) for t in raw] == [("walks", "2", f"{server.url}/@ann/tagged/walks")]
    assert raw[0]["last_status_at"] == ann.account_verify_credentials()["last_status_at"].strftime("%Y-%m-%d")
    assert visitor.get(f"/api/v1/accounts/{ann_id}/featured_tags").json() == raw
    assert [tag["name"] for tag in ann.featured_tag_suggestions()] == ["lakes"]
    assert app.get("/api/v1/tags/walks").json()["featuring"] is True
    assert app.post("/api/v1/tags/lakes/feature").json()["featuring"] is True
    assert app.post("/api/v1/tags/lakes/unfeature").json()["featuring"] is False
    app.post("/api/v1/featured_tags", 422, data={"name": "two words"})
    app.post("/api/v1/featured_tags", 422)
    assert visitor.get("/api/v2/instance").json()["configuration"]["accounts"]["max_featured_tags"] == 10
    for number in range(9):
        ann.featured_tag_create(f"tag{number}")
    app.post("/api/v1/featured_tags", 422, data={"name": "more"})
    app.post("/api/v1/tags/more/feature", 422)
    visitor.get("/api/v1/featured_tags", 401)

    page = visitor.get("/@ann").text
    assert "#walks (2)" in page and f"/@ann/tagged/walks" in page
    tagged = visitor.get("/@ann/tagged/walks").text
    assert "one" in tagged and "two" in tagged and "for friends" not in tagged
    visitor.get("/@ann/tagged/two%20words", 404)

    ann.featured_tag_delete(walks)
    app.request("DELETE", f"/api/v1/featured_tags/{walks['id']}", 404)
    assert "tagged/walks" not in visitor.get("/@ann").text
    browser = Browser(server.url)
    browser.sign_in("bob")
    browser.open("/tags/walks")
    browser.submit("/tags/walks/feature")
    assert "No longer show it on my profile" in browser.page.text
    assert "#walks (0)" in browser.open("/@bob").text
    browser.open("/settings/relations")
    browser.submit("/tags/walks/unfeature")
    assert "#walks (0)" not in browser.open("/@bob").text


@pytest.mark.engines
def test_directory_and_suggestions(make_server, engine):
    server = make_server()
    names = ("ann", "bob", "cid", "dora", "eve")
    for name in names:
        server.user(name)
    ann, bob, cid, dora, eve = (server.mastodon(server.token(name)) for name in names)
    ids = {name: ann.account_lookup(name)["id"] for name in names}
    app, visitor = server.client(server.token("ann")), server.client()
    assert ann.directory() == [] and visitor.get("/api/v1/directory").json() == []
    for api in (bob, cid, dora):
        api.account_update_credentials(discoverable=True)
    bob.status_post("first")
    dora.status_post("second")
    assert [a["acct"] for a in ann.directory(order="active")] == ["dora", "bob", "cid"]
    assert [a["acct"] for a in ann.directory(order="new", local=True)] == ["dora", "cid", "bob"]
    assert [a["acct"] for a in visitor.get("/api/v1/directory?order=new&offset=1&limit=1").json()] == ["cid"]
    visitor.get("/api/v1/directory?order=sideways", 400)
    dora.account_update_credentials(discoverable=False)
    assert [a["acct"] for a in ann.directory()] == ["bob", "cid"]

    ann.account_follow(ids["eve"])
    eve.account_follow(ids["cid"])
    both = app.get("/api/v2/suggestions").json()
    assert [(s["account"]["acct"], s["source"], s["sources"]) for s in both] == [
        ("cid", "past_interactions", ["friends_of_friends"]), ("bob", "global", ["most_followed"])]
    assert [a["acct"] for a in app.get("/api/v1/suggestions?limit=1").json()] == ["cid"]
    assert [a["acct"] for a in ann.suggestions()] == ["cid", "bob"]
    browser = Browser(server.url)
    browser.sign_in("ann")
    page = browser.open("/search").text
    assert "Whom you might follow" in page and "/@cid" in page and "/@bob" in page
    ann.suggestion_delete(ids["cid"])
    app.request("DELETE", "/api/v1/suggestions/1")
    assert [a["acct"] for a in app.get("/api/v1/suggestions").json()] == ["bob"]
    browser.open("/search")
    browser.submit(f"/accounts/{ids['bob']}/follow")
    assert app.get("/api/v1/suggestions").json() == []
    assert "Whom you might follow" not in browser.open("/search").text
    visitor.get("/api/v2/suggestions", 401)


@pytest.mark.engines
def test_a_profile_is_edited_whole(make_server, engine):
    server = make_server()
    server.user("ann")
    app, visitor = server.client(server.token("ann")), server.client()
    own = app.get("/api/v1/profile").json()
    assert own["avatar"] is None and own["header_static"] is None and own["show_featured"] is True
    assert own["attribution_domains"] == [] and own["avatar_description"] == ""
    edited = app.request("PATCH", "/api/v1/profile", files={"avatar": ("a.png", png(), "image/png")}, data={
        "display_name": "Ann", "note": "I #walk", "avatar_description": "a face", "header_description": "hills",
        "attribution_domains[]": ["News.example", "b.example"], "show_media": "false", "show_featured": "false",
        "fields_attributes[0][name]": "site", "fields_attributes[0][value]": "here"}).json()
    assert edited["note"] == "I #walk" and edited["avatar"] and edited["avatar_description"] == "a face"
    assert edited["attribution_domains"] == ["news.example", "b.example"] and edited["fields"][0]["value"] == "here"
    assert (edited["show_media"], edited["show_media_replies"], edited["show_featured"]) == (False, True, False)
    account = visitor.get("/api/v1/accounts/lookup?acct=ann").json()
    assert (account["avatar_description"], account["header_description"]) == ("a face", "hills")
    assert "attribution_domains" not in account
    assert app.get("/api/v1/accounts/verify_credentials").json()["source"]["attribution_domains"] == ["news.example", "b.example"]
    actor = visitor.activity("/@ann").json()
    assert actor["icon"]["name"] == "a face" and actor["attributionDomains"] == ["news.example", "b.example"]

    app.post("/api/v1/featured_tags", data={"name": "walk"})
    assert "tagged/walk" not in visitor.get("/@ann").text
    browser = Browser(server.url)
    browser.sign_in("ann")
    browser.open("/settings")
    assert browser.form("/settings/profile").fields["avatar_description"] == "a face"
    browser.submit("/settings/profile", {"avatar_description": "another face", "shows_featured": "on"})
    page = visitor.get("/@ann").text
    assert 'alt="another face"' in page and "tagged/walk" in page

    refused = app.request("PATCH", "/api/v1/profile", 422, data={"avatar_description": "x" * 151}).json()
    assert "avatar_description" in refused["details"]
    app.request("PATCH", "/api/v1/accounts/update_credentials", 422, data={"attribution_domains[]": ["not a host"]})
    kept = app.request("PATCH", "/api/v1/accounts/update_credentials", data={"attribution_domains[]": [""]}).json()
    assert kept["source"]["attribution_domains"] == []
    app.request("DELETE", "/api/v1/profile/avatar")
    assert app.get("/api/v1/profile").json()["avatar_description"] == ""
    visitor.get("/api/v1/profile", 401)
    server.client(server.token("ann", scopes="read:statuses")).get("/api/v1/profile", 403)


def test_pictures_are_described_elsewhere(make_server):
    one, other = make_server(), make_server()
    one.user("ann")
    other.user("bob")
    app, bob = one.client(one.token("ann")), other.mastodon(other.token("bob"))
    app.request("PATCH", "/api/v1/profile", files={"avatar": ("a.png", png(), "image/png")}, data={"avatar_description": "a face"})
    found = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    assert found["avatar_description"] == "a face" and found["header_description"] == ""
    bob.account_follow(found["id"])
    wait_until(lambda: bob.account_relationships(found["id"])[0]["following"], "the follow is accepted")
    app.request("PATCH", "/api/v1/profile", data={"avatar_description": "another"})
    wait_until(lambda: bob.account(found["id"])["avatar_description"] == "another", "the change arrives")

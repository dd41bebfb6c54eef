"""Searching as apps do: accounts, hashtags, posts by their words, and what an address leads to."""
import re

import pytest
import requests

from browser import Browser
from efface import wait_until


def names(found, part):
    return [entry["acct"] if part == "accounts" else entry["name"] for entry in found[part]]


@pytest.mark.engines
def test_pages_of_accounts_and_hashtags_have_no_gap(make_server, engine):
    server = make_server()
    for name in ("wren", "wren_a", "wren_b", "wren_c", "wren_d"):
        server.user(name)
    wren = server.mastodon(server.token("wren"))
    app = server.client(server.token("wren"))
    everybody = ["wren", "wren_a", "wren_b", "wren_c", "wren_d"]

    # "wren_c" is exact, and comes first: the others move behind it on whichever page.
    for text, wanted in (("wren", everybody), ("wren_c", ["wren_c"]), ("@wren", everybody)):
        seen = []
        for offset in range(0, 6, 2):
            found = app.get("/api/v2/search", params={"q": text, "type": "accounts", "offset": offset, "limit": 2}).json()
            seen += names(found, "accounts")
            listed = app.get("/api/v1/accounts/search", params={"q": text, "offset": offset, "limit": 2}).json()
            assert [account["acct"] for account in listed] == names(found, "accounts")
        assert seen == wanted, text

    wren.account_follow(wren.account_lookup("wren_b")["id"])
    assert names(app.get("/api/v2/search?q=wren&following=true").json(), "accounts") == ["wren_b"]
    server.client().get("/api/v1/accounts/lookup", 404)
    server.client().get("/api/v1/accounts/lookup", 404, params={"acct": "nobody"})

    wren.status_post("#nest #nesting #nestbox")
    wren.status_post("#nestegg", visibility="direct")
    wren.status_post("#nestplan", visibility="private")
    tags = [names(app.get("/api/v2/search", params={"q": "#nest", "type": "hashtags", "offset": offset, "limit": 2}).json(),
                  "hashtags") for offset in (0, 2, 4)]
    assert tags == [["nest", "nestbox"], ["nesting"], []]
    assert names(app.get("/api/v2/search?q=nest&exclude_unreviewed=1").json(), "hashtags") == []
    assert names(server.client().get("/api/v2/search?q=nest").json(), "hashtags") == ["nest", "nestbox", "nesting"]
    server.client().get("/api/v2/search?q=nest&offset=1", 401)
    server.client().get("/api/v2/search?q=nest&resolve=true", 401)


@pytest.mark.engines
def test_an_address_leads_to_its_status(make_server, engine):
    one, other = make_server(), make_server()
    one.user("ann")
    other.user("bob")
    ann, bob = one.mastodon(one.token("ann")), other.mastodon(other.token("bob"))
    app = other.client(other.token("bob"))
    post = ann.status_post("Nobody there follows me")
    for address in (post["uri"], post["url"]):
        assert app.get("/api/v2/search", params={"q": address}).json()["statuses"] == [] or address == post["url"]
        found = bob.search_v2(address, resolve=True)
        assert len(found["statuses"]) == 1 and found["accounts"] == [], address
        assert "Nobody there follows me" in found["statuses"][0]["content"]
        assert found["statuses"][0]["account"]["acct"] == f"ann@{one.domain}"
    copy = app.get("/api/v1/statuses/%s" % found["statuses"][0]["id"]).json()
    bob.status_favourite(copy["id"])

    def looked(**params):
        answer = app.get("/api/v2/search", params={"q": post["uri"], "resolve": "true", **params}).json()
        return [status["id"] for status in answer["statuses"]]

    number = int(copy["id"])
    assert looked() == looked(type="statuses") == [copy["id"]]
    assert looked(type="accounts") == looked(offset=1) == []
    assert looked(max_id=number + 1, min_id=number - 1, account_id=copy["account"]["id"]) == [copy["id"]]
    assert looked(max_id=number) == looked(min_id=number) == looked(account_id="1") == []
    # The author's address leads to the author, also when asked of the other server as a whole.
    found = bob.search_v2(copy["account"]["uri"], resolve=True)
    assert names(found, "accounts") == [f"ann@{one.domain}"] and found["statuses"] == []

    hidden = ann.status_post("For followers", visibility="private")
    assert bob.search_v2(hidden["uri"], resolve=True)["statuses"] == []
    assert [status["id"] for status in ann.search_v2(hidden["uri"])["statuses"]] == [hidden["id"]]
    ann.status_delete(post["id"])
    assert requests.get(post["uri"], timeout=20, headers={"Accept": "application/activity+json"}).status_code == 410


def texts(client, query, **params):
    """The texts that a search for statuses finds, without their markup."""
    found = client.get("/api/v2/search", params={"q": query, "type": "statuses", **params}).json()["statuses"]
    return [re.sub(r"<[^>]*>", "", status["content"]) for status in found]


def lets(client, is_indexable):
    account = client.request("PATCH", "/api/v1/accounts/update_credentials", data={"indexable": str(is_indexable).lower()}).json()
    assert account["indexable"] is is_indexable


@pytest.mark.engines
def test_posts_are_found_by_their_words(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "cid"):
        server.user(name)
    ann, bob, cid = (server.client(server.token(name)) for name in ("ann", "bob", "cid"))
    lets(ann, True)
    masto = server.mastodon(server.token("ann"))
    fox = masto.status_post("The quick brown fox", language="en")
    masto.status_post("Le renard brun, vu en forêt #renard https://far.example/", language="fr", sensitive=True)
    masto.status_post("A private fox", visibility="private")
    masto.status_post("A quiet fox", visibility="unlisted")
    server.mastodon(server.token("bob")).status_post("Bob's fox")
    wait_until(lambda: texts(cid, "from:ann") and len(texts(cid, "from:ann")) == 2, "both are found")

    assert texts(cid, "fox") == texts(cid, '"quick brown"') == texts(cid, "fox language:en") == ["The quick brown fox"]
    assert texts(cid, '"brown quick"') == texts(cid, "fox -quick") == texts(cid, "from:bob") == []
    assert len(texts(cid, "foret")) == len(texts(cid, "#renard")) == len(texts(cid, "is:sensitive has:link")) == 1
    assert texts(cid, "fox", max_id=fox["id"]) == texts(cid, "fox", offset=1) == []
    assert texts(cid, "fox", account_id=fox["account"]["id"]) == ["The quick brown fox"]
    assert texts(server.client(), "fox") == []
    assert "invalid date" in cid.get("/api/v2/search", 422, params={"q": "before:soon"}).json()["error"]
    assert texts(cid, "in:library fox") == []
    cid.post(f"/api/v1/statuses/{fox['id']}/favourite")
    assert texts(cid, "in:library fox") == ["The quick brown fox"]
    cid.post(f"/api/v1/accounts/{fox['account']['id']}/mute")
    assert texts(cid, "fox") == []

    masto.status_update(fox["id"], "The slow brown dog")
    assert texts(bob, "fox") == [], "also before the index heard of it"
    wait_until(lambda: texts(bob, "slow dog") == ["The slow brown dog"], "its new words are found")
    browser = Browser(server.url)
    browser.sign_in("bob")
    assert "The slow brown dog" in browser.open("/search?q=slow+dog").text
    assert "The slow brown dog" not in browser.open("/search?q=slow+dog+-brown").text
    lets(ann, False)
    assert texts(bob, "dog") == [], "at once"
    lets(ann, True)
    wait_until(lambda: texts(bob, "dog") == ["The slow brown dog"], "found again")
    server.restart()
    assert texts(bob, "dog") == ["The slow brown dog"]


@pytest.mark.erasure
@pytest.mark.engines
def test_erased_words_leave_the_index(make_server, engine):
    server = make_server()
    server.user("ann")
    server.user("bob")
    ann, bob = server.client(server.token("ann")), server.client(server.token("bob"))
    lets(ann, True)
    masto = server.mastodon(server.token("ann"))
    post = masto.status_post("canarysearched in a post")
    masto.status_post("what stays of it")

    def shards():
        return b"".join(path.read_bytes() for path in server.data.glob("search-*.db*"))

    wait_until(lambda: texts(bob, "canarysearched"), "found")
    assert b"canarysearched" in shards()
    masto.status_delete(post["id"])
    assert texts(bob, "canarysearched") == []
    wait_until(lambda: b"canarysearched" not in shards(), "no byte of it is left", seconds=40)
    wait_until(lambda: not server.run("scan", "canarysearched", check=False).stdout, "nor anywhere else", seconds=40)
    assert texts(bob, "stays") == ["what stays of it"]


def test_words_of_other_servers_are_found_and_go(make_server):
    one, other = make_server(), make_server()
    one.user("ann")
    other.user("bob")
    app, bob = one.client(one.token("ann")), other.mastodon(other.token("bob"))
    lets(app, True)
    ann = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    bob.account_follow(ann["id"])
    wait_until(lambda: bob.account_relationships(ann["id"])[0]["following"], "followed")
    post = one.mastodon(one.token("ann")).status_post("Heard far away")
    there = other.client(other.token("bob"))
    wait_until(lambda: texts(there, "far heard") == ["Heard far away"], "found over there")
    one.mastodon(one.token("ann")).status_delete(post["id"])
    wait_until(lambda: texts(there, "far heard") == [], "gone over there")

"""Searching as apps do: accounts, hashtags, and what an address leads to."""
import pytest
import requests


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

"""What an account wants to be told of: the policy, what it keeps aside, who is let through, as apps and browsers do it."""
import pytest

from browser import Browser
from efface import wait_until
from push_service import PushService, unb64
from test_c_two_servers import meet

V1 = "/api/v1/notifications/policy"
V2 = "/api/v2/notifications/policy"
REQUESTS = "/api/v1/notifications/requests"
DEFAULTS = {"for_not_following": "accept", "for_not_followers": "accept", "for_new_accounts": "accept",
            "for_private_mentions": "filter", "for_limited_accounts": "filter"}


@pytest.fixture
def push():
    service = PushService()
    yield service
    service.stop()


def summary(client):
    policy = client.get(V2).json()
    return policy["summary"]["pending_requests_count"], policy["summary"]["pending_notifications_count"]


def told(client, path="/api/v1/notifications", **params):
    return [(n["type"], n["account"]["acct"], n.get("filtered", False)) for n in client.get(path, params=params).json()]


@pytest.mark.engines
def test_the_policy_is_read_and_set(server):
    server.user("ann")
    client = server.client(server.token("ann"))
    policy = client.get(V2).json()
    assert policy == DEFAULTS | {"summary": {"pending_requests_count": 0, "pending_notifications_count": 0}}
    changed = client.request("PATCH", V2, json={"for_not_following": "filter", "for_private_mentions": "drop"}).json()
    assert changed["for_not_following"] == "filter" and changed["for_private_mentions"] == "drop"
    assert changed["for_limited_accounts"] == "filter" and client.get(V2).json() == changed
    assert client.get(V1).json() == {"filter_not_following": True, "filter_not_followers": False, "filter_new_accounts": False,
                                     "filter_private_mentions": True, "summary": changed["summary"]}
    for method in ("PUT", "PATCH"):
        wanted = method == "PUT"
        first = client.request(method, V1, data={"filter_new_accounts": str(wanted).lower()}).json()
        assert first["filter_new_accounts"] is wanted and first["filter_not_following"] is True
    client.request("PATCH", V2, 422, data={"for_new_accounts": "perhaps"})
    assert client.get(V2).json()["for_new_accounts"] == "accept"
    server.client().get(V2, status=401)
    server.client(server.token("ann", scopes="read")).request("PATCH", V2, 403, data={"for_new_accounts": "drop"})
    server.restart()
    assert client.get(V2).json()["for_not_following"] == "filter"


@pytest.mark.engines
@pytest.mark.threads
def test_what_is_kept_aside_waits_and_is_let_through(server, push):
    for name in ("ann", "bob", "cid"):
        server.user(name)
    token = server.token("ann")
    ann, bob, cid = server.client(token), server.client(server.token("bob")), server.client(server.token("cid"))
    key = ann.get("/api/v2/instance").json()["configuration"]["vapid"]["public_key"]
    assert len(unb64(key)) == 65
    app = push.app("phone")
    ann.post("/api/v1/push/subscription", data=app.subscription(True, **{"data[alerts][mention]": "true"}))
    stream = ann.session.get(server.url + "/api/v1/streaming/user/notification", stream=True, timeout=30)
    lines = stream.iter_lines(decode_unicode=True)

    one = bob.post("/api/v1/statuses", data={"status": "@ann psst", "visibility": "direct"}).json()
    bob.post("/api/v1/statuses", data={"status": "@ann well?", "visibility": "direct"})
    cid.post("/api/v1/statuses", data={"status": "@ann buy this", "visibility": "direct"})
    assert app.has_nothing() and told(ann) == [] and told(ann, "/api/v1/notifications", include_filtered="true") == [
        ("mention", "cid", True), ("mention", "bob", True), ("mention", "bob", True)]
    assert ann.get("/api/v2/notifications").json()["notification_groups"] == []
    grouped = ann.get("/api/v2/notifications?include_filtered=true").json()["notification_groups"]
    assert len(grouped) == 3 and all(g["group_key"].startswith("ungrouped-") for g in grouped)
    assert ann.get("/api/v1/notifications/unread_count").json() == {"count": 0}
    assert ann.get("/api/v2/notifications/unread_count").json() == {"count": 0} and summary(ann) == (2, 3)

    first = ann.get(REQUESTS, params={"limit": 1})
    assert [r["account"]["acct"] for r in first.json()] == ["cid"]
    [bobs] = ann.get(first.links["next"]["url"]).json()
    assert bobs["account"]["acct"] == "bob" and bobs["notifications_count"] == "2" and "well?" in bobs["last_status"]["content"]
    assert bobs["created_at"] <= bobs["updated_at"] and ann.get(f"{REQUESTS}/{bobs['id']}").json() == bobs
    cids = first.json()[0]
    assert cids["notifications_count"] == "1" and set(cids) == {"id", "created_at", "updated_at", "account", "notifications_count",
                                                                "last_status"}
    bob.get(f"{REQUESTS}/{bobs['id']}", status=404)
    bob.post(f"{REQUESTS}/{bobs['id']}/accept", status=404)
    server.client(server.token("ann", scopes="read")).post(f"{REQUESTS}/{bobs['id']}/accept", status=403)
    ann.get(f"{REQUESTS}/1", status=404)
    ann.post(f"{REQUESTS}/1/dismiss", status=404)

    assert ann.post(f"{REQUESTS}/{bobs['id']}/accept").json() == {}
    assert next(line for line in lines if line.startswith("event:")) == "event: notifications_merged"
    assert ann.get(f"{REQUESTS}/merged").json() == {"merged": True}
    assert told(ann) == [("mention", "bob", False)] * 2 and summary(ann) == (1, 1)
    assert ann.get("/api/v1/notifications").json()[1]["status"]["id"] == one["id"] and app.has_nothing()
    bob.post("/api/v1/statuses", data={"status": "@ann thank you", "visibility": "direct"})
    assert app.next(key)["body"] == "@ann thank you"
    assert next(line for line in lines if line.startswith("event:")) == "event: notification"
    stream.close()
    assert ann.post(f"{REQUESTS}/{cids['id']}/dismiss").json() == {}
    assert summary(ann) == (0, 0) and ann.get(REQUESTS).json() == [] and told(ann, include_filtered="true") == [("mention", "bob", False)] * 3


@pytest.mark.engines
def test_many_at_once(server):
    for name in ("ann", "bob", "cid", "dee", "eve"):
        server.user(name)
    ann = server.client(server.token("ann"))
    others = {name: server.client(server.token(name)) for name in ("bob", "cid", "dee", "eve")}
    post = ann.post("/api/v1/statuses", data={"status": "mine"}).json()
    ann.request("PATCH", V2, data={"for_not_following": "filter"})
    for client in others.values():
        client.post(f"/api/v1/statuses/{post['id']}/favourite")
    requests = {r["account"]["acct"]: r for r in ann.get(REQUESTS).json()}
    assert set(requests) == set(others) and requests["bob"]["last_status"]["id"] == post["id"]
    ids = [requests[name]["id"] for name in ("bob", "cid")]
    assert ann.post(f"{REQUESTS}/accept", json={"id": ids + ["7"]}).json() == {}
    wait_until(lambda: ann.get(f"{REQUESTS}/merged").json()["merged"], "both are merged")
    [group] = ann.get("/api/v2/notifications").json()["notification_groups"]
    assert group["type"] == "favourite" and group["notifications_count"] == 2 and group["group_key"].startswith("favourite-")
    assert ann.post(f"{REQUESTS}/dismiss", data={"id[]": [requests[name]["id"] for name in ("dee", "eve")]}).json() == {}
    assert ann.get(REQUESTS).json() == [] and len(told(ann, include_filtered="true")) == 2
    ann.post(f"{REQUESTS}/accept", data={"id[]": ids})

    # What was let through is let through no more once it is muted.
    bob_id = requests["bob"]["account"]["id"]
    ann.post(f"/api/v1/accounts/{bob_id}/mute", data={"notifications": "false"})
    others["bob"].post("/api/v1/statuses", data={"status": "@ann hey"})
    assert [r["account"]["acct"] for r in ann.get(REQUESTS).json()] == ["bob"]


def test_pages_show_answer_and_set(server):
    for name in ("ann", "bob", "cid"):
        server.user(name)
    bob, cid = server.client(server.token("bob")), server.client(server.token("cid"))
    client = server.client(server.token("ann"))
    browser = Browser(server.url)
    browser.sign_in("ann")
    page = browser.open("/notifications").text
    assert 'href="/notifications/requests"' in page and "Kept aside" in page and "(1)" not in page
    assert "Nobody waits" in browser.open("/notifications/requests").text
    bob.post("/api/v1/statuses", data={"status": "@ann psst", "visibility": "direct"})
    cid.post("/api/v1/statuses", data={"status": "@ann buy this", "visibility": "direct"})
    page = browser.open("/notifications").text
    assert "(2)" in page and "psst" not in page
    assert "Mis de côté" in browser.session.get(server.url + "/notifications/requests", headers={"Accept-Language": "fr"}, timeout=20).text
    page = browser.open("/notifications/requests").text
    assert "psst" in page and "buy this" in page and page.count("Kept aside: 1") == 2
    ids = {r["account"]["acct"]: r["id"] for r in client.get(REQUESTS).json()}
    assert "psst" not in browser.submit(f"/notifications/requests/{ids['bob']}/accept").text
    wait_until(lambda: "psst" in browser.open("/notifications").text, "it is told")
    browser.open("/notifications/requests")
    browser.submit(f"/notifications/requests/{ids['cid']}/dismiss")
    assert "Nobody waits" in browser.open("/notifications/requests").text
    browser.submit("/notifications/policy", {"not_following": "drop", "private_mentions": "accept"})
    policy = client.get(V2).json()
    assert policy["for_not_following"] == "drop" and policy["for_private_mentions"] == "accept"
    assert policy["for_limited_accounts"] == "filter"


@pytest.mark.engines
@pytest.mark.erasure
def test_who_is_erased_takes_the_request_along(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, _ = meet(one, other)
    client = other.client(other.token("bob"))
    client.request("PATCH", V2, data={"for_not_followers": "filter"})
    ann.status_post(f"@bob@{other.domain} canaryhello", visibility="direct")
    wait_until(lambda: summary(client) == (1, 1), "the message waits")
    assert "canaryhello" in client.get(REQUESTS).json()[0]["last_status"]["content"]
    gone = ann.status_post(f"@bob@{other.domain} again", visibility="direct")
    wait_until(lambda: summary(client) == (1, 2), "so does another")
    ann.status_delete(gone["id"])
    wait_until(lambda: summary(client) == (1, 1), "what is deleted waits no more")
    one.run("erase", "@ann", "--yes")
    wait_until(lambda: summary(client) == (0, 0) and client.get(REQUESTS).json() == [], "the request goes with it", seconds=60)
    assert told(client, include_filtered="true") == []

"""The apps people have: toot, Mastodon.py, and the OAuth dance with the consent form."""
import io
import re
import urllib.parse

import pytest

from browser import Browser
from efface import wait_until
from pictures import png


@pytest.mark.engines
def test_mastodon_py_posts_reads_and_deletes(make_server, engine):
    server = make_server()
    for name in ("ann", "bob"):
        server.user(name)
    ann = server.mastodon(server.token("ann"))
    bob = server.mastodon(server.token("bob"))
    ann_id = ann.account_verify_credentials()["id"]

    relation = bob.account_follow(ann_id)
    assert relation["following"] is True
    picture = ann.media_post(io.BytesIO(png()), mime_type="image/png", description="a striped field")
    post = ann.status_post("Hello #Efface, @bob", media_ids=[picture["id"]], spoiler_text="greeting", language="en")
    assert "<p>" in post["content"] and post["tags"][0]["name"] == "efface"
    assert post["media_attachments"][0]["description"] == "a striped field"
    assert post["media_attachments"][0]["blurhash"] and post["media_attachments"][0]["meta"]["original"]["width"] == 320
    assert post["mentions"][0]["username"] == "bob"

    home = bob.timeline_home()
    assert [status["id"] for status in home] == [post["id"]]
    kinds = {notification["type"] for notification in bob.notifications()}
    assert "mention" in kinds
    assert {n["type"] for n in ann.notifications()} == {"follow"}

    reply = bob.status_reply(post, "Hello back")
    context = ann.status_context(post["id"])
    assert [status["id"] for status in context["descendants"]] == [reply["id"]]
    assert bob.status_favourite(post["id"])["favourites_count"] == 1
    boost = bob.status_reblog(post["id"])
    assert boost["reblog"]["id"] == post["id"] and boost["reblog"]["reblogs_count"] == 1
    assert {n["type"] for n in ann.notifications()} == {"follow", "favourite", "reblog", "mention"}

    edited = ann.status_update(post["id"], "Hello again #Efface", spoiler_text="greeting")
    assert "again" in edited["content"] and edited["edited_at"]
    assert len(ann.status_history(post["id"])) == 2

    assert [s["id"] for s in bob.timeline_hashtag("efface")] == [post["id"]]
    assert ann.account_statuses(ann_id)[0]["id"] == post["id"]
    ann.status_delete(post["id"])
    server.client().get(f"/api/v1/statuses/{post['id']}", status=404)
    assert post["id"] not in [status["id"] for status in bob.timeline_home()]


@pytest.mark.engines
def test_pages_of_a_timeline_are_whole(make_server, engine):
    server = make_server()
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    ids = [ann.status_post(f"number {number}")["id"] for number in range(45)]
    seen = []
    page = ann.timeline_home(limit=20)
    while page:
        seen += [status["id"] for status in page]
        page = ann.fetch_next(page)
    assert seen == ids[::-1]
    up = ann.timeline_home(min_id=ids[9], limit=5)
    assert [status["id"] for status in up] == ids[14:9:-1]
    since = ann.timeline_home(since_id=ids[41])
    assert [status["id"] for status in since] == ids[:41:-1]


def test_idempotency_and_limits(server):
    server.user("ann")
    client = server.client(server.token("ann"))
    head = {"Idempotency-Key": "one"}
    first = client.post("/api/v1/statuses", data={"status": "once"}, headers=head).json()
    again = client.post("/api/v1/statuses", data={"status": "once"}, headers=head).json()
    assert first["id"] == again["id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["created_at"])
    too_long = client.post("/api/v1/statuses", data={"status": "x" * 501}, status=422).json()
    assert too_long["error"].startswith("Validation failed")
    client.post("/api/v1/statuses", data={"status": ""}, status=422)
    client.get("/api/v1/statuses/1", status=404)
    picture = client.post("/api/v2/media", files={"file": ("x.png", b"not a picture", "image/png")}, status=422)
    assert picture.json()["error"]


def test_blocks_mutes_reports(server):
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = server.mastodon(server.token("ann")), server.mastodon(server.token("bob"))
    ann_id, bob_id = (m.account_verify_credentials()["id"] for m in (ann, bob))
    bob.account_follow(ann_id)
    post = bob.status_post("@ann look")
    assert ann.account_mute(bob_id)["muting"]
    assert ann.account_unmute(bob_id)["muting"] is False
    assert ann.account_block(bob_id)["blocking"]
    assert bob.account_relationships(ann_id)[0]["following"] is False
    assert [account["id"] for account in ann.blocks()] == [bob_id]
    theirs = ann.status_post("not for bob")
    server.client(server.token("bob")).get(f"/api/v1/statuses/{theirs['id']}", status=404)
    assert ann.account_unblock(bob_id)["blocking"] is False
    report = ann.report(bob_id, status_ids=[post["id"]], comment="rude", forward=False)
    assert report["target_account"]["id"] == bob_id


def test_oauth_with_the_consent_form(server):
    server.user("ann")
    server.page("news", owner="ann", title="The News")
    api = server.client()
    app = api.post("/api/v1/apps", data={"client_name": "A reader", "redirect_uris": "http://localhost:9/done",
                                         "scopes": "read write follow"}).json()
    query = urllib.parse.urlencode({"response_type": "code", "client_id": app["client_id"], "state": "s1",
                                    "redirect_uri": "http://localhost:9/done", "scope": "read write"})
    browser = Browser(server.url)
    browser.sign_in("ann")

    def agrees():
        browser.open("/oauth/authorize?" + query)
        assert "A reader" in browser.page.text
        form = browser.form("/oauth/authorize")
        choice = next(name for name, values in form.choices.items() if len(values) >= 2)
        as_page = next(value for value in form.choices[choice] if value != form.fields.get(choice))
        agree = next(button for button in form.buttons if button[1] not in ("deny", "no", "cancel"))
        answer = browser.submit("/oauth/authorize", {choice: as_page}, button=agree if agree[0] else None, status=303,
                                follow=False)
        answer = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)
        assert answer["state"] == ["s1"]
        return {"grant_type": "authorization_code", "client_id": app["client_id"], "client_secret": app["client_secret"],
                "code": answer["code"][0], "redirect_uri": "http://localhost:9/done"}

    def reads(token, status):
        return server.client(token["access_token"]).get("/api/v1/accounts/verify_credentials", status=status).json()

    grant = agrees()
    token = api.post("/oauth/token", data=grant).json()
    assert token["token_type"] == "Bearer" and token["scope"] == "read write"
    assert reads(token, 200)["username"] == "news"
    # A code that comes twice was stolen by one of the two: what it gave ends.
    api.post("/oauth/token", data=grant, status=400)
    reads(token, 401)
    token = api.post("/oauth/token", data=agrees()).json()
    reads(token, 200)
    api.post("/oauth/revoke", data={"client_id": app["client_id"], "client_secret": app["client_secret"],
                                    "token": token["access_token"]})
    reads(token, 401)


def test_toot_posts_and_reads(server):
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = server.token("ann"), server.token("bob")
    server.toot("ann", ann, "post", "Hello from toot")
    assert "Hello from toot" in server.toot("ann", ann, "timeline", "--once")
    server.toot("bob", bob, "follow", "ann")
    assert "Hello from toot" in server.toot("bob", bob, "timeline", "--once")
    assert "ann" in server.toot("bob", bob, "whois", "ann")
    post = server.mastodon(ann).timeline_home()[0]
    server.toot("bob", bob, "favourite", str(post["id"]))
    server.toot("bob", bob, "reblog", str(post["id"]))
    assert "bob" in server.toot("ann", ann, "notifications")
    server.toot("ann", ann, "delete", str(post["id"]))
    assert "Hello from toot" not in server.toot("ann", ann, "timeline", "--once")


def test_sign_up_through_the_api(make_server):
    server = make_server(sets=["registration=open"])
    api = server.client()
    app = api.post("/api/v1/apps", data={"client_name": "App", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob",
                                         "scopes": "read write"}).json()
    token = api.post("/oauth/token", data={"grant_type": "client_credentials", "client_id": app["client_id"],
                                           "client_secret": app["client_secret"], "scope": "read write"}).json()
    form = {"username": "carol", "email": "carol@example.com", "password": "correct horse battery", "agreement": "true",
            "locale": "en"}
    client = server.client(token["access_token"])
    new = client.post("/api/v1/accounts", data=form).json()
    assert server.client(new["access_token"]).get("/api/v1/accounts/verify_credentials").json()["username"] == "carol"
    taken = client.post("/api/v1/accounts", data=form, status=422).json()
    assert taken["details"]["username"][0]["error"] == "ERR_TAKEN"


def test_events_arrive_on_a_stream(server):
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = server.mastodon(server.token("ann")), server.token("bob")
    server.mastodon(bob).account_follow(ann.account_verify_credentials()["id"])
    stream = server.client(bob).session.get(server.url + "/api/v1/streaming/user", stream=True, timeout=20)
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    post = ann.status_post("live")
    lines = stream.iter_lines(decode_unicode=True)
    event = wait_until(lambda: next((line for line in lines if line.startswith("event:")), None), "an event")
    assert event == "event: update"
    assert str(post["id"]) in next(line for line in lines if line.startswith("data:"))
    stream.close()


@pytest.mark.engines
def test_lists_are_read_apart_from_home(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "cem"):
        server.user(name)
    ann, bob, cem = (server.mastodon(server.token(name)) for name in ("ann", "bob", "cem"))
    bob_id, cem_id = (client.account_verify_credentials()["id"] for client in (bob, cem))
    for other in (bob_id, cem_id):
        ann.account_follow(other)
    made = ann.list_create("Close ones")
    assert made["title"] == "Close ones" and made["replies_policy"] == "list" and made["exclusive"] is False
    ann.list_accounts_add(made["id"], [bob_id])
    assert [account["id"] for account in ann.list_accounts(made["id"])] == [bob_id]
    assert [entry["id"] for entry in ann.account_lists(bob_id)] == [made["id"]]
    by_bob, by_cem = bob.status_post("from bob"), cem.status_post("from cem")
    assert [s["id"] for s in ann.timeline_list(made["id"])] == [by_bob["id"]]
    assert [s["id"] for s in ann.timeline_home()] == [by_cem["id"], by_bob["id"]]
    server.client(server.token("ann")).request("PUT", f"/api/v1/lists/{made['id']}", json={"exclusive": True})
    assert [s["id"] for s in ann.timeline_home()] == [by_cem["id"]]
    ann.list_accounts_delete(made["id"], [bob_id])
    assert ann.timeline_list(made["id"]) == []
    ann.list_delete(made["id"])
    assert ann.lists() == []


@pytest.mark.engines
def test_filters_mark_what_matches(make_server, engine):
    server = make_server()
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = server.client(server.token("ann")), server.mastodon(server.token("bob"))
    post = bob.status_post("Spoilers of the match")
    made = ann.post("/api/v2/filters", json={"title": "Sport", "context": ["home", "public"], "filter_action": "hide",
                                             "keywords_attributes": [{"keyword": "MATCH", "whole_word": True}]}).json()
    assert made["context"] == ["home", "public"] and made["filter_action"] == "hide" and made["expires_at"] is None
    found = ann.get(f"/api/v1/statuses/{post['id']}").json()["filtered"]
    assert found[0]["filter"]["title"] == "Sport" and found[0]["keyword_matches"] == ["MATCH"]
    assert bob.status(post["id"])["filtered"] == []
    (old,) = ann.get("/api/v1/filters").json()
    assert old["phrase"] == "MATCH" and old["irreversible"] is True and old["whole_word"] is True
    keyword = made["keywords"][0]["id"]
    ann.request("PUT", f"/api/v2/filters/keywords/{keyword}", json={"keyword": "matchbox"})
    assert ann.get(f"/api/v1/statuses/{post['id']}").json()["filtered"] == []
    named = ann.post(f"/api/v2/filters/{made['id']}/statuses", json={"status_id": post["id"]}).json()
    assert ann.get(f"/api/v1/statuses/{post['id']}").json()["filtered"][0]["status_matches"] == [str(post["id"])]
    ann.request("DELETE", f"/api/v2/filters/statuses/{named['id']}")
    ann.post("/api/v2/filters", status=422, json={"title": " ", "context": ["home"]})
    ann.post("/api/v2/filters", status=422, json={"title": "Nowhere"})
    ann.request("DELETE", f"/api/v1/filters/{keyword}")
    assert ann.get("/api/v2/filters").json() == []


@pytest.mark.engines
def test_notes_muted_conversations_and_followed_hashtags(make_server, engine):
    server = make_server()
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = (server.mastodon(server.token(name)) for name in ("ann", "bob"))
    bob_id = bob.account_verify_credentials()["id"]
    assert ann.account_note_set(bob_id, "met at the fair")["note"] == "met at the fair"
    assert ann.account_relationships(bob_id)[0]["note"] == "met at the fair"

    app = server.client(server.token("ann"))
    assert app.post("/api/v1/tags/Cycling/follow").json()["following"] is True
    assert [tag["name"] for tag in app.get("/api/v1/followed_tags").json()] == ["cycling"]
    ride = bob.status_post("a long ride #cycling")
    bob.status_post("something else")
    assert [status["id"] for status in ann.timeline_home()] == [ride["id"]]
    assert app.post("/api/v1/tags/cycling/unfollow").json()["following"] is False
    assert ann.timeline_home() == [] and app.get("/api/v1/followed_tags").json() == []

    asked = ann.status_post("a question")
    assert ann.status_mute(asked["id"])["muted"] is True
    bob.status_reply(asked, "an answer")
    assert ann.notifications() == []
    assert ann.status_unmute(asked["id"])["muted"] is False
    bob.status_reply(asked, "another")
    assert [n["type"] for n in ann.notifications()] == ["mention"]


@pytest.mark.engines
def test_familiar_followers(make_server, engine):
    server = make_server()
    for name in ("ann", "bob", "eve"):
        server.user(name)
    ann, bob = (server.mastodon(server.token(name)) for name in ("ann", "bob"))
    bob_id, eve_id = (ann.account_lookup(name)["id"] for name in ("bob", "eve"))
    ann.account_follow(bob_id)
    familiar = ann.account_familiar_followers([eve_id, bob_id])
    assert [(entry["id"], entry["accounts"]) for entry in familiar] == [(eve_id, []), (bob_id, [])]
    bob.account_follow(eve_id)
    familiar = ann.account_familiar_followers([eve_id])
    assert [account["acct"] for account in familiar[0]["accounts"]] == ["bob"]
    app = server.client(server.token("ann"))
    asked = app.get("/api/v1/accounts/familiar_followers", params={"id[]": [eve_id]}).json()
    assert [account["acct"] for account in asked[0]["accounts"]] == ["bob"]
    app.get("/api/v1/accounts/familiar_followers", 422, params={"id[]": list(range(1, 60))})
    server.client().get("/api/v1/accounts/familiar_followers", 401)


@pytest.mark.engines
def test_notifications_are_told_together(make_server, engine):
    server = make_server()
    names = ("ann", "bob", "cid", "dora")
    for name in names:
        server.user(name)
    ann, *fans = [server.mastodon(server.token(name)) for name in names]
    app = server.client(server.token("ann"))
    ann_id = ann.account_verify_credentials()["id"]
    post = ann.status_post("good news")
    for fan in fans:
        fan.status_favourite(post["id"])
    fans[0].account_follow(ann_id)
    fans[1].status_post("@ann hello")

    page = app.get("/api/v2/notifications").json()
    groups = page["notification_groups"]
    assert [(g["type"], g["notifications_count"]) for g in groups] == [("mention", 1), ("follow", 1), ("favourite", 3)]
    liked = groups[2]
    fan_ids = [str(fan.account_verify_credentials()["id"]) for fan in fans]
    assert liked["sample_account_ids"] == fan_ids[::-1] and liked["status_id"] == str(post["id"])
    assert sorted(a["id"] for a in page["accounts"]) == sorted(fan_ids)
    assert {s["id"] for s in page["statuses"]} == {liked["status_id"], groups[0]["status_id"]}
    assert app.get("/api/v2/notifications/unread_count").json() == {"count": 3}
    assert app.get("/api/v1/notifications/unread_count").json() == {"count": 5}

    first = app.get("/api/v2/notifications?limit=2")
    assert 'rel="next"' in first.headers["Link"]
    rest = app.get(f"/api/v2/notifications?max_id={first.json()['notification_groups'][-1]['page_min_id']}").json()
    assert [g["group_key"] for g in rest["notification_groups"]] == [liked["group_key"]]
    alone = app.get("/api/v2/notifications?grouped_types[]=reblog&types[]=favourite").json()["notification_groups"]
    assert [g["group_key"] for g in alone] == [f"ungrouped-{g['most_recent_notification_id']}" for g in alone] and len(alone) == 3
    some = app.get("/api/v2/notifications?expand_accounts=partial_avatars&types[]=favourite").json()
    assert [a["id"] for a in some["accounts"]] == fan_ids[-1:]
    assert [a["id"] for a in some["partial_accounts"]] == fan_ids[-2::-1] and "note" not in some["partial_accounts"][0]

    path = f"/api/v2/notifications/{liked['group_key']}"
    assert [a["id"] for a in app.get(path + "/accounts").json()] == fan_ids[::-1]
    fans[2].status_unfavourite(post["id"])
    assert app.get(path).json()["notification_groups"][0]["notifications_count"] == 2
    assert app.post(path + "/dismiss").json() == {}
    app.get(path, status=404)
    assert {n["type"] for n in ann.notifications()} == {"mention", "follow"}
    app.post("/api/v2/notifications/clear")
    assert app.get("/api/v2/notifications").json() == {"accounts": [], "statuses": [], "notification_groups": []}

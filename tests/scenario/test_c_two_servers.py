"""Two Efface servers follow, answer, edit and delete across loopback."""
import pytest

from efface import wait_until


def meet(one, other):
    """ann on one server, bob on the other; bob follows ann."""
    one.user("ann")
    other.user("bob")
    ann, bob = one.mastodon(one.token("ann")), other.mastodon(other.token("bob"))
    found = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"]
    assert [account["acct"] for account in found] == [f"ann@{one.domain}"]
    bob.account_follow(found[0]["id"])
    wait_until(lambda: bob.account_relationships(found[0]["id"])[0]["following"], "the follow is accepted")
    return ann, bob, found[0]


def texts(statuses):
    return [status["content"] for status in statuses]


@pytest.mark.threads
@pytest.mark.engines
def test_posts_replies_edits_and_deletions_travel(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    followers = ann.account_followers(ann.account_verify_credentials()["id"])
    assert [account["acct"] for account in followers] == [f"bob@{other.domain}"]

    post = ann.status_post("Across the wire #efface")
    copy = wait_until(lambda: bob.timeline_home(), "the post arrives")[0]
    assert "Across the wire" in copy["content"] and copy["account"]["acct"] == f"ann@{one.domain}"

    bob.status_favourite(copy["id"])
    bob.status_reblog(copy["id"])
    bob.status_reply(copy, "And back")
    wait_until(lambda: {"favourite", "reblog", "mention"} <= {n["type"] for n in ann.notifications()},
               "like, boost and reply arrive")
    answer = wait_until(lambda: ann.status_context(post["id"])["descendants"], "the reply is in the thread")[0]
    assert "And back" in answer["content"]
    assert ann.status(post["id"])["favourites_count"] == 1

    ann.status_update(post["id"], "Across the wire, mended")
    wait_until(lambda: "mended" in bob.status(copy["id"])["content"], "the edit arrives")
    bob.status_unfavourite(copy["id"])
    wait_until(lambda: ann.status(post["id"])["favourites_count"] == 0, "the undo arrives")

    ann.status_delete(post["id"])
    other_client = other.client(other.token("bob"))
    wait_until(lambda: other_client.session.get(f"{other.url}/api/v1/statuses/{copy['id']}", timeout=20).status_code == 404,
               "the deletion arrives")
    one.client().activity(copy["uri"], status=410)


@pytest.mark.engines
def test_follows_end_and_locked_accounts_answer(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    bob.account_unfollow(remote_ann["id"])
    me = ann.account_verify_credentials()["id"]
    wait_until(lambda: ann.account_followers(me) == [], "the unfollow arrives")
    ann.account_update_credentials(locked=True)
    wait_until(lambda: one.client().get("/api/v1/accounts/lookup?acct=ann").json()["locked"], "locked")
    bob.account_follow(remote_ann["id"])
    request = wait_until(lambda: ann.follow_requests(), "the request arrives")[0]
    ann.follow_request_authorize(request["id"])
    wait_until(lambda: bob.account_relationships(remote_ann["id"])[0]["following"], "the acceptance arrives")


def test_webfinger_actor_and_nodeinfo(server):
    server.user("ann")
    server.page("news", owner="ann")
    client = server.client()
    found = client.get(f"/.well-known/webfinger?resource=acct:NEWS@{server.domain}")
    assert found.headers["Content-Type"].startswith("application/jrd+json")
    actor_id = next(link["href"] for link in found.json()["links"] if link["rel"] == "self")
    actor = client.activity(actor_id)
    assert actor.headers["Content-Type"].startswith("application/activity+json")
    assert actor.json()["type"] == "Organization" and actor.json()["id"] == actor_id
    assert "BEGIN PUBLIC KEY" in actor.json()["publicKey"]["publicKeyPem"]
    links = client.get("/.well-known/nodeinfo").json()["links"]
    assert client.get(links[0]["href"]).json()["software"]["name"] == "efface"
    client.get("/.well-known/webfinger?resource=acct:nobody@" + server.domain, status=404)
    client.get("/.well-known/webfinger", status=400)


def test_a_blocked_domain_is_not_heard(make_server):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    one.run("domain", "block", other.domain)
    ann.status_post("after the block")
    post = bob.status_post(f"@ann@{one.domain} hello?")
    assert post
    ann.status_post("still here")
    wait_until(lambda: ann.account_followers(ann.account_verify_credentials()["id"]) == [], "follows are severed")
    assert all(n["type"] != "mention" for n in ann.notifications())
    assert not any("after the block" in text for text in texts(bob.timeline_home()))


@pytest.mark.engines
def test_a_report_reaches_the_moderators_there(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    one.user("mona", role="moderator")
    mona = one.mastodon(one.token("mona"))
    ann.status_post("Something rude")
    copy = wait_until(lambda: bob.timeline_home(), "the post arrives")[0]
    bob.report(remote_ann["id"], status_ids=[copy["id"]], comment="not told", forward=False)
    bob.report(remote_ann["id"], status_ids=[copy["id"]], comment="please look", forward=True)
    told = wait_until(lambda: [n for n in mona.notifications() if n["type"] == "admin.report"], "the report arrives")
    assert len(told) == 1
    # The other server says it, not the person.
    assert told[0]["account"]["username"] != "bob" and told[0]["account"]["acct"].endswith(f"@{other.domain}")


@pytest.mark.engines
def test_rules_for_a_server_take_effect_at_once_and_can_be_taken_back(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    other.user("eve")
    eve = other.mastodon(other.token("eve"))
    ann.status_post("For everybody to see")
    wait_until(lambda: "For everybody" in str(texts(eve.timeline_public())), "the post arrives")

    other.run("domain", "silence", one.domain)
    assert "For everybody" not in str(texts(eve.timeline_public()))
    assert "For everybody" in str(texts(bob.timeline_home())), "who follows is not kept from it"
    me = eve.account_verify_credentials()["id"]
    there = ann.search_v2(f"@eve@{other.domain}", resolve=True)["accounts"][0]
    ann.account_follow(there["id"])
    wait_until(lambda: eve.follow_requests(), "a silenced server's people have to ask")
    assert eve.account_followers(me) == []

    other.run("domain", "block", one.domain)
    copy = eve.session.get(f"{other.url}/api/v1/accounts/lookup?acct=ann@{one.domain}", timeout=20)
    assert copy.status_code == 404
    assert "For everybody" not in str(texts(bob.timeline_home()))
    other.run("domain", "allow", one.domain)
    assert "For everybody" in str(texts(eve.timeline_public()))

"""A Fedify server finds the page, follows it, gets its posts, answers; and the other way round."""
import pytest

from efface import wait_until

pytestmark = pytest.mark.engines


def page_on(server):
    server.user("ann")
    server.page("news", owner="ann", title="The News")
    return server.mastodon(server.token("ann", page="news"))


def test_fedify_follows_the_page(server, fedify):
    news = page_on(server)
    bob = fedify.actor("bob")
    bob.follow(target=f"@news@{server.domain}")
    wait_until(lambda: fedify.received(type="Accept"), "the follow is accepted")
    post = news.status_post("Hello Fedify")
    created = fedify.wait_for("Create")[0]
    assert "Hello Fedify" in str(created)
    bob.like(object=post["uri"])
    bob.announce(object=post["uri"])
    bob.note(content="<p>an answer</p>", reply_to=post["uri"])
    wait_until(lambda: {"favourite", "reblog", "mention"} <= {n["type"] for n in news.notifications()},
               "like, boost and answer arrive")
    news.status_update(post["id"], "Hello mended")
    fedify.wait_for("Update")
    news.status_delete(post["id"])
    fedify.wait_for("Delete")


def test_the_page_follows_fedify(server, fedify):
    news = page_on(server)
    bob = fedify.actor("bob")
    found = news.search_v2(bob.handle, resolve=True)["accounts"]
    assert found and found[0]["username"] == "bob"
    news.account_follow(found[0]["id"])
    wait_until(lambda: news.account_relationships(found[0]["id"])[0]["following"], "accepted")
    note = bob.note(content="<p>from Fedify</p>")
    status = wait_until(lambda: news.timeline_home(), "the note arrives")[0]
    assert "from Fedify" in status["content"]
    bob.delete(id=note["id"])
    wait_until(lambda: not news.timeline_home(), "its deletion arrives")


def test_an_erased_page_is_believed_by_who_never_had_its_key(server, fedify):
    news = page_on(server)
    post = news.status_post("fetched, not followed")
    bob = fedify.actor("bob")
    assert "fetched, not followed" in str(bob.lookup(target=post["uri"]))
    actor_id = server.client().activity(post["uri"]).json()["attributedTo"]
    key_id = server.client().activity(actor_id).json()["publicKey"]["id"]
    assert server.client().activity(key_id).json()["owner"] == actor_id
    server.run("erase", "@news", "--yes", "--no-wait")
    told = fedify.wait_for("Delete", seconds=40)
    assert {entry["actor"] for entry in told} == {actor_id}
    assert fedify.failures() == []
    server.client().activity(actor_id, status=410)


def test_a_report_is_forwarded_by_the_instance(server, fedify):
    news = page_on(server)
    bob = fedify.actor("bob")
    found = news.search_v2(bob.handle, resolve=True)["accounts"][0]
    news.report(found["id"], comment="spam all day", forward=True)
    flag = fedify.wait_for("Flag")[0]
    assert flag["actor"] == f"{server.url}/actor"
    assert "spam all day" in str(flag["activity"]) and bob.id in str(flag["activity"])
    assert "news" not in str(flag["activity"]).replace(server.domain, "")

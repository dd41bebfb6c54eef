"""Polls that wait with their posts: as apps write, see and delete them; nothing of them is left."""
import pytest

from efface import wait_until
from test_b_scheduled import in_minutes
from test_d_erase import scan


@pytest.mark.engines
@pytest.mark.erasure
def test_an_app_schedules_a_poll(server):
    server.user("ann")
    token = server.token("ann")
    ann, client = server.mastodon(token), server.client(token)
    poll = ann.make_poll(["canaryyes", "no"], expires_in=3600, multiple=True, hide_totals=True)
    waiting = ann.status_post("well?", poll=poll, scheduled_at=in_minutes(60))
    path = f"/api/v1/scheduled_statuses/{waiting['id']}"
    asked = {"options": ["canaryyes", "no"], "expires_in": 3600, "multiple": True, "hide_totals": True}
    assert client.get(path).json()["params"]["poll"] == asked
    assert client.get("/api/v1/scheduled_statuses").json()[0]["params"]["poll"] == asked
    assert client.request("PUT", path, data={"scheduled_at": in_minutes(90).isoformat()}).json()["params"]["poll"] == asked
    assert set(scan(server, "canaryyes")) == {"canaryyes"}
    server.restart()
    assert client.get(path).json()["params"]["poll"] == asked
    body = {"status": "x", "scheduled_at": in_minutes(60).isoformat()}
    for options, seconds in ((["a"], 3600), (["a", "a"], 3600), (["a", "b"], 60), (list("abcde"), 3600), (["a", "b" * 51], 3600)):
        client.post("/api/v1/statuses", json={**body, "poll": {"options": options, "expires_in": seconds}}, status=422)
    assert len(ann.scheduled_statuses()) == 1
    ann.scheduled_status_delete(waiting["id"])
    client.get(path, status=404)
    wait_until(lambda: not scan(server, "canaryyes"), "nothing of it is left", seconds=60)

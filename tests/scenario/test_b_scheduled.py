"""Posts that wait for their time: as apps write, move and delete them; posted when due; nothing of them is left."""
import datetime
import io

import pytest

from efface import wait_until
from pictures import png
from test_d_erase import scan


def in_minutes(minutes):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)).replace(microsecond=0)


@pytest.mark.engines
@pytest.mark.erasure
def test_an_app_schedules_moves_and_deletes_a_post(server):
    server.user("ann")
    token = server.token("ann")
    ann, client = server.mastodon(token), server.client(token)
    media = ann.media_post(io.BytesIO(png()), mime_type="image/png", description="a cat")
    at = in_minutes(60)
    waiting = ann.status_post("canarylater", spoiler_text="canarycare", visibility="unlisted", language="de", media_ids=[media],
                              scheduled_at=at)
    assert waiting["scheduled_at"] == at and waiting["params"]["text"] == "canarylater"
    assert waiting["params"]["visibility"] == "unlisted" and waiting["params"]["spoiler_text"] == "canarycare"
    assert [m["id"] for m in waiting["media_attachments"]] == [media["id"]]
    assert ann.timeline_home() == [] and [s["id"] for s in ann.scheduled_statuses()] == [waiting["id"]]
    path = f"/api/v1/scheduled_statuses/{waiting['id']}"
    raw = client.get(path).json()
    assert raw["params"]["media_ids"] == [str(media["id"])] and raw["params"]["sensitive"] is None
    assert raw["params"]["poll"] is None and raw["params"]["with_rate_limit"] is False
    assert set(scan(server, "canarylater", "canarycare")) == {"canarylater", "canarycare"}

    later = in_minutes(24 * 60)
    moved = ann.scheduled_status_update(waiting["id"], later)
    assert moved["scheduled_at"] == later and ann.scheduled_status(waiting["id"])["scheduled_at"] == later
    for wrong in (in_minutes(2).isoformat(), "tomorrow", "2020-01-01T00:00:00Z"):
        client.request("PUT", path, status=422, data={"scheduled_at": wrong})
    server.user("bob")
    bob = server.client(server.token("bob"))
    bob.get(path, status=404)
    bob.request("DELETE", path, status=404)
    server.client().get("/api/v1/scheduled_statuses", status=401)

    ann.scheduled_status_delete(waiting["id"])
    client.get(path, status=404)
    assert ann.scheduled_statuses() == []
    wait_until(lambda: not scan(server, "canarylater", "canarycare"), "nothing of it is left", seconds=60)


@pytest.mark.engines
def test_what_is_due_soon_is_posted_at_once_and_the_same_is_scheduled_once(server):
    server.user("ann")
    token = server.token("ann")
    ann, client = server.mastodon(token), server.client(token)
    soon = client.post("/api/v1/statuses", data={"status": "soon", "scheduled_at": in_minutes(4).isoformat()}).json()
    assert "soon" in soon["content"] and ann.scheduled_statuses() == []
    client.post("/api/v1/statuses", data={"status": "never", "scheduled_at": "some day"}, status=422)
    client.post("/api/v1/statuses", data={"status": " ", "scheduled_at": in_minutes(60).isoformat()}, status=422)
    client.post("/api/v1/statuses", data={"status": "x", "in_reply_to_id": "77", "scheduled_at": in_minutes(60).isoformat()}, status=404)
    once = {"data": {"status": "once", "scheduled_at": in_minutes(60).isoformat()}, "headers": {"Idempotency-Key": "k"}}
    first, second = (client.post("/api/v1/statuses", **once).json() for _ in range(2))
    assert first["id"] == second["id"] and len(ann.scheduled_statuses()) == 1
    day = in_minutes(3 * 24 * 60).replace(hour=1)
    for _ in range(25):
        ann.status_post("many", scheduled_at=day)
    client.post("/api/v1/statuses", data={"status": "many", "scheduled_at": day.isoformat()}, status=422)
    page = client.get("/api/v1/scheduled_statuses?limit=20")
    assert len(page.json()) == 20 and len(client.get(page.links["next"]["url"]).json()) == 6
    server.restart()
    assert len(client.get("/api/v1/scheduled_statuses?limit=40").json()) == 26

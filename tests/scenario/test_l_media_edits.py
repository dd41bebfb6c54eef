"""Pictures of a posted status: described anew with it, remembered in its history, told to other servers."""
import io

import pytest

from efface import wait_until
from pictures import png
from test_c_two_servers import meet


def post_pictures(app):
    media = [app.media_post(io.BytesIO(png()), mime_type="image/png", description=word) for word in ("one", "two")]
    return media, app.status_post("Two pictures", media_ids=[one["id"] for one in media])


def alts(status):
    return [one["description"] for one in status["media_attachments"]]


@pytest.mark.engines
def test_an_edit_of_a_description_is_an_edit(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, _ = meet(one, other)
    media, post = post_pictures(ann)
    copy = wait_until(lambda: bob.timeline_home(), "the post arrives")[0]
    assert alts(copy) == ["one", "two"]
    client = one.client(one.token("ann"))
    ids = [m["id"] for m in media]
    words = [{"id": ids[1], "description": "a second", "focus": "0.5,-0.5"}]
    edited = client.request("PUT", f"/api/v1/statuses/{post['id']}",
                            json={"status": "Two pictures", "media_ids": ids, "media_attributes": words}).json()
    assert alts(edited) == ["one", "a second"] and edited["edited_at"]
    assert edited["media_attachments"][1]["meta"]["focus"] == {"x": 0.5, "y": -0.5}
    wait_until(lambda: alts(bob.status(copy["id"])) == ["one", "a second"], "the description arrives")
    # As a form, with one picture less.
    form = [("status", "Two pictures"), ("media_ids[]", ids[1]), ("media_attributes[][id]", ids[1]),
            ("media_attributes[][description]", "the only one")]
    client.request("PUT", f"/api/v1/statuses/{post['id']}", data=form)
    wait_until(lambda: alts(bob.status(copy["id"])) == ["the only one"], "the picture goes")
    history = ann.status_history(post["id"])
    assert [alts(version) for version in history] == [["one", "two"], ["one", "a second"], ["the only one"]]


def test_what_is_posted_is_not_edited_alone(server):
    server.user("ann")
    ann = server.client(server.token("ann"))
    media, post = post_pictures(server.mastodon(server.token("ann")))
    path = f"/api/v1/media/{media[0]['id']}"
    assert ann.request("PUT", path, data={"description": "later"}, status=404).json() == {"error": "Record not found"}
    ann.get(path, status=404)
    edit = {"status": "x", "media_ids": [media[0]["id"]],
            "media_attributes": [{"id": media[0]["id"], "description": "x" * 1501}]}
    wrong = ann.request("PUT", f"/api/v1/statuses/{post['id']}", json=edit, status=422).json()
    assert wrong["error"] == "Validation failed: Description is too long"
    edit["media_attributes"][0].update(description="fine", focus="2,2")
    wrong = ann.request("PUT", f"/api/v1/statuses/{post['id']}", json=edit, status=422).json()
    assert wrong["error"] == "Validation failed: Focus is invalid"
    assert ann.get(f"/api/v1/statuses/{post['id']}/history").json() and len(ann.get(f"/api/v1/statuses/{post['id']}/history").json()) == 1

"""A Mastodon archive comes in with dates, threads and media; twice adds nothing; bad ones are refused whole."""
import io
import json
import zipfile

import pytest

from pictures import png

ACTOR = "https://old.example/users/me"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def note(number, content, **more):
    uri = f"{ACTOR}/statuses/{number}"
    return {"id": uri + "/activity", "type": "Create", "actor": ACTOR, "published": f"2019-03-0{number}T10:00:00Z",
            "to": [PUBLIC], "cc": [ACTOR + "/followers"],
            "object": {"id": uri, "type": "Note", "attributedTo": ACTOR, "published": f"2019-03-0{number}T10:00:00Z",
                       "content": content, "summary": None, "sensitive": False, "inReplyTo": None, "to": [PUBLIC],
                       "cc": [ACTOR + "/followers"], "tag": [], "attachment": [], **more}}


def archive(path, items, media=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("actor.json", json.dumps({"id": ACTOR, "type": "Person", "preferredUsername": "me", "name": "Me"}))
        out.writestr("outbox.json", json.dumps({"type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}))
        for name, data in media:
            out.writestr(name, data)
    return path


@pytest.fixture
def ann(server):
    server.user("ann")
    server.page("old", owner="ann")
    return server


def test_posts_threads_and_pictures(ann, tmp_path):
    items = [
        note(1, "<p>first imported</p><script>alert(1)</script>"),
        note(2, "<p>an answer to myself</p>", inReplyTo=f"{ACTOR}/statuses/1"),
        note(3, "<p>with a picture</p>", attachment=[{"type": "Document", "mediaType": "image/png", "name": "the alt text",
                                                     "url": "/media_attachments/files/1/original/a.png"}]),
        {"id": "x", "type": "Announce", "actor": ACTOR, "published": "2019-03-05T10:00:00Z", "to": [PUBLIC],
         "object": "https://elsewhere.example/1"},
    ]
    path = archive(tmp_path / "a.zip", items, [("media_attachments/files/1/original/a.png", png())])
    answer = ann.run("import", path, "--as", "old", seconds=180)
    assert "3" in answer.stdout and "skipped" in answer.stdout.lower()
    api = ann.mastodon(ann.token("ann", page="old"))
    posts = api.account_statuses(api.account_verify_credentials()["id"])
    assert [str(post["created_at"])[:10] for post in posts] == ["2019-03-03", "2019-03-02", "2019-03-01"]
    assert "script" not in posts[2]["content"]
    assert posts[1]["in_reply_to_id"] == posts[2]["id"]
    assert posts[0]["media_attachments"][0]["description"] == "the alt text"
    ann.run("import", path, "--as", "old", seconds=180)
    assert len(api.account_statuses(api.account_verify_credentials()["id"])) == 3


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "media_attachments/../../evil"])
def test_names_that_leave_the_archive(ann, tmp_path, name):
    path = archive(tmp_path / "a.zip", [note(1, "<p>x</p>")], [(name, b"evil")])
    ann.run("import", path, "--as", "old", check=False)
    assert not (tmp_path / "evil.json").exists() and not (tmp_path.parent / "evil").exists()


def test_what_is_no_archive(ann, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 nothing of the kind")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as out:
        out.writestr("readme.txt", "no outbox here")
    for name in ("no.zip", "empty.zip", "missing.zip"):
        answer = ann.run("import", tmp_path / name, "--as", "old", check=False)
        assert answer.returncode == 1 and answer.stderr.startswith("efface:")
    truncated = archive(tmp_path / "t.zip", [note(1, "<p>x</p>")]).read_bytes()[:300]
    (tmp_path / "t.zip").write_bytes(truncated)
    assert ann.run("import", tmp_path / "t.zip", "--as", "old", check=False).returncode == 1

"""A Mastodon archive comes in with dates, threads and media; twice adds nothing. Bad ones: test_e_bad_archives.py."""
import pytest

from archives import ACTOR, PUBLIC, attachment, note, whole, write_zip
from pictures import png

@pytest.fixture
def ann(server):
    server.user("ann")
    server.page("old", owner="ann")
    return server


def test_posts_threads_and_pictures(ann, tmp_path):
    items = [
        note(1, "<p>first imported</p><script>alert(1)</script>", day=1),
        note(2, "<p>an answer to myself</p>", day=2, inReplyTo=f"{ACTOR}/statuses/1"),
        note(3, "<p>with a picture</p>", day=3, attachment=[attachment("media_attachments/files/1/original/a.png", "the alt text")]),
        {"id": "x", "type": "Announce", "actor": ACTOR, "published": "2019-03-05T10:00:00Z", "to": [PUBLIC],
         "object": "https://elsewhere.example/1"},
    ]
    path = write_zip(tmp_path / "a.zip", whole(items, ("media_attachments/files/1/original/a.png", png())))
    answer = ann.run("import", path, "--as", "old", seconds=180)
    assert answer.stdout == "Taken: 3 posts, 1 picture.\nSkipped:\n  1 boost: other people's words\n"
    api = ann.mastodon(ann.token("ann", page="old"))
    posts = api.account_statuses(api.account_verify_credentials()["id"])
    assert [str(post["created_at"])[:10] for post in posts] == ["2019-03-03", "2019-03-02", "2019-03-01"]
    assert "script" not in posts[2]["content"]
    assert posts[1]["in_reply_to_id"] == posts[2]["id"]
    assert posts[0]["media_attachments"][0]["description"] == "the alt text"
    again = ann.run("import", path, "--as", "old", seconds=180)
    assert again.stdout == ("Taken: 0 posts, 0 pictures.\nHere before: 3 posts, 1 picture.\n"
                            "Skipped:\n  1 boost: other people's words\n")
    assert len(api.account_statuses(api.account_verify_credentials()["id"])) == 3

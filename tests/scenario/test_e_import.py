"""A Mastodon archive comes in with dates, threads and media; twice adds nothing. Bad ones: test_e_bad_archives.py."""
import fcntl
import os
import pty
import struct
import subprocess
import termios
import time

import pytest

from archives import ACTOR, PUBLIC, attachment, note, whole, write_zip
from efface import assert_no_sanitizer_report, environment, wait_until
from pictures import png

POSTS = 200
PICTURES = 8
RACES = 4
KILLS = 4

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


def long_archive(path, word):
    """An archive whose import takes a while: posts in one thread, the last ones with a picture."""
    items, pictures = [], []
    for number in range(POSTS):
        more = {"inReplyTo": f"{ACTOR}/statuses/{number - 1}"} if number else {}
        if number >= POSTS - PICTURES:
            name = f"media_attachments/files/{number}/original/a.png"
            pictures.append((name, png(64 + number, 64)))
            more["attachment"] = [attachment(name, f"{word}alt")]
        items.append(note(number, f"<p>{word}body {number}</p>", day=1 + number * 28 // POSTS, tag=[
            {"type": "Hashtag", "name": f"#{word}tag"}], **more))
    return write_zip(path, whole(items, *pictures))


@pytest.mark.parametrize("columns", [30, 60, 120])
def test_bar_of_a_terminal(ann, tmp_path, columns):
    """One line that is drawn again and again and fits; the report is elsewhere."""
    path = long_archive(tmp_path / "a.zip", "bar")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    answer = subprocess.run(ann.command("import", path, "--as", "old"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs,
                            env=environment(), timeout=120)
    os.close(theirs)
    drawn = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert answer.stdout.decode() == f"Taken: {POSTS} posts, {PICTURES} pictures.\nSkipped: nothing.\n"
    lines = drawn.removesuffix("\r\n").split("\r")
    assert lines[0] == "" and len(lines) > 5 and "\n" not in "".join(lines) and "\x1b" not in drawn
    assert all(len(line) < columns for line in lines)
    assert lines[-1].rstrip().endswith(f"100%  {POSTS + PICTURES} of {POSTS + PICTURES}")


def ended(process):
    out, said = process.communicate(timeout=120)
    assert_no_sanitizer_report(said, "import")
    return process.returncode, out, said


@pytest.mark.engines
@pytest.mark.threads
def test_erased_while_its_import_runs(ann, tmp_path):
    """The page goes at some moment of its import: the import ends with a sentence, and nothing of it stays."""
    ann.page("kept", owner="ann")
    path = long_archive(tmp_path / "kept.zip", "kept")
    began = time.monotonic()
    ann.run("import", path, "--as", "kept", seconds=120)
    whole_seconds = time.monotonic() - began
    files = {path for path in (ann.data / "media").rglob("*") if path.is_file()}
    words, caught = [], 0
    for number in range(RACES):
        word = f"racing{number}x"
        words += [f"{word}body", f"{word}alt", f"{word}tag"]
        path = long_archive(tmp_path / f"{number}.zip", word)
        ann.page(word, owner="ann")
        running = ann.begin("import", path, "--as", word)
        time.sleep(whole_seconds * (number + 0.5) / RACES)
        ann.run("erase", f"@{word}", "--yes", "--no-wait")
        status, out, said = ended(running)
        assert (status, said) in [(0, ""), (1, f"efface: @{word} was erased meanwhile: nothing of the import stays\n")]
        caught += status
        ann.client().get(f"/@{word}", status=410)
        assert ann.run("import", path, "--as", word, check=False).stderr == f"efface: there is no @{word} here\n"
    assert caught > 0, "no erasure came while an import ran"
    wait_until(lambda: ann.run("scan", *words, check=False, seconds=120).returncode == 0, "everything is gone", seconds=90)
    assert {path for path in (ann.data / "media").rglob("*") if path.is_file()} == files
    assert ann.run("scan", "keptbody", check=False).returncode == 1
    assert ann.run("check").returncode == 0


def all_posts(api):
    """Every post of the acting page, newest first."""
    me = api.account_verify_credentials()
    page = api.account_statuses(me["id"], limit=40)
    posts = []
    while page:
        posts += page
        page = api.account_statuses(me["id"], limit=40, max_id=page[-1]["id"])
    return me, posts


def assert_whole(server, handle, word):
    me, posts = all_posts(server.mastodon(server.token("ann", page=handle)))
    bodies = [post["content"].removeprefix("<p>").removesuffix("</p>") for post in reversed(posts)]
    assert bodies == [f"{word}body {number}" for number in range(POSTS)]
    assert me["statuses_count"] == POSTS
    assert [len(post["media_attachments"]) for post in reversed(posts)] == [0] * (POSTS - PICTURES) + [1] * PICTURES
    for before, post in zip(posts[1:], posts):
        assert post["in_reply_to_id"] == before["id"]
    for post in posts[:PICTURES]:
        server.client().get(post["media_attachments"][0]["url"])


@pytest.mark.engines
def test_killed_while_an_import_runs(ann, tmp_path):
    """kill -9 of the server, or of the command that works alone, at several moments; the next run brings the rest, once."""
    path = long_archive(tmp_path / "whole.zip", "killed")
    began = time.monotonic()
    ann.run("import", path, "--as", "old", seconds=120)
    whole_seconds = time.monotonic() - began
    cut = 0
    for number in range(KILLS):
        handle = f"killed{number}"
        ann.page(handle, owner="ann")
        is_alone = number % 2 == 1
        if is_alone:
            ann.stop()
        running = ann.begin("import", path, "--as", handle)
        time.sleep(whole_seconds * (number + 0.5) / KILLS)
        if is_alone:
            running.kill()
        else:
            ann.kill()
        status, out, said = ended(running)
        cut += status != 0
        assert is_alone or status == 0 or said.startswith("efface: "), said
        ann.start()
        again = ann.run("import", path, "--as", handle, seconds=120)
        assert again.stdout.endswith("Skipped: nothing.\n")
        assert_whole(ann, handle, "killed")
    assert cut > 0, "no kill came while an import ran"
    ann.stop()
    assert ann.run("check").returncode == 0
    ann.start()

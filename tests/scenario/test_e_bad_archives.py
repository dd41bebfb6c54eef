"""Archives that nobody sends in good faith: a sentence and status 1, or the bad part skipped and named; nothing of what is
refused stays, and nothing personal stands in the log."""
import itertools
import json
import os
import struct
import tarfile
import zipfile
import zlib

import pytest

import efface
from archives import ACTOR, actor, attachment, note, outbox, whole, write_folder, write_tar, write_zip
from pictures import png

PICTURE = "media_attachments/files/1/original/a.png"
# In every archive here, and never in a log.
PERSONAL = ("canaryword", "old.example", "canaryname")
UNKNOWN = "This is neither a folder nor a zip or tar.gz archive"
BROKEN = "The archive is damaged or cut off"
NAME = "The archive has an entry whose name leads out of it, is too long or is no text"
LINK = "The archive has an entry that is a link, a device or another special file"
TWICE = "The archive has two entries of the same name"
BOMB = "The archive unpacks to far more than its size, as bombs do"
MANIFEST = "There is no readable actor.json with an outbox.json beside it: this is no archive of a Mastodon account"
OUTBOX = "Its outbox.json is not a list of activities"

numbers = itertools.count(1)


def post(content="<p>canaryword</p>", **more):
    """A post that was in no archive before."""
    return note(f"canaryname{next(numbers)}", content, **more)


def with_picture(data):
    return whole([post(attachment=[attachment(PICTURE)])], (PICTURE, data))


class Importer:
    """A page that archives are brought into."""

    def __init__(self, server):
        self.server = server
        server.user("ann")
        server.page("old", owner="ann")
        self.api = server.mastodon(server.token("ann", page="old"))

    def posts(self):
        return self.api.account_verify_credentials()["statuses_count"]

    def newest(self):
        """The post that came in last; all of these are of one time, so their ids tell."""
        return self.api.account_statuses(self.api.account_verify_credentials()["id"], limit=1)[0]

    def run(self, path):
        answer = self.server.run("import", path, "--as", "old", check=False, seconds=180)
        for word in PERSONAL:
            assert word not in self.server.log() and word not in answer.stderr
        return answer

    def refuses(self, path, why):
        before = self.posts()
        answer = self.run(path)
        assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"efface: {why}; nothing was taken\n")
        assert self.posts() == before

    def takes(self, path, posts=1, pictures=0, skipped=()):
        before = self.posts()
        answer = self.run(path)
        count = f"Taken: {posts} {'post' if posts == 1 else 'posts'}, {pictures} {'picture' if pictures == 1 else 'pictures'}.\n"
        rest = "".join(f"  {line}\n" for line in skipped)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert answer.stdout == count + ("Skipped:\n" + rest if rest else "Skipped: nothing.\n")
        assert self.posts() == before + posts


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    if not efface.binary_has_serve():
        pytest.skip("no program to test")
    server = efface.Server(tmp_path_factory.mktemp("archives") / "server")
    server.init().start()
    yield Importer(server)
    server.stop()


@pytest.fixture
def zipped(tmp_path):
    return lambda files: write_zip(tmp_path / "a.zip", files)


@pytest.fixture
def tarred(tmp_path):
    return lambda files: write_tar(tmp_path / "a.tar.gz", files)


# Over-long


def test_over_long_name_of_an_entry(page, zipped, tarred):
    files = whole([post()], ("canaryname" * 200, b""))
    page.refuses(zipped(files), NAME)
    page.refuses(tarred(files), NAME)


def test_over_long_item_is_skipped(page, zipped):
    page.takes(zipped(whole([post("y" * (3 << 20)), post()])), skipped=["1 entry that is too large"])


def test_over_long_actor(page, zipped):
    files = [("actor.json", json.dumps({"id": ACTOR, "summary": "y" * (2 << 20)}).encode()), ("outbox.json", outbox([post()]))]
    page.refuses(zipped(files), MANIFEST)


def test_over_long_warning_is_cut_and_stays_a_warning(page, zipped):
    page.takes(zipped(whole([post(summary="é" * 5000)])))
    newest = page.newest()
    assert newest["sensitive"] and newest["spoiler_text"] == "é" * 2048


def test_over_long_alt_text_is_cut(page, zipped):
    page.takes(zipped(whole([post(attachment=[attachment(PICTURE, "ü" * 9000)])], (PICTURE, png()))), pictures=1)
    description = page.newest()["media_attachments"][0]["description"]
    assert 0 < len(description) < 9000 and set(description) == {"ü"}


def test_over_long_lists_in_a_post(page, zipped):
    tags = [{"type": "Hashtag", "name": f"#tag{number}"} for number in range(5000)] + [{"type": "Hashtag", "name": "#" + "t" * 5000}]
    files = whole([post(tag=tags, attachment=[attachment(f"m/{number}.png") for number in range(5000)])])
    page.takes(zipped(files), skipped=["4 pictures that the archive does not have", "28 pictures beyond four of a post"])


# Over-deep


def test_over_deep_item_is_skipped(page, zipped):
    deep = b'{"a":' + b"[" * 100 + b"]" * 100 + b"}"
    page.takes(zipped([("actor.json", actor()), ("outbox.json", outbox([post()])[:-2] + b"," + deep + b"]}")]),
               skipped=["1 unreadable entry"])


def test_over_deep_outbox(page, zipped):
    page.refuses(zipped([("actor.json", actor()), ("outbox.json", b'{"orderedItems":[{"a":' + b"[" * 100000)]), OUTBOX)


def test_over_deep_actor(page, zipped):
    page.refuses(zipped([("actor.json", b'{"id":' * 100000), ("outbox.json", outbox([post()]))]), MANIFEST)


def test_over_deep_html_becomes_a_post(page, zipped):
    page.takes(zipped(whole([post("<blockquote>" * 50000 + "canaryword")])))
    assert "canaryword" in page.newest()["content"]


def test_over_deep_folders(page, tmp_path):
    folder = write_folder(tmp_path / "archive", whole([post()]))
    (folder / ("d/" * 40)).mkdir(parents=True)
    page.refuses(folder, "The archive has folders too deep in each other")


# Not UTF-8


def test_non_utf8_item_is_skipped(page, zipped):
    text = outbox([post(), post("BAD")]).replace(b"BAD", b"\xff\xfe\xc3")
    page.takes(zipped([("actor.json", actor()), ("outbox.json", text)]), skipped=["1 unreadable entry"])


def test_non_utf8_outbox(page, zipped):
    page.refuses(zipped([("actor.json", actor()), ("outbox.json", outbox([post()]).decode().encode("utf-16"))]), OUTBOX)


def test_non_utf8_actor(page, zipped):
    page.refuses(zipped([("actor.json", b'{"id":"\xff\xfe"}'), ("outbox.json", outbox([post()]))]), MANIFEST)


def test_non_utf8_names_of_other_files_do_no_harm(page, zipped, tmp_path):
    path = zipped(whole([post()], ("QQQQ.png", b"x")))
    path.write_bytes(path.read_bytes().replace(b"QQQQ", b"\xff\xfe\xe9\x80"))
    page.takes(path)
    folder = write_folder(tmp_path / "archive", whole([post()]))
    with open(os.fsencode(folder) + b"/\xff\xe9.png", "wb"):
        pass
    page.takes(folder)


# Duplicated


def test_duplicated_entry(page, zipped, tarred):
    files = whole([post()], ("./outbox.json", outbox([post()])))
    page.refuses(zipped(files), TWICE)
    page.refuses(tarred(files), TWICE)


def test_duplicated_list_in_the_outbox(page, zipped):
    text = outbox([post()])[:-1] + b"," + outbox([post()])[1:]
    page.refuses(zipped([("actor.json", actor()), ("outbox.json", text)]), OUTBOX)


def test_duplicated_keys_the_last_counts(page, zipped):
    text = outbox([post(), post()])[:-3] + b',"type":"Create","type":"Announce"}]}'
    page.takes(zipped([("actor.json", actor()), ("outbox.json", text)]), skipped=["1 boost: other people's words"])


def test_duplicated_post_is_taken_once(page, zipped):
    twice = post()
    page.takes(zipped(whole([twice, twice])), skipped=["1 post that the archive has twice"])


def test_duplicated_actor(page, zipped):
    files = [(folder + name, data) for folder in ("one/", "other/") for name, data in whole([post()])]
    page.refuses(zipped(files), "There is more than one actor.json: import the archives one by one")
    # A deeper one is some other file.
    page.takes(zipped(whole([post()], ("media_attachments/actor.json", b"{}"))))


# Truncated


def test_truncated_zip_at_every_size(page, zipped, tmp_path):
    data = zipped(whole([post()], (PICTURE, png()))).read_bytes()
    for size in [*range(0, len(data), len(data) // 12), len(data) - 1]:
        (tmp_path / "cut.zip").write_bytes(data[:size])
        page.refuses(tmp_path / "cut.zip", BROKEN if size > 0 else UNKNOWN)


def test_truncated_tar_at_every_size(page, tarred, tmp_path):
    data = tarred(whole([post()], (PICTURE, os.urandom(5000)))).read_bytes()
    for size in [*range(0, len(data), len(data) // 12), len(data) - 1]:
        (tmp_path / "cut.tgz").write_bytes(data[:size])
        page.refuses(tmp_path / "cut.tgz", BROKEN if size > 0 else UNKNOWN)


def test_truncated_outbox(page, zipped):
    data = outbox([post(), post()])
    for size in (0, 1, len(data) // 2, len(data) - 2, len(data) - 1):
        page.refuses(zipped([("actor.json", actor()), ("outbox.json", data[:size])]), OUTBOX)


def test_truncated_picture_is_skipped(page, zipped):
    page.takes(zipped(with_picture(png()[:400])), skipped=["1 attachment that is no picture this server takes"])


def damage(path, name):
    """Change a byte of a file's content, not of its name."""
    data = bytearray(path.read_bytes())
    data[data.find(name.encode()) + len(name) + 50] ^= 0xFF
    path.write_bytes(data)
    return path


def test_damaged_picture_in_a_zip_is_skipped(page, zipped):
    files = with_picture(os.urandom(5000)) + [("more.mp4", os.urandom(5000))]
    page.takes(damage(zipped(files), PICTURE), skipped=["1 attachment that is no picture this server takes"])
    # What no post needs does not matter.
    page.takes(damage(zipped(whole([post()], ("more.mp4", os.urandom(5000)))), "more.mp4"))


@pytest.mark.parametrize("name", ["actor.json", "outbox.json"])
def test_damaged_manifest_in_a_zip(page, zipped, name):
    page.refuses(damage(zipped(whole([post()])), name), BROKEN)


# Compressed bombs


def test_bombs(page, zipped, tarred):
    files = whole([post()], ("zeros", bytes(100 << 20)))
    page.refuses(zipped(files), BOMB)
    page.refuses(tarred(files), BOMB)


def test_bomb_that_says_it_is_small(page, zipped):
    path = zipped(whole([post()], ("zeros", bytes(100 << 20))))
    size = struct.pack("<I", 100 << 20)
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, struct.pack("<I", 10)))
    page.refuses(path, BOMB)


def test_bomb_of_overlapping_entries(page, zipped):
    path = zipped(whole([post()], ("body", os.urandom(20000))))
    data = path.read_bytes()
    at, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    path.write_bytes(data[:at] + data[at:end] * 100 + data[end:])
    page.refuses(path, BOMB)


# Images that lie about their size


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bare_png(width, height, pixels):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("name, width, height, pixels", [
    ("vast and empty", 60000, 60000, 100),
    ("a bomb", 20000, 20000, 60001 * 500),
    ("more than there is", 100, 100, 100),
    ("nothing", 0, 0, 0),
    ("the largest number", 0x7FFFFFFF, 1, 100),
])
def test_image_that_lies_about_its_size(page, zipped, name, width, height, pixels):
    page.takes(zipped(with_picture(bare_png(width, height, bytes(pixels)))),
               skipped=["1 attachment that is no picture this server takes"])


@pytest.mark.parametrize("data", [b"", b"MZ" + bytes(1000), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"])
def test_image_that_is_none(page, zipped, data):
    page.takes(zipped(with_picture(data)), skipped=["1 attachment that is no picture this server takes"])


# Names that lead out


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", "\\evil", "C:\\evil", "a/..", "a\nb"])
def test_name_that_leads_out(page, zipped, tarred, tmp_path, name):
    files = whole([post()], (name, b"x"))
    page.refuses(zipped(files), NAME)
    page.refuses(tarred(files), NAME)
    assert not (tmp_path.parent / "evil").exists()


# Links


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_link_or_device_in_a_tar(page, tarred, kind):
    page.refuses(tarred(whole([post()], ("more", (kind, "outbox.json")))), LINK)


@pytest.mark.parametrize("name", ["more", PICTURE])
def test_link_in_a_zip(page, tmp_path, name):
    path = write_zip(tmp_path / "a.zip", whole([post(attachment=[attachment(PICTURE)])]))
    with zipfile.ZipFile(path, "a") as out:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, 0o120777 << 16
        out.writestr(info, "/etc/passwd")
    page.refuses(path, LINK)


@pytest.mark.parametrize("name", ["more", "outbox.json", PICTURE])
def test_symbolic_link_in_a_folder(page, tmp_path, name):
    files = [(at, data) for at, data in with_picture(png()) if at != name]
    folder = write_folder(tmp_path / "archive", files)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to("/etc/passwd")
    page.refuses(folder, LINK)


def test_symbolic_link_to_a_folder_in_a_folder(page, tmp_path):
    folder = write_folder(tmp_path / "archive", whole([post()]))
    (folder / "up").symlink_to("..")
    page.refuses(folder, LINK)


def test_hard_link_in_a_folder_is_the_file_it_is(page, tmp_path):
    """Copies of backups consist of them; where one may be made, the file itself may be read."""
    folder = write_folder(tmp_path / "archive", with_picture(png()))
    os.link(folder / PICTURE, folder / "more")
    page.takes(folder, pictures=1)


def test_pipe_in_a_folder(page, tmp_path):
    folder = write_folder(tmp_path / "archive", whole([post()]))
    os.mkfifo(folder / "more")
    page.refuses(folder, LINK)


# A million entries


def test_million_entries(page, tmp_path):
    record = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = record * 1_000_000
    (tmp_path / "a.zip").write_bytes(directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0))
    page.refuses(tmp_path / "a.zip", "The archive has too many entries")


# A missing manifest


@pytest.mark.parametrize("files", [
    [], [("readme.txt", b"nothing")], [("actor.json", actor())], [("outbox.json", outbox([]))],
    [("a/actor.json", actor()), ("b/outbox.json", outbox([]))], [("actor.json", b"[]"), ("outbox.json", outbox([]))],
    [("actor.json", b""), ("outbox.json", outbox([]))],
], ids=["empty", "other", "no outbox", "no actor", "apart", "no object", "no bytes"])
def test_missing_manifest(page, zipped, tarred, tmp_path, files):
    page.refuses(tarred(files), MANIFEST)
    if files:
        page.refuses(zipped(files), MANIFEST)
    (tmp_path / "archive").mkdir()
    page.refuses(write_folder(tmp_path / "archive", files), MANIFEST)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"null", b"<html>", b'{"orderedItems":[1,2]}', b'{"orderedItems":{}}'])
def test_outbox_of_a_wrong_type(page, zipped, text):
    page.refuses(zipped([("actor.json", actor()), ("outbox.json", text)]), OUTBOX)


# No archive at all


@pytest.mark.parametrize("data", [b"", b"Rar!\x1a\x07 and so on", b"{}", b"BZh91AY"])
def test_what_is_no_archive(page, tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    page.refuses(tmp_path / "a.zip", UNKNOWN)


def test_what_is_no_file(page, tmp_path):
    page.refuses("/dev/null", UNKNOWN)
    missing = page.run(tmp_path / "missing.zip")
    assert missing.returncode == 1 and missing.stderr == f"efface: cannot open {tmp_path}/missing.zip: No such file or directory\n"


def test_a_page_that_is_not_there(page, zipped):
    answer = page.server.run("import", zipped(whole([post()])), "--as", "nobody", check=False)
    assert (answer.returncode, answer.stderr) == (1, "efface: there is no @nobody here\n")

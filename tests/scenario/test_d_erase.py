"""Delete means deleted: planted words are found before and nowhere after, also under the keyring of after."""
import io
import json
import shutil
import subprocess
import sys

import pytest

from efface import ROOT, wait_until
from pictures import png
from push_service import subscription

WORDS = ["canarybody", "canarywarning", "canaryalt", "canarychunk", "canaryname", "canarybio", "canaryfield",
         "canarymail", "canarytag", "canaryhandle", "canarypush"]
NEVER_STORED = ["canarychunk", "canaryfile"]


def scan(server, *words, keys=None):
    options = ["--keys", str(keys)] if keys else []
    answer = server.run("scan", *options, *words, check=False)
    assert answer.returncode in (0, 1), answer.stderr
    return {line.split("\t")[0] for line in answer.stdout.splitlines()}


def scan_again(words, *folders):
    """The other scanner, in Python: {word: files}."""
    answer = subprocess.run([sys.executable, ROOT / "tests/tools/scan.py", *folders, "--", *words], capture_output=True, text=True,
                            timeout=300)
    assert answer.returncode in (0, 1), answer.stderr
    found = {}
    for line in answer.stdout.splitlines():
        word, path, how = line.split("\t")
        found.setdefault(word, set()).add(path)
    return found


def plant(server):
    """A page full of planted words, and its posts."""
    server.run("user", "new", "ann", "--email", "canarymail@example.com", "--password-stdin", stdin="correct horse battery\n")
    server.page("canaryhandle", owner="ann", title="canaryname")
    token = server.token("ann", page="canaryhandle")
    server.client(token).post("/api/v1/push/subscription", data=subscription("http://localhost:9/canarypush"))
    api = server.mastodon(token)
    api.account_update_credentials(note="canarybio", fields=[("site", "canaryfield")])
    media = api.media_post(io.BytesIO(png(text="canarychunk")), mime_type="image/png", description="canaryalt",
                           file_name="canaryfile.png")
    post = api.status_post("canarybody #canarytag", spoiler_text="canarywarning", media_ids=[media["id"]])
    return api, post


@pytest.mark.parametrize("words", [[], ["--no-such-option", "x"], ["x", "--data"], ["x", "--data", "/nonexistent"],
                                   ["--keys", "/nonexistent", "x"], ["x", "--set", "no.such=1"]])
def test_a_scan_that_cannot_look_never_says_none_or_found(server, words):
    answer = server.run("scan", *words, check=False)
    assert answer.returncode == 2 and answer.stderr.startswith("efface: "), answer


def test_as_many_words_as_a_scan_takes(server):
    server.user("ann")
    words = [f"manywords{number}x" for number in range(64)]
    assert not scan(server, *words)
    server.mastodon(server.token("ann")).status_post(words[-1])
    assert scan(server, *words) == {words[-1]}
    for count, said in ((65, "words to look for: 1 to 64 of 4 to 200 bytes, UTF-8"), (300, "too many words from more256")):
        answer = server.run("scan", *(f"more{number}" for number in range(count)), check=False)
        assert answer.returncode == 2 and answer.stderr.startswith(f"efface: {said}\n") and not answer.stdout


@pytest.mark.engines
@pytest.mark.threads
@pytest.mark.erasure
def test_a_page_is_gone_to_the_last_byte(server):
    api, post = plant(server)
    picture = post["media_attachments"][0]["url"]
    server.client().get(picture)
    before = scan(server, *WORDS, *NEVER_STORED)
    assert set(WORDS) - {"canarychunk"} <= before, f"the scan must find what is there: {sorted(set(WORDS) - before)}"
    assert "canarychunk" not in before, "a picture's text chunk must not be stored"
    backup = server.folder / "before"
    server.stop()
    shutil.copytree(server.data, backup)
    server.start()

    server.run("erase", "@canaryhandle", "--yes")
    for path in (f"/@canaryhandle", f"/@canaryhandle/{post['id']}", picture):
        server.client().get(path, status=410)
    server.client().get(f"/api/v1/statuses/{post['id']}", status=404)
    server.client().get(f"/.well-known/webfinger?resource=acct:canaryhandle@{server.domain}", status=410)
    tombstone = server.client().activity(post["uri"], status=410)
    assert "canary" not in tombstone.text
    left = scan(server, *(word for word in WORDS if word != "canarymail"))
    assert not left, f"still there: {sorted(left)}"

    server.run("erase", "@ann", "--yes")
    assert not scan(server, *WORDS)
    server.stop()
    server.data.rename(server.folder / "after")
    shutil.copytree(backup, server.data)
    old = scan(server, *WORDS, keys=server.keys)
    clear = {"canaryhandle", "canarytag"}
    assert old <= clear, f"the old data folder under today's keys still opens {sorted(old - clear)}"


@pytest.mark.erasure
def test_the_cluster_of_postgresql_keeps_ciphertext_and_what_the_manifest_calls_clear(make_server, own_cluster):
    """PostgreSQL keeps deleted rows in its files and its log, so nothing but this may ever reach them in clear."""
    folder, url = own_cluster
    server = make_server(database=url)
    manifest = {row["what"]: row["how"] for row in json.loads(server.run("manifest", "--format", "json").stdout)}
    clear = {"canaryhandle": "account.username", "canarytag": "tag.name"}
    assert all("in clear" in manifest[column] for column in clear.values())
    api, post = plant(server)
    server.client().get(post["media_attachments"][0]["url"])
    api.status_update(post["id"], "canaryafter #canarytag", media_ids=[post["media_attachments"][0]["id"]])
    words = [*WORDS, *NEVER_STORED, "canaryafter"]

    def flush():
        for statement in ("CHECKPOINT", "SELECT pg_switch_wal()"):
            subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "--command", statement], check=True, timeout=60, stdout=subprocess.DEVNULL)

    flush()
    before = scan_again(words, folder)
    assert set(before) == set(clear), f"in the cluster's files: {before}"
    assert any("pg_wal" in path for path in before["canaryhandle"]), "the log is among what is scanned"

    server.run("erase", "@canaryhandle", "--yes")
    server.run("erase", "@ann", "--yes")
    flush()
    after = scan_again(words, folder, server.folder)
    assert set(after) <= set(clear), f"left: {after}"
    assert all(path.startswith(str(folder)) for paths in after.values() for path in paths), f"on our side: {after}"
    assert not scan(server, *words), "no row says any of it"


@pytest.mark.engines
@pytest.mark.erasure
def test_a_server_killed_while_it_erases_serves_nothing_of_it_afterwards(server):
    api, post = plant(server)
    server.user("bob")
    bob = server.mastodon(server.token("bob"))
    bob.account_follow(post["account"]["id"])
    for number in range(60):
        api.status_post(f"canarymore{number}")
    assert len(bob.timeline_home()) == 20
    server.run("erase", "@canaryhandle", "--yes", "--no-wait")
    server.kill()
    server.start()
    client = server.client()
    gone = [f"/@canaryhandle", f"/@canaryhandle/{post['id']}", post["media_attachments"][0]["url"],
            f"/.well-known/webfinger?resource=acct:canaryhandle@{server.domain}"]
    for path in gone:
        assert "canary" not in client.get(path, status=410).text.replace("canaryhandle", "")
    assert "canary" not in client.activity(post["uri"], status=410).text
    assert bob.timeline_home() == [] and bob.timeline_public() == []
    client.get(f"/api/v1/accounts/{post['account']['id']}", status=404)
    wait_until(lambda: not scan(server, *(word for word in WORDS if word != "canarymail")), "the rest goes by itself",
               seconds=60)


@pytest.mark.engines
@pytest.mark.erasure
def test_one_post_goes_alone(server):
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    kept = ann.status_post("keptword here")
    gone = ann.status_post("goneword here #gonetag")
    ann.status_delete(gone["id"])
    wait_until(lambda: not scan(server, "goneword", "gonetag"), "the post's bytes are gone", seconds=40)
    assert scan(server, "keptword") == {"keptword"}
    assert ann.status(kept["id"])["content"]


@pytest.mark.engines
@pytest.mark.erasure
def test_the_name_is_not_given_again_and_nothing_is_resurrected(server):
    server.user("ann")
    server.run("erase", "@ann", "--yes")
    again = server.run("user", "new", "ann", "--email", "new@example.com", "--password-stdin", stdin="correct horse battery\n",
                       check=False)
    assert again.returncode == 1 and "efface:" in again.stderr


@pytest.mark.engines
def test_only_its_owner_erases_and_a_sole_owner_is_asked_first(server):
    server.user("ann")
    server.page("news", owner="ann")
    refused = server.run("erase", "@ann", "--yes", check=False)
    assert refused.returncode == 1 and "news" in refused.stderr
    missing = server.run("erase", "@nobody", "--yes", check=False)
    assert missing.returncode == 1


@pytest.mark.engines
@pytest.mark.threads
@pytest.mark.erasure
def test_other_servers_are_told(make_server):
    one, other = make_server(), make_server()
    one.user("ann")
    one.page("news", owner="ann")
    other.user("bob")
    bob = other.mastodon(other.token("bob"))
    page = bob.search_v2(f"@news@{one.domain}", resolve=True)["accounts"][0]
    bob.account_follow(page["id"])
    wait_until(lambda: bob.account_relationships(page["id"])[0]["following"], "followed")
    finger = one.client().get(f"/.well-known/webfinger?resource=acct:news@{one.domain}").json()
    actor = next(link["href"] for link in finger["links"] if link["rel"] == "self")
    one.mastodon(one.token("ann", page="news")).status_post("soongoneword")
    wait_until(lambda: bob.timeline_home(), "the post arrives")
    one.run("erase", "@news", "--yes")
    wait_until(lambda: not bob.timeline_home(), "the other server forgets the posts")
    client = other.client(other.token("bob"))
    wait_until(lambda: client.session.get(f"{other.url}/api/v1/accounts/{page['id']}", timeout=20).status_code in (404, 410),
               "and the account")
    wait_until(lambda: not scan(other, "soongoneword"), "and their bytes", seconds=40)
    # A server that verifies what it took a while ago still finds the key, and nothing else.
    one.client().activity(actor, status=410)
    key = one.client().activity(f"{actor}/main-key").json()
    assert set(key) <= {"@context", "id", "type", "owner", "controller", "publicKeyPem"} and "BEGIN PUBLIC KEY" in key["publicKeyPem"]

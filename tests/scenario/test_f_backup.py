"""Backups in two sets; a restore replays the erasures made since."""
import shutil

import pytest


@pytest.mark.engines
def test_a_restore_brings_back_what_was_not_erased(server, engine, make_database):
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    kept = ann.status_post("keptword")
    gone = ann.status_post("goneword")
    set_a, set_b = server.folder / "set_a", server.folder / "set_b"
    server.run("backup", set_a)
    ann.status_delete(gone["id"])
    server.run("backup", "--keys", set_b)
    assert not any("kek" in path.name or "keyring" in path.name for path in set_a.rglob("*"))
    server.stop()
    shutil.rmtree(server.data)
    shutil.rmtree(server.keys)
    if engine == "postgres":
        refused = server.run("restore", set_a, set_b, check=False)
        assert refused.returncode == 1 and "not empty" in refused.stderr
        shutil.rmtree(server.data)
        shutil.rmtree(server.keys)
        server.sets.append(f"database.url={make_database()}")
    assert "erased again" in server.run("restore", set_a, set_b).stdout
    server.start()
    server.client().get(f"/api/v1/statuses/{kept['id']}")
    server.client().get(f"/api/v1/statuses/{gone['id']}", status=404)
    assert server.run("scan", "goneword", check=False).returncode == 0
    assert server.run("scan", "keptword", check=False).returncode == 1


@pytest.mark.engines
def test_it_does_not_overwrite(server):
    server.run("backup", server.folder / "set_a")
    again = server.run("backup", server.folder / "set_a", check=False)
    assert again.returncode == 1
    server.run("backup", "--keys", server.folder / "set_b")
    refused = server.run("restore", server.folder / "set_a", server.folder / "set_b", check=False)
    assert refused.returncode == 1


@pytest.mark.parametrize("options", [[], ["--keys"]], ids=["data", "keys"])
def test_it_does_not_go_into_its_own_folders(server, options):
    """By whatever name they are reached."""
    for name, folder in (("data", server.data), ("keys", server.keys)):
        link = server.folder / f"link-to-{name}"
        link.symlink_to(folder)
        (folder / "made before").mkdir()
        for target in (folder, folder / "set", folder / "new" / "set", folder / "made before", link / "set", link,
                       server.folder / "data" / ".." / folder.name / "set"):
            answer = server.run("backup", *options, target, check=False)
            assert (answer.returncode, answer.stdout) == (1, "")
            assert answer.stderr == f"efface: a backup does not go into the {name} folder\n"
        assert not (folder / "set").exists() and not list((folder / "made before").iterdir())
    server.run("backup", *options, server.folder / "data-beside")

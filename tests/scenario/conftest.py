"""Fixtures of the scenario tests.

server        one server on a fresh data folder, serving
make_server   a function that makes such servers: make_server(start=False, sets=["registration=open"])
two_servers   two of them
own_cluster   a PostgreSQL cluster whose files the test may read
engine        "sqlite"; for a test marked `engines` both "sqlite" and "postgres"
fedify        a Fedify server; make_fedify makes more of them

Marks: engines (run on both engines), erasure (what a mutant of erasure may turn red), threads (run with the thread
sanitizer as well), long (only in ./test long).
"""
import itertools
import os
import pathlib
import subprocess
import tempfile
import urllib.parse

import pytest

import efface
import fedify_peer


def pytest_configure(config):
    config.addinivalue_line("markers", "engines: run on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "erasure: looks at what erasure leaves")
    config.addinivalue_line("markers", "threads: what the thread sanitizer looks at as well")
    config.addinivalue_line("markers", "long: only in ./test long")


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("engines") is not None
        metafunc.parametrize("engine", ["sqlite", "postgres"] if both else ["sqlite"], scope="function")


def pytest_collection_modifyitems(config, items):
    is_long = os.environ.get("EFFACE_LONG") == "1"
    unwanted = [item for item in items if item.get_closest_marker("long") and not is_long]
    items[:] = [item for item in items if item not in unwanted]
    config.hook.pytest_deselected(items=unwanted)
    if any("make_server" in item.fixturenames for item in items) and not efface.binary_has_serve():
        reason = f"{efface.binary()} is not there or has no `serve`: nothing of the server is tested"
        for item in items:
            if "make_server" in item.fixturenames:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def postgres_url():
    """The private cluster that ./test starts."""
    url = os.environ.get("EFFACE_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL: EFFACE_TEST_POSTGRES is not set")
    return url


@pytest.fixture
def own_cluster():
    """A PostgreSQL cluster of this test alone: its folder and the URL of a database in it."""
    script = efface.ROOT / "tests/harness/postgres_cluster.sh"
    # Not below tmp_path: the server's user must reach it, and a socket's path is short.
    with tempfile.TemporaryDirectory(prefix="efface-pg-") as parent:
        os.chmod(parent, 0o711)
        folder = pathlib.Path(parent) / "c"
        made = subprocess.run([script, "start", folder], stdout=subprocess.PIPE, text=True, timeout=120)
        if made.returncode == 77:
            pytest.skip("PostgreSQL is not installed")
        assert made.returncode == 0
        yield folder, made.stdout.strip()
        subprocess.run([script, "stop", folder], check=True, timeout=60)


@pytest.fixture
def make_database(request, engine):
    """A function that gives the --database of one more server; what it made is dropped afterwards."""
    made = []

    def statement(url, text):
        subprocess.run(["psql", "--quiet", "--no-psqlrc", url, "--command", text], check=True, timeout=60)

    def make():
        if engine == "sqlite":
            return "sqlite"
        admin = request.getfixturevalue("postgres_url")
        name = f"scenario_{os.getpid()}_{next(database_numbers)}"
        statement(admin, f"CREATE DATABASE {name}")
        made.append((admin, name))
        parts = urllib.parse.urlsplit(admin)
        # geturl() would drop the slashes before an empty host.
        return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"

    yield make
    for admin, name in made:
        statement(admin, f"DROP DATABASE {name} WITH (FORCE)")


database_numbers = itertools.count(1)


@pytest.fixture
def make_server(tmp_path, make_database):
    """Make servers; all that still run are stopped at the end and must end cleanly."""
    servers = []

    def make(start=True, database=None, **options):
        folder = tmp_path / f"server{len(servers)}"
        server = efface.Server(folder, database=database or make_database(), **options)
        servers.append(server)
        server.init()
        return server.start() if start else server

    yield make
    faults = []
    for server in servers:
        try:
            if server.process is not None:
                server.stop()
            efface.assert_no_sanitizer_report(server.log(), "server.log")
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n".join(faults)


@pytest.fixture
def server(make_server):
    return make_server()


@pytest.fixture
def two_servers(make_server):
    return make_server(), make_server()


@pytest.fixture
def make_fedify(tmp_path):
    if fedify_peer.node() is None:
        pytest.skip("no Node 22 or no packages: run npm ci in tests/scenario/fedify")
    peers = []

    def make(**options):
        peers.append(fedify_peer.Fedify(tmp_path, **options))
        return peers[-1]

    yield make
    for peer in peers:
        peer.stop()


@pytest.fixture
def fedify(make_fedify):
    return make_fedify()

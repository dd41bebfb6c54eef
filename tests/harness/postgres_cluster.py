#!/usr/bin/env python3
"""A private PostgreSQL for tests: temporary folder, Unix socket only, nothing kept safe on disk.

  postgres_cluster.py start FOLDER    make FOLDER, start, print the address of a database owned by a plain role
  postgres_cluster.py stop FOLDER     stop, remove FOLDER
  postgres_cluster.py run -- COMMAND  start, run COMMAND with EFFACE_TEST_POSTGRES set, stop

Without PostgreSQL's programs `start` prints nothing and exits with 77; `run` then runs COMMAND without the variable.
As root the server runs as the user postgres, since it refuses root.
"""
import contextlib
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile

MISSING = 77
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "200",
    "shared_buffers": "32MB", "max_wal_size": "256MB", "autovacuum": "off", "jit": "off",
}


def programs():
    """Folder of initdb and pg_ctl, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    if found:
        return pathlib.Path(found[-1]).parent
    path = shutil.which("initdb")
    return pathlib.Path(path).resolve().parent if path else None


def server_user():
    """The user the server runs as, when it cannot be ours; None = ours; False = there is none."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return False


def as_user(user, command):
    if user is None:
        return command
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *map(str, command)]


def call(user, command, folder):
    done = subprocess.run(as_user(user, command), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout}")


def start(folder):
    """The address, or None when PostgreSQL is not here."""
    bin_folder, user = programs(), server_user()
    if bin_folder is None or user is False:
        return None
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    data = folder / "pg"
    data.mkdir(mode=0o700)
    if user is not None:
        os.chown(data, user.pw_uid, user.pw_gid)
    call(user, [bin_folder / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C",
                "-D", data / "data"], data)
    settings = " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
    call(user, [bin_folder / "pg_ctl", "-D", data / "data", "-w", "-l", data / "log", "-o",
                f"{settings} -c unix_socket_directories='{data}'", "start"], data)
    # The socket's folder must be open for our user.
    data.chmod(0o755)
    psql = [bin_folder / "psql", "-X", "-q", "-h", data, "-U", "postgres", "-d", "postgres"]
    call(user, [*psql, "-c", "CREATE ROLE efface LOGIN NOSUPERUSER", "-c", "CREATE DATABASE efface OWNER efface"], data)
    return f"postgres://efface@/efface?host={data}"


def stop(folder):
    bin_folder, user = programs(), server_user()
    folder = pathlib.Path(folder)
    data = folder / "pg" / "data"
    if data.exists():
        call(user, [bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def cluster():
    """Address of a running cluster, or None."""
    folder = tempfile.mkdtemp(prefix="efface-pg-")
    try:
        yield start(folder)
    finally:
        stop(folder)


def main(argv):
    if argv[1:2] == ["start"] and len(argv) == 3:
        address = start(argv[2])
        if address is None:
            return MISSING
        print(address)
        return 0
    if argv[1:2] == ["stop"] and len(argv) == 3:
        stop(argv[2])
        return 0
    if argv[1:3] == ["run", "--"] and len(argv) > 3:
        with cluster() as address:
            environment = dict(os.environ)
            if address is not None:
                environment["EFFACE_TEST_POSTGRES"] = address
            return subprocess.run(argv[3:], env=environment, check=False).returncode
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv))

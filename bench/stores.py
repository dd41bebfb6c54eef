"""The two engines a measurement runs on: their processor time, and what each alone does with the work of a hot path."""
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time

import parts

CHUNK = 2500  # follows at a time: two rows each
CLUSTER = parts.TOP / "tests/harness/postgres_cluster.sh"


class Sqlite:
    """In the server's own process."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder = folder

    def fill(self, data, domain):
        """The seed did it."""

    def cpu(self):
        return 0.0

    def stop(self):
        pass

    def limit_writes(self, waiting, rows):
        file = self.folder / "limit.db"
        done = parts.limit("write", file, rows, waiting)
        self._clear("limit.db")
        return done

    def limit_home(self, data, handle, times):
        return parts.limit("home", data / "main.db", handle, times)

    def copy(self, data):
        """Nothing serves the file meanwhile, so it is whole."""
        shutil.copyfile(data / "main.db", self.folder / "limit-main.db")

    def limit_erasure(self, handle):
        done = parts.limit("erase", self.folder / "limit-main.db", handle)
        self._clear("limit-main.db")
        return done

    def _clear(self, name):
        for left in self.folder.glob(name + "*"):
            left.unlink()


class Postgres:
    """A private cluster that syncs. Its processes count with the server, and with the limit."""

    name = "PostgreSQL"

    def __init__(self):
        # A socket's path has at most 107 bytes, and the cluster's user must come through.
        self.parent = pathlib.Path(tempfile.mkdtemp(prefix="efface-pg-", dir="/var/tmp"))
        self.parent.chmod(0o711)
        self.folder = self.parent / "c"
        settings = ["fsync=on", "shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=15min"]
        self.url = self._run([CLUSTER, "start", self.folder, *settings]).strip()
        self.pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        server = os.readlink(f"/proc/{self.pid}/exe")
        self.pgbench = str(pathlib.Path(server).parent / "pgbench")
        self.psql("CREATE TABLE bench_write (id bigserial PRIMARY KEY, owner bigint NOT NULL, body bytea NOT NULL)",
                  "CREATE INDEX bench_write_owner ON bench_write (owner, id)", "CREATE DATABASE efface",
                  database="efface_test")
        self.url = self.url.replace("efface_test", "efface")

    @staticmethod
    def _run(command, **options):
        result = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
        if result.returncode != 0:
            raise RuntimeError(f"{command[0]}: {result.stderr.strip()[-500:]}")
        return result.stdout

    def _client(self, program, database):
        return [program, "-h", str(self.folder), "-U", "efface"] + (["-d", database] if program == "psql" else [])

    def psql(self, *statements, database="efface"):
        commands = [part for one in statements for part in ("-c", one)]
        return self._run([*self._client("psql", database), "-qAtX", "-v", "ON_ERROR_STOP=1", *commands])

    def fill(self, data, domain):
        """Copy what the seed made in SQLite into the cluster, under the same keys."""
        scratch = self.parent / "scratch"
        parts.efface(scratch, "init", "--domain", domain, "--database", self.url)
        seeded = sqlite3.connect(data / "main.db")
        tables = [name for name, in seeded.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migration'")]
        self.psql("TRUNCATE " + ", ".join(tables))
        for table in tables:
            self._copy_table(seeded, table)
        seeded.close()
        self.psql("VACUUM ANALYZE")
        parts.SETTINGS.append("database.url=" + self.url)

    def _copy_table(self, seeded, table):
        """A line of COPY's text form is made by SQLite itself: faster than in Python."""
        escaped = "replace(replace(replace(replace({0}, '\\', '\\\\'), char(9), '\\t'), char(10), '\\n'), char(13), '\\r')"
        form = {"INTEGER": "{0}", "BLOB": "'\\\\x' || hex({0})", "TEXT": escaped}
        columns = [(row[1], form[row[2]].format(row[1])) for row in seeded.execute(f"PRAGMA table_info({table})")]
        line = " || char(9) || ".join(f"CASE WHEN {name} IS NULL THEN '\\N' ELSE {text} END" for name, text in columns)
        names = ", ".join(name for name, _ in columns)
        command = [*self._client("psql", "efface"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", f"COPY {table} ({names}) FROM STDIN"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as psql:
            psql.stdin.writelines(row + "\n" for row, in seeded.execute(f"SELECT {line} FROM {table}"))
        if psql.returncode != 0:
            raise RuntimeError(f"{table} was not copied")

    def cpu(self):
        """Of the processes there are and of those that ended."""
        ticks = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        ended = (int(ticks[13]) + int(ticks[14])) / os.sysconf("SC_CLK_TCK")
        return ended + parts.cpu_seconds_of_family(self.pid)

    def stop(self):
        self._run([CLUSTER, "stop", self.folder])
        shutil.rmtree(self.parent)

    def _measure(self, work):
        """Of what `work` does: processor seconds of the cluster and its client, and wall-clock."""
        def cpu():
            client = resource.getrusage(resource.RUSAGE_CHILDREN)
            return self.cpu() + client.ru_utime + client.ru_stime
        before, start = cpu(), time.perf_counter()
        work()
        return cpu() - before, time.perf_counter() - start

    def _bench(self, database, script, clients, transactions):
        file = self.parent / "script.sql"
        file.write_text(script)
        command = [*self._client(self.pgbench, database), "-n", "-M", "prepared", "-c", clients, "-j", 1,
                   "-t", transactions // clients, "-f", file, database]
        return self._measure(lambda: self._run(command))

    def limit_writes(self, waiting, rows):
        """Many commit at once here: the cluster groups them."""
        script = "\\set owner random(1, 1000)\nINSERT INTO bench_write (owner, body) VALUES (:owner, convert_to(repeat('x', 600), 'UTF8'));\n"
        return rows, *self._bench("efface_test", script, waiting, rows)

    def limit_home(self, data, handle, times):
        script = (f"\\set owner {self._account(handle, 'efface')}\n"
                  "SELECT content_box FROM status WHERE id IN (SELECT heads.id FROM following f CROSS JOIN LATERAL "
                  "(SELECT s.id FROM status s WHERE s.owner_id = f.target_id ORDER BY s.id DESC LIMIT 3) heads "
                  "WHERE f.owner_id = :owner ORDER BY heads.id DESC LIMIT 20);\n")
        return times, *self._bench("efface", script, 1, times)

    def _account(self, handle, database):
        return int(self.psql(f"SELECT id FROM account WHERE username_key = '{handle}' AND domain = ''", database=database))

    def copy(self, data):
        """Nothing is connected meanwhile."""
        self.psql("CREATE DATABASE bench_copy TEMPLATE efface", database="efface_test")

    def limit_erasure(self, handle):
        """What `efface-limit erase` does, one transaction a chunk."""
        owner = self._account(handle, "bench_copy")
        rows = int(self.psql(f"SELECT 2 * (SELECT count(*) FROM follower WHERE owner_id = {owner}) + "
                             f"2 * (SELECT count(*) FROM status WHERE owner_id = {owner})", database="bench_copy"))
        by_owner = "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE owner_id = {owner} ORDER BY {key} LIMIT {chunk})"
        work = [(f"DELETE FROM following WHERE owner_id IN (SELECT follower_id FROM follower WHERE owner_id = {owner} "
                 f"ORDER BY id LIMIT {CHUNK}) AND target_id = {owner}",
                 by_owner.format(table="follower", key="id", owner=owner, chunk=CHUNK) + f" AND owner_id = {owner}"),
                (by_owner.format(table="status_count", key="status_id", owner=owner, chunk=2 * CHUNK),),
                (by_owner.format(table="status", key="id", owner=owner, chunk=2 * CHUNK),)]
        loops = "".join(f"LOOP {'; '.join(deletes)}; GET DIAGNOSTICS n = ROW_COUNT; COMMIT; EXIT WHEN n = 0; END LOOP; "
                        for deletes in work)
        done = self._measure(lambda: self.psql(f"DO $$ DECLARE n bigint; BEGIN {loops} END $$", database="bench_copy"))
        self.psql("DROP DATABASE bench_copy", database="efface_test")
        return rows, *done

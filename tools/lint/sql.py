#!/usr/bin/env python3
"""SQL check: every query is prepared on both engines against the migrated schema.

  sql.py ROOT [GENERATED...]                 the tree's queries, migrations, printed schema, and strings in src/; more
                                             .sql and .c files that the build makes
  sql.py --folder QUERIES MIGRATIONS         one folder of queries alone; prints `RULE QUERY` lines as well

Rules, each named in its message:
  sql/syntax     an engine refuses the query or a migration
  sql/columns    the query gives another number of columns than declared
  sql/type       a column has another type than declared
  sql/null       a column may be NULL, its declaration says no (write `?` behind the type)
  sql/star       SELECT * and t.*: name the columns
  sql/limit      :many without LIMIT
  sql/scan       a table is read whole; add an index, or `-- plan: scan REASON`
  sql/plan       `plan: scan` on a query that scans nothing
  sql/unused     nobody calls q_NAME
  sql/outside    SQL in a string of src/; a query belongs into store/sql. `/* sql: REASON */` waives
                 for its paragraph
  sql/attach     ATTACH: no transaction may span files
  sql/schema     src/db/schema.sql is not what the migrations make (EFFACE_UPDATE=1 writes it)
PostgreSQL is asked when its programs are here (or EFFACE_TEST_POSTGRES names a server).
"""
import contextlib
import ctypes
import ctypes.util
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def load_module(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gen = load_module("gen_sql", HERE.parent / "gen" / "sql.py")
CLUSTER = HERE.parent.parent / "tests/harness/postgres_cluster.sh"
CLUSTER_MISSING = 77

POSTGRES_PARAM = {"f64": "double precision", "text": "text", "blob": "bytea"}
POSTGRES_COLUMN = {"f64": {"double precision"}, "text": {"text", "character varying"}, "blob": {"bytea"}}
POSTGRES_INTEGER = {"bigint", "integer", "smallint", "boolean"}
SQLITE_COLUMN = {"f64": {"REAL"}, "text": {"TEXT"}, "blob": {"BLOB"}}
SQLITE_INTEGER = {"INTEGER", "INT"}

STAR = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?\*|\b\w+\.\*|\bRETURNING\s+\*", re.I)
QUERY_TEXT = re.compile(r"\bSELECT\b.*\bFROM\b|\bINSERT\s+(?:OR\s+\w+\s+)?INTO\b|\bUPDATE\s+\w+\s+SET\b|"
                        r"\bDELETE\s+FROM\b|\b(?:CREATE|ALTER|DROP)\s+(?:UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|VIEW)\b")
ENGINE_TEXT = re.compile(r"\bPRAGMA\s+\w|\bBEGIN\s+IMMEDIATE\b|\bVACUUM\b|\bSAVEPOINT\s+\w")
ATTACH = re.compile(r"\bATTACH\s+(?:DATABASE\b|'|\?|:|\")")
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
WAIVER = re.compile(r"/\* sql: \S.*\*/")


class Problems:
    def __init__(self):
        self.rows = []

    def add(self, rule, where, message, name=""):
        self.rows.append((rule, name))
        print(f"{where}: {rule}: {message}")


class Sqlite:
    """SQLite's own library: it tells where a column comes from, which Python's module does not."""

    def __init__(self):
        self.lib = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
        for name in ("sqlite3_errmsg", "sqlite3_column_decltype", "sqlite3_column_table_name",
                     "sqlite3_column_origin_name", "sqlite3_column_text"):
            getattr(self.lib, name).restype = ctypes.c_char_p
        self.db = ctypes.c_void_p()
        self.lib.sqlite3_open(b":memory:", ctypes.byref(self.db))

    def error(self):
        return self.lib.sqlite3_errmsg(self.db).decode()

    def exec(self, sql):
        """The error, or None."""
        return self.error() if self.lib.sqlite3_exec(self.db, sql.encode(), None, None, None) else None

    @contextlib.contextmanager
    def prepared(self, sql):
        stmt = ctypes.c_void_p()
        self.lib.sqlite3_prepare_v2(self.db, sql.encode(), -1, ctypes.byref(stmt), None)
        try:
            yield stmt
        finally:
            self.lib.sqlite3_finalize(stmt)

    def columns(self, stmt):
        """[(declared type, table, column)]; the three are None for expressions."""
        lib = self.lib
        names = ("sqlite3_column_decltype", "sqlite3_column_table_name", "sqlite3_column_origin_name")
        return [tuple(value.decode() if value else None for value in (getattr(lib, n)(stmt, i) for n in names))
                for i in range(lib.sqlite3_column_count(stmt))]

    def may_be_null(self, table, column):
        type_, collation = ctypes.c_char_p(), ctypes.c_char_p()
        not_null, primary, auto = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
        self.lib.sqlite3_table_column_metadata(self.db, None, table.encode(), column.encode(), ctypes.byref(type_),
                                               ctypes.byref(collation), ctypes.byref(not_null), ctypes.byref(primary),
                                               ctypes.byref(auto))
        return not not_null.value and not primary.value

    def rows(self, sql, column):
        """One column of every row."""
        found = []
        with self.prepared(sql) as stmt:
            while self.lib.sqlite3_step(stmt) == 100:
                found.append(self.lib.sqlite3_column_text(stmt, column).decode())
        return found


def wanted(field, by_kind, integers):
    return by_kind.get(field.type.kind, integers)


def expected_fields(query):
    """The declared columns; None where only their number is known."""
    if query.result == "count":
        return [None]
    return query.out


def check_static(query, problems):
    text = query.sql["sqlite"] + "\n" + query.sql["postgres"]
    if STAR.search(text):
        problems.add("sql/star", query.where, f"{query.name} takes every column; name them", query.name)
    if query.result == "many" and not all(re.search(r"\bLIMIT\b", t, re.I) for t in query.sql.values()):
        problems.add("sql/limit", query.where, f"{query.name} is :many and has no LIMIT", query.name)
    if ATTACH.search(text):
        problems.add("sql/attach", query.where, f"{query.name}: no transaction may span files", query.name)


def check_sqlite_columns(sqlite, query, columns, problems):
    fields = expected_fields(query)
    if len(columns) != len(fields):
        problems.add("sql/columns", query.where, f"{query.name} gives {len(columns)} columns, declared are {len(fields)}",
                     query.name)
        return
    for field, (declared, table, column) in zip(fields, columns):
        if field is None or declared is None or table is None:
            continue
        if declared.upper() not in wanted(field, SQLITE_COLUMN, SQLITE_INTEGER):
            problems.add("sql/type", query.where, f"{query.name}: {table}.{column} is {declared}, {field.name} is "
                         f"{field.type}", query.name)
        if not field.type.is_nullable and sqlite.may_be_null(table, column):
            problems.add("sql/null", query.where, f"{query.name}: {table}.{column} may be NULL, {field.name} is "
                         f"{field.type}", query.name)


def sqlite_scans(sqlite, query):
    """Tables the plan reads whole."""
    tables = {name.lower() for name in sqlite.rows("SELECT name FROM sqlite_master WHERE type = 'table'", 0)}
    aliases = dict(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO|,)\s+(\w+)(?:\s+AS)?\s+(\w+)", query.sql["sqlite"], re.I))
    names = tables | {alias.lower() for table, alias in aliases.items() if table.lower() in tables}
    found = []
    for line in sqlite.rows("EXPLAIN QUERY PLAN " + query.sql["sqlite"], 3):
        match = re.match(r"SCAN (\w+)", line)
        if match and match.group(1).lower() in names and "VIRTUAL TABLE" not in line:
            found.append(line)
    return found


def check_sqlite(queries, migrations, problems):
    sqlite = Sqlite()
    for number, name, texts in migrations:
        error = sqlite.exec(texts["sqlite"])
        if error:
            problems.add("sql/syntax", f"{number:04}_{name}", f"sqlite: {error}", name)
    for query in queries:
        with sqlite.prepared(query.sql["sqlite"]) as stmt:
            if not stmt:
                problems.add("sql/syntax", query.where, f"{query.name}: sqlite: {sqlite.error()}", query.name)
                continue
            check_sqlite_columns(sqlite, query, sqlite.columns(stmt), problems)
        scans = sqlite_scans(sqlite, query)
        if scans and query.plan == "index":
            problems.add("sql/scan", query.where, f"{query.name}: {'; '.join(scans)}", query.name)
        if not scans and query.plan != "index" and "WITH RECURSIVE" not in query.sql["sqlite"]:
            problems.add("sql/plan", query.where, f"{query.name} scans nothing; remove `plan: scan`", query.name)


class Postgres:
    """psql with a marker on both of its outputs before each step, so that answers and errors find their query."""

    def __init__(self, address):
        self.psql = ["psql", "-X", "-q", "-A", "-t", "-F", "|", address]

    def run(self, steps):
        """{key: (output, errors)} for [(key, script)], in one session inside a transaction-free temporary schema."""
        schema = f"lint_{os.getpid()}"
        script = [f"SET client_min_messages = error; CREATE SCHEMA {schema}; SET search_path = {schema};",
                  "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;",
                  "SET enable_mergejoin = off;"]
        for key, text in steps:
            script += [f"\\echo @@{key}", f"\\warn @@{key}", text]
        script += ["\\echo @@", "\\warn @@", f"DROP SCHEMA {schema} CASCADE;"]
        done = subprocess.run(self.psql, input="\n".join(script), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=False)
        out, err = self.split(done.stdout), self.split(done.stderr)
        if "" not in out:
            sys.exit(f"psql failed: {done.stderr[:2000]}")
        return {key: (out.get(key, ""), err.get(key, "")) for key, _ in steps}

    @staticmethod
    def split(text):
        parts = re.split(r"^@@(.*)$", text, flags=re.M)
        return {parts[i]: parts[i + 1].strip() for i in range(1, len(parts) - 1, 2)}


def postgres_types(query):
    return [POSTGRES_PARAM.get(f.type.kind, "bigint") for f in query.params for _ in range(max(1, f.type.list_count))]


def postgres_steps(queries, migrations):
    steps = [(f"migration {number}", texts["postgres"]) for number, _, texts in migrations]
    for query in queries:
        sql, types = query.sql["postgres"], postgres_types(query)
        declared = f" ({', '.join(types)})" if types else ""
        values = f" ({', '.join(['NULL'] * len(types))})" if types else ""
        steps.append((f"{query.name} prepare", f"PREPARE p_{query.name}{declared} AS {sql};"))
        steps.append((f"{query.name} plan", f"EXPLAIN (FORMAT JSON) EXECUTE p_{query.name}{values};"))
        if query.result != "exec":
            plain = re.sub(r"\$(\d+)", lambda m, t=types: f"NULL::{t[int(m.group(1)) - 1]}", sql)
            steps.append((f"{query.name} columns", f"{plain} \\gdesc"))
    return steps


def plan_scans(node):
    found = [node["Relation Name"]] if node.get("Node Type") == "Seq Scan" else []
    for child in node.get("Plans", []):
        found += plan_scans(child)
    return found


def check_postgres_columns(query, text, problems):
    fields = expected_fields(query)
    types = [line.rsplit("|", 1)[1] for line in text.splitlines() if "|" in line]
    if len(types) != len(fields):
        problems.add("sql/columns", query.where, f"{query.name} gives {len(types)} columns on postgres, declared are "
                     f"{len(fields)}", query.name)
        return
    for field, got in zip(fields, types):
        allowed = POSTGRES_INTEGER if field is None else wanted(field, POSTGRES_COLUMN, POSTGRES_INTEGER)
        if got.split("(")[0] not in allowed:
            problems.add("sql/type", query.where, f"{query.name}: {field.name if field else 'the count'} is {got} on "
                         f"postgres; declare it so or CAST", query.name)


def check_postgres(address, queries, migrations, problems):
    answers = Postgres(address).run(postgres_steps(queries, migrations))
    for number, name, _ in migrations:
        error = answers[f"migration {number}"][1]
        if error:
            problems.add("sql/syntax", f"{number:04}_{name}", f"postgres: {error}", name)
    for query in queries:
        error = answers[f"{query.name} prepare"][1]
        if error:
            problems.add("sql/syntax", query.where, f"{query.name}: postgres: {error}", query.name)
            continue
        plan = answers[f"{query.name} plan"][0]
        scans = plan_scans(json.loads(plan)[0]["Plan"]) if plan else []
        if scans and query.plan == "index":
            problems.add("sql/scan", query.where, f"{query.name}: postgres reads {', '.join(scans)} whole", query.name)
        if query.result != "exec":
            check_postgres_columns(query, answers[f"{query.name} columns"][0], problems)


def check_folder(queries_folder, migrations_folder, address, problems):
    """Everything about one folder of queries; gives the queries."""
    _, queries = gen.load_queries(queries_folder)
    migrations = gen.load_migrations(migrations_folder)
    for query in queries:
        check_static(query, problems)
    check_sqlite(queries, migrations, problems)
    if address is not None:
        check_postgres(address, queries, migrations, problems)
    return queries


def check_unused(paths, queries, problems):
    text = "\n".join(p.read_text() for p in paths)
    words = set(re.findall(r"\bq_(\w+)", text))
    for query in queries:
        if query.name not in words and not query.is_page_up:
            problems.add("sql/unused", query.where, f"nobody calls q_{query.name}", query.name)


def paragraph_waivers(lines):
    """Line -> the line of the waiver that covers it: its own paragraph, up to the next blank line."""
    covers, current = {}, None
    for i, line in enumerate(lines):
        if WAIVER.search(line):
            current = i
        elif not line.strip():
            current = None
        if current is not None:
            covers[i] = current
    return covers


def check_strings(path, src, problems):
    """SQL in C strings. The db room speaks to engines, so there only queries and tables are refused."""
    room = path.relative_to(src).parts[0]
    lines = path.read_text().splitlines()
    covers = paragraph_waivers(lines)
    used = set()
    for i, line in enumerate(lines):
        text = " ".join(STRING.findall(line))
        is_refused = QUERY_TEXT.search(text) or (room != "db" and ENGINE_TEXT.search(text))
        where = f"src/{path.relative_to(src)}:{i + 1}"
        if ATTACH.search(text):
            problems.add("sql/attach", where, "no transaction may span files")
        if is_refused and i not in covers:
            problems.add("sql/outside", where, "SQL belongs into store/sql (or waive it: /* sql: REASON */)")
        elif is_refused:
            used.add(covers[i])
    for i in sorted(set(covers.values()) - used):
        problems.add("sql/outside", f"src/{path.relative_to(src)}:{i + 1}", "this waiver waives nothing; remove it")


def check_schema(root, folders, problems):
    path = root / "src/db/schema.sql"
    text = gen.schema_text(folders)
    if os.environ.get("EFFACE_UPDATE") == "1":
        path.write_text(text)
    if not path.exists() or path.read_text() != text:
        problems.add("sql/schema", "src/db/schema.sql", "stale; EFFACE_UPDATE=1 tools/lint/sql.py . writes it")


@contextlib.contextmanager
def postgres_address():
    if "EFFACE_TEST_POSTGRES" in os.environ:
        yield os.environ["EFFACE_TEST_POSTGRES"]
        return
    with tempfile.TemporaryDirectory(prefix="efface-pg-") as folder:
        os.chmod(folder, 0o711)  # the server runs as another user when we are root
        data = f"{folder}/c"
        started = subprocess.run([CLUSTER, "start", data], stdout=subprocess.PIPE, text=True, check=False)
        if started.returncode == CLUSTER_MISSING:
            print("sql: SKIPPED on PostgreSQL, whose programs are not here")
            yield None
            return
        started.check_returncode()
        try:
            yield started.stdout.strip()
        finally:
            subprocess.run([CLUSTER, "stop", data], check=True)


def check_tree(root, generated, problems):
    src = root / "src"
    main_sql, main_schema = src / "store/sql", src / "db/migrations"
    key_sql, key_schema = src / "store/keyring_sql", src / "db/keyring_migrations"
    search_sql, search_schema = src / "store/search_sql", src / "db/search_migrations"
    folders = ":".join(map(str, [main_sql] + [p for p in generated if p.suffix == ".sql"]))
    with postgres_address() as address:
        queries = check_folder(folders, main_schema, address, problems)
    queries += check_folder(key_sql, key_schema, None, problems)
    queries += check_folder(search_sql, search_schema, None, problems)
    check_unused([*src.rglob("*.c"), *(p for p in generated if p.suffix == ".c")], queries, problems)
    for path in sorted(src.rglob("*.[ch]")):
        if path.parent != src:
            check_strings(path, src, problems)
    check_schema(root, [main_schema, key_schema, search_schema], problems)
    return len(queries)


def main(argv):
    problems = Problems()
    if argv[1:2] == ["--folder"] and len(argv) == 4:
        with postgres_address() as address:
            count = len(check_folder(argv[2], argv[3], address, problems))
        for rule, name in sorted(set(problems.rows)):
            print(f"{rule} {name}")
    elif len(argv) > 1 and not argv[1].startswith("-"):
        count = check_tree(pathlib.Path(argv[1]), [pathlib.Path(a) for a in argv[2:]], problems)
    else:
        sys.exit(__doc__)
    print(f"sql: {count} queries, {len(problems.rows)} problems")
    return 1 if problems.rows else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except gen.SqlError as fault:
        sys.exit(f"sql: {fault}")

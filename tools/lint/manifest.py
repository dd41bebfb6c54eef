#!/usr/bin/env python3
"""Manifest check: src/store/manifest.toml against the schema, the ids and the log events.

Rules, each named in its message:
  manifest/table    a table of the schema without an entry, or an entry without a table
  manifest/column   a column without words, or words without a column
  manifest/key      `key` is not the table's primary key
  manifest/number   a number given twice, or one that was retired
  manifest/edge     a column that points at an account, status or media without an edge
  manifest/index    an index over a sealed column, or an edge that no index serves
  manifest/box      a *_box column that is not sealed, or a sealed column not named *_box
  manifest/log      a log field whose name is personal
"""
import pathlib
import re
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "gen"))
import manifest as gen  # noqa: E402  (the generator's own reader)

MACROS = {"bytewise": "TEXT", "i64": "INTEGER", "blob": "BLOB", "strict": " STRICT", "clustered": " STRICT, WITHOUT ROWID"}
# A column of this name points at a neighbour, unless it is the table's own key.
POINTS = re.compile(r"^(owner|account|target|from|follower|requester|handled_by|acting|status|media|avatar|header|user|"
                    r"in_reply_to|in_reply_to_account|reblog_of|reblog_of_account|thread)_id$")
PERSONAL = re.compile(r"(handle|username|acct|email|address|ip|content|text|name|uri|url|body|target)$")


def schema(root):
    """The migrated schema in memory."""
    db = sqlite3.connect(":memory:")
    for path in sorted((root / "src/db/migrations").glob("*.sql")):
        if path.name.endswith(".postgres.sql"):
            continue
        text = re.sub(r"\{\{(\w+)\}\}", lambda match: MACROS[match.group(1)], path.read_text())
        db.executescript(text)
    return db


def check_columns(table, db, problems):
    info = db.execute(f"PRAGMA table_info({table.name})").fetchall()
    names = {row[1] for row in info}
    key = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]
    if key != table.row["key"]:
        problems.append(f"manifest/key: {table.name}: key is {table.row['key']}, the schema says {key}")
    for name in names - {column.name for column in table.columns}:
        problems.append(f"manifest/column: {table.name}.{name} has no words: how does it go?")
    numbers = set()
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        if column.name not in names:
            problems.append(f"manifest/column: {where} is not in the schema")
        if column.number in numbers:
            problems.append(f"manifest/number: {where}: {column.number} is given twice")
        numbers.add(column.number)
        if POINTS.match(column.name) and column.target is None:
            problems.append(f"manifest/edge: {where} points at a neighbour: say what happens when it goes")
        if column.name.endswith("_box") != (column.sealed is not None):
            problems.append(f"manifest/box: {where}: a *_box column is sealed, and no other")


def check_indexes(table, db, problems):
    indexes = []
    for row in db.execute(f"PRAGMA index_list({table.name})").fetchall():
        indexes.append([column[2] for column in db.execute(f"PRAGMA index_info({row[1]})").fetchall()])
    indexes.append(table.row["key"])
    for column in table.columns:
        if column.sealed and any(column.name in index for index in indexes):
            problems.append(f"manifest/index: {table.name}.{column.name} is sealed and must not be in an index")
        walked = column.action in ("delete", "null", "each")
        if walked and not any(index[0] == column.name for index in indexes):
            problems.append(f"manifest/index: no index begins with {table.name}.{column.name}; erasing would scan")


def check_log(root, problems):
    text = (root / "src/base/log_events.def").read_text()
    for name, fields in re.findall(r'^LOG_EVENT\((\w+), "[^"]*", \w+, "([^"]*)"', text, re.M):
        for field in fields.split():
            if PERSONAL.search(field):
                problems.append(f"manifest/log: event {name} has the field {field}, which may hold a person's data")


def main():
    root = pathlib.Path(sys.argv[1])
    problems = []
    tables, document = gen.load(root / "src/store/manifest.toml")
    db = schema(root)
    known = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    known = {name for name in known if not name.startswith("sqlite_")} | {"schema_migration"}
    for name in known - {table.name for table in tables}:
        problems.append(f"manifest/table: {name} has no entry: how does it go?")
    numbers = set(document["retired"]["tables"])
    for table in tables:
        if table.row["number"] in numbers:
            problems.append(f"manifest/number: {table.name}: {table.row['number']} is taken or retired")
        numbers.add(table.row["number"])
        if table.name not in known:
            problems.append(f"manifest/table: {table.name} is not in the schema")
        elif table.name != "schema_migration":
            check_columns(table, db, problems)
            check_indexes(table, db, problems)
    check_log(root, problems)
    for problem in problems:
        print(problem)
    print(f"manifest: {len(tables)} tables, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

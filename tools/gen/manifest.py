#!/usr/bin/env python3
"""Turn src/store/manifest.toml into what the build needs.

usage: manifest.py MANIFEST [--columns OUT.h] [--table OUT.c] [--sql OUT.sql]

  --columns  an enum of the stable numbers of all sealed columns (table << 16 | column), for store/box.h
  --sql      the queries of the edges (delete, null, recount, each) and of the pages that `efface scan` reads; read by
             sql.py together with store/sql
  --table    the manifest as a const table, edges with their functions, for the erasure worker and `efface manifest`
"""
import argparse
import pathlib
import re
import sys
import tomllib

TARGETS = ("account", "status", "media", "user")
ACTIONS = ("delete", "null", "each", "keep", "step")


class Column:
    """One column's words, parsed."""

    def __init__(self, table, name, words):
        self.table, self.name = table, name
        parts = words.split()
        self.number = int(parts[0])
        self.target = self.action = self.sealed = self.recount = None
        self.is_clear = self.is_hash = False
        for word in parts[1:]:
            key, _, value = word.partition("=")
            if key == "edge":
                self.target, _, self.action = value.partition(":")
                if self.target not in TARGETS or self.action not in ACTIONS:
                    raise ValueError(f"{table}.{name}: unknown edge {value}")
            elif key == "recount":
                match = re.fullmatch(r"(\w+)\.(\w+)/(\w+)", value)
                if match is None or self.action != "delete":
                    raise ValueError(f"{table}.{name}: recount needs edge=…:delete and TABLE.COLUMN/KEY")
                self.recount = match.groups()
            elif key == "sealed" and value in ("account", "object", "instance"):
                self.sealed = value
            elif word == "clear":
                self.is_clear = True
            elif word == "hash":
                self.is_hash = True
            else:
                raise ValueError(f"{table}.{name}: unknown word {word}")

    @property
    def query(self):
        return f"erase_{self.table}_{self.name}"


class Table:
    """One table's row and columns."""

    def __init__(self, name, row):
        self.name, self.row = name, row
        self.key = row["key"]
        self.columns = [Column(name, column, words) for column, words in row["columns"].items()]
        if row["rule"] not in ("owner", "shared", "age", "none"):
            raise ValueError(f"{name}: unknown rule {row['rule']}")

    @property
    def told(self):
        """Columns that say something about a person: sealed, or clear."""
        return [column for column in self.columns if column.sealed or column.is_clear]

    @property
    def row_column(self):
        """The column whose value a box is tied to."""
        names = [column.name for column in self.columns]
        return next((name for name in ("id", "status_id", "owner_id") if name in names), self.key[0])

    def batch(self, column, select):
        """The rows of one batch; with a recount in primary-key order, so that it and the delete see the same ones."""
        order = f" ORDER BY {', '.join(self.key)}" if column.recount else ""
        return f"SELECT {select} FROM {self.name} WHERE {column.name} = :id{order} LIMIT :count"

    def in_batch(self, column):
        key = ", ".join(self.key)
        left = key if len(self.key) == 1 else f"({key})"
        return f"{left} IN ({self.batch(column, key)})"


def load(path):
    """The tables of a manifest and the whole document; raises ValueError with a sentence."""
    document = tomllib.loads(pathlib.Path(path).read_text())
    return [Table(name, row) for name, row in document["table"].items()], document


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_columns(tables):
    lines = ["/* Generated from store/manifest.toml: stable numbers of sealed columns. */", "#pragma once", "",
             "enum manifest_column {"]
    for table in tables:
        for column in table.columns:
            if column.sealed:
                number = table.row["number"] << 16 | column.number
                lines.append(f"    COLUMN_{table.name.upper()}_{column.name.upper()} = {number},")
    return "\n".join(lines + ["};", ""])


def recount_sql(table, column, by_name):
    """One less in the counter for every row of the batch that points at it."""
    target, counter, key = column.recount
    target_key = by_name[target].key[0]
    rows = table.batch(column, key)
    return (f"UPDATE {target} SET {counter} = {counter} - (SELECT count(*) FROM ({rows}) AS gone "
            f"WHERE gone.{key} = {target}.{target_key}) WHERE {target_key} IN ({rows})")


def write_sql(tables):
    by_name = {table.name: table for table in tables}
    lines = ["-- Generated from store/manifest.toml: one query for each edge that the erasure worker walks."]

    def query(name, kind, text, out=None):
        lines.extend(["", f"-- name: {name} :{kind}", "-- in: id i64, count i64"])
        if out:
            lines.append(f"-- out: {out}")
        lines.append(text + ";")

    for table in tables:
        for column in table.columns:
            if column.recount:
                query(column.query + "_recount", "exec", recount_sql(table, column, by_name))
            if column.action == "delete":
                query(column.query, "exec", f"DELETE FROM {table.name} WHERE {table.in_batch(column)}")
            elif column.action == "null":
                query(column.query, "exec",
                      f"UPDATE {table.name} SET {column.name} = NULL WHERE {table.in_batch(column)}")
            elif column.action == "each":
                query(column.query, "many", table.batch(column, "id"), "id i64")
        if table.told:
            lines.extend(write_page_sql(table))
    return "\n".join(lines) + "\n"


def key_type(name):
    return "text" if name in ("domain", "name", "timeline", "file") else "blob" if name.endswith("hash") else "i64"


def page_fields(table):
    """What a page of a table gives: key and owner, then the columns that say something."""
    fields = {name: key_type(name) for name in table.key}
    fields.setdefault(table.row_column, "i64")
    if any(column.name == "owner_id" for column in table.columns):
        fields.setdefault("owner_id", "i64?")
    for column in table.told:
        fields[column.name] = "blob?" if column.sealed else "text?"
    return fields


def write_page_sql(table):
    fields = page_fields(table)
    keys = ", ".join(table.key)
    marks = ", ".join(f":after_{name}" for name in table.key)
    left, right = (keys, marks) if len(table.key) == 1 else (f"({keys})", f"({marks})")
    inputs = ", ".join(f"after_{name} {key_type(name)}" for name in table.key)
    return ["", f"-- name: page_{table.name} :many", f"-- in: {inputs}, count i64",
            "-- out: " + ", ".join(f"{name} {kind}" for name, kind in fields.items()),
            f"SELECT {', '.join(fields)} FROM {table.name} WHERE {left} > {right} ORDER BY {keys} LIMIT :count;"]


def page_function(table):
    """Reads one page behind a cursor and hands every value over."""
    def place(name, at):
        return f"cursor->{'number' if key_type(name) == 'i64' else 'bytes'}[{at}]"

    query = f"q_page_{table.name}"
    owner = "rows[i].owner_id" if "owner_id" in page_fields(table) else "0"
    lines = [f"static enum err page_{table.name}(struct ctx *ctx, struct manifest_cursor *cursor, int64_t count,",
             "                      struct manifest_value *out, size_t *out_count)", "{",
             f"    struct {query}_row *rows = NULL;", "    size_t row_count = 0;", "    size_t n = 0;",
             f"    TRY({query}(ctx, {', '.join(place(name, at) for at, name in enumerate(table.key))}, count, &rows,",
             "        &row_count));", "    for (size_t i = 0; i < row_count; i++) {"]
    for at, column in enumerate(table.columns):
        if column in table.told:
            lines.append(f"        out[n++] = (struct manifest_value){{ &columns_{table.name}[{at}], "
                         f"rows[i].{table.row_column}, {owner}, rows[i].{column.name} }};")
    lines += ["    }", "    if (row_count > 0) {"]
    lines += [f"        {place(name, at)} = rows[row_count - 1].{name};" for at, name in enumerate(table.key)]
    return lines + ["    }", "    cursor->is_done = row_count < (size_t)count;", "    *out_count = n;",
                    "    return ERR_OK;", "}", ""]


def each_function(column):
    return [f"static enum err each_{column.query}(struct ctx *ctx, int64_t id, int64_t count, int64_t **out,",
            "                      size_t *out_count)", "{",
            f"    struct q_{column.query}_row *rows = NULL;",
            f"    TRY(q_{column.query}(ctx, id, count, &rows, out_count));",
            "    *out = ARENA_ARRAY(ctx->arena, int64_t, *out_count);",
            "    for (size_t i = 0; i < *out_count; i++)", "        (*out)[i] = rows[i].id;",
            "    return ERR_OK;", "}", ""]


def column_row(column):
    fields = [f".name = {c_string(column.name)}", f".number = {column.number}"]
    if column.sealed:
        fields.append(f".sealed = MANIFEST_SEALED_{column.sealed.upper()}")
    if column.is_clear:
        fields.append(".is_clear = true")
    if column.is_hash:
        fields.append(".is_hash = true")
    if column.target:
        fields.append(f".target = MANIFEST_TARGET_{column.target.upper()}, .action = MANIFEST_{column.action.upper()}")
    if column.action in ("delete", "null"):
        fields.append(f".run = q_{column.query}")
    if column.action == "each":
        fields.append(f".each = each_{column.query}")
    if column.recount:
        fields.append(f".recount = q_{column.query}_recount")
    return "    { " + ", ".join(fields) + " },"


def write_table(tables, document):
    lines = ["/* Generated from store/manifest.toml. */", '#include "store/manifest.h"', "",
             '#include "store/queries.h"', ""]
    for table in tables:
        for column in table.columns:
            if column.action == "each":
                lines += each_function(column)
    for table in tables:
        lines.append(f"static const struct manifest_column_row columns_{table.name}[] = {{")
        lines += [column_row(column) for column in table.columns]
        lines += ["};", ""]
        if table.told:
            lines += page_function(table)
    lines.append("static const struct manifest_table tables[] = {")
    for table in tables:
        lines.append(f"    {{ .name = {c_string(table.name)}, .number = {table.row['number']}, "
                     f".rule = MANIFEST_RULE_{table.row['rule'].upper()}, .why = {c_string(table.row['why'])},")
        if table.told:
            lines.append(f"      .page = page_{table.name}, .told_count = {len(table.told)},")
        lines.append(f"      .columns = columns_{table.name}, .column_count = ARRAY_COUNT(columns_{table.name}) }},")
    lines += ["};", "", "static const struct manifest_place places[] = {"]
    for section in ("file", "memory", "log"):
        for name, row in document.get(section, {}).items():
            lines.append(f"    {{ .kind = {c_string(section)}, .name = {c_string(name)}, "
                         f".path = {c_string(row.get('path', ''))}, .rule = MANIFEST_RULE_{row['rule'].upper()}, "
                         f".why = {c_string(row['why'])}, .method = {c_string(row.get('method', ''))} }},")
    lines += ["};", "",
              "const struct manifest manifest_main = {",
              "    .tables = tables, .table_count = ARRAY_COUNT(tables),",
              "    .places = places, .place_count = ARRAY_COUNT(places),", "};", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("manifest")
    parser.add_argument("--columns")
    parser.add_argument("--table")
    parser.add_argument("--sql")
    args = parser.parse_args()
    try:
        tables, document = load(args.manifest)
    except (ValueError, KeyError, tomllib.TOMLDecodeError) as problem:
        sys.exit(f"{args.manifest}: {problem}")
    if args.columns:
        pathlib.Path(args.columns).write_text(write_columns(tables))
    if args.sql:
        pathlib.Path(args.sql).write_text(write_sql(tables))
    if args.table:
        pathlib.Path(args.table).write_text(write_table(tables, document))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""SQL files in, C out: named queries become typed functions, migrations become a table.

  sql.py queries FOLDERS NAME HEADER_INCLUDE OUT_C OUT_H DEPFILE   one .sql file a noun -> NAME_queries, q_* functions;
                                                                   FOLDERS: folders and files, separated by colons
  sql.py migrations FOLDER SYMBOL OUT_C DEPFILE                    NNNN_name[.sqlite|.postgres].sql -> table
  sql.py schema FOLDER...                                          print the schema the migrations make (SQLite's form)

A query file:

  -- set: status_row            columns declared once: struct status_row and one mapper
  --   id status_id, name text?
  -- from: s                    optional: {{status_row}} becomes s.id, s.name

  -- name: status_by_id :maybe status_row
  -- in:   id status_id
  -- plan: scan REASON          only where a table scan is meant
  SELECT {{status_row}} FROM status s WHERE s.id = :id;

Results: :one, :maybe, :many (with a set, or an `-- out:` line that makes struct q_NAME_row), :exec, :count, :page.
A :page is a :many that ends with `{{page:COLUMN}}`, a condition, an order and a limit: the function takes a struct paging
(model/paging.h), and gives the rows newest first, or oldest first where the page is from the oldest.
Types: i64, bool, f64, text, blob and NOUN_id of base/id.h. `?` behind a type: the zero value (0, the absent view) stands
for NULL both ways. `ids status_id[20]` makes IN (:ids) a list of 20, given as pointer and count; for a list of one there
is a second text, because SQLite builds a table of all twenty each time and takes IN of one value for =.
`-- name: claim.sqlite` and `-- name: claim.postgres` with equal signatures are one query in two dialects.
`{{set:x}}` writes the columns with prefix x., `{{set:}}` without prefix.
"""
import copy
import pathlib
import re
import sys

DIALECTS = ("sqlite", "postgres")
RESULTS = ("one", "maybe", "many", "exec", "count", "page")
PAGE_FIELDS = "above i64, below i64, count i64"
SCALARS = {"i64": "int64_t", "bool": "bool", "f64": "double", "text": "struct sv", "blob": "struct sv"}
BIND_TYPES = {"f64": "DB_F64", "text": "DB_TEXT", "blob": "DB_BLOB"}
RESERVED = {"ctx", "out", "out_found", "out_count", "out_changed", "binds", "i", "default", "int", "long", "char", "paging",
            "short", "float", "double", "register", "static", "struct", "union", "enum", "switch", "case", "auto"}
MACROS = {
    "blob": ("BLOB", "BYTEA"),
    "i64": ("INTEGER", "BIGINT"),
    "f64": ("REAL", "DOUBLE PRECISION"),
    "bytewise": ("TEXT", 'TEXT COLLATE "C"'),
    "strict": (" STRICT", ""),
    "clustered": (" STRICT, WITHOUT ROWID", ""),
}
PAGE = re.compile(r"\{\{page:([a-z_.]+)\}\}")
TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|::|:[a-z_][a-z0-9_]*|\{\{[^}]*\}\}|\s+|.", re.S)


class SqlError(Exception):
    """A fault in a .sql file, with the place."""


class Type:
    """One value's type: kind (i64 … or NOUN_id), NULL by zero value, list length."""

    def __init__(self, text, where):
        match = re.fullmatch(r"([a-z0-9_]+)(\?)?(?:\[(\d+)\])?", text)
        if match is None:
            raise SqlError(f"{where}: '{text}' is no type")
        self.kind = match.group(1)
        self.is_nullable = match.group(2) is not None
        self.list_count = int(match.group(3)) if match.group(3) else 0
        if self.kind not in SCALARS and not self.kind.endswith("_id"):
            raise SqlError(f"{where}: unknown type {self.kind}; one of {', '.join(SCALARS)} or NOUN_id")
        if self.is_nullable and self.list_count:
            raise SqlError(f"{where}: a list has no NULLs")

    @property
    def is_id(self):
        return self.kind not in SCALARS

    @property
    def is_bytes(self):
        return self.kind in ("text", "blob")

    @property
    def c(self):
        return f"struct {self.kind}" if self.is_id else SCALARS[self.kind]

    @property
    def bind(self):
        return BIND_TYPES.get(self.kind, "DB_I64")

    def __str__(self):
        return self.kind + ("?" if self.is_nullable else "") + (f"[{self.list_count}]" if self.list_count else "")


class Field:
    def __init__(self, name, kind, where):
        if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None or name in RESERVED:
            raise SqlError(f"{where}: '{name}' cannot name a field")
        self.name = name
        self.type = Type(kind, where)


class ColumnSet:
    def __init__(self, name, where):
        self.name = name
        self.where = where
        self.fields = []
        self.prefix = ""


class Query:
    def __init__(self, name, where, path):
        self.name = name
        self.where = where
        self.path = path
        self.result = None
        self.row = None        # name of the row struct
        self.params = []
        self.out = []          # fields of the row
        self.has_own_row = False
        self.plan = "index"
        self.is_page = False   # newest first; the query behind it is the same, oldest first
        self.is_page_up = False
        self.raw = {}          # dialect -> text as written
        self.sql = {}          # dialect -> text for the engine
        self.sql_alone = {}    # the same, with room for one in each list

    @property
    def lists(self):
        return [f for f in self.params if f.type.list_count]

    def signature(self):
        fields = [(f.name, str(f.type)) for f in self.params + self.out]
        return self.result, self.row, fields


def parse_fields(text, where):
    fields = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        words = part.split()
        if len(words) != 2:
            raise SqlError(f"{where}: '{part}' is not NAME TYPE")
        fields.append(Field(words[0], words[1], where))
    names = [f.name for f in fields]
    if len(set(names)) != len(names):
        raise SqlError(f"{where}: a name occurs twice")
    return fields


class FileParser:
    """Line by line: annotations build sets and queries, other lines are the SQL of the current query."""

    def __init__(self, path, sets, queries):
        self.path = path
        self.sets = sets
        self.queries = queries
        self.current_set = None
        self.current = None
        self.dialect = None
        self.pending = None    # (fields list, text so far, where)

    def run(self):
        for number, line in enumerate(self.path.read_text().splitlines(), 1):
            where = f"{self.path.name}:{number}"
            annotation = re.match(r"--\s(name|set|from|in|out|plan):\s*(.*)$", line)
            continuation = re.match(r"--\s{3,}(\S.*)$", line)
            if annotation:
                self.flush()
                self.annotate(annotation.group(1), annotation.group(2).strip(), where)
            elif continuation and self.pending:
                self.pending[1] += " " + continuation.group(1)
            elif line.startswith("--") or not line.strip():
                self.flush()
            else:
                self.flush()
                self.sql_line(line, where)
        self.flush()

    def flush(self):
        if self.pending:
            fields, text, where = self.pending
            fields.extend(parse_fields(text, where))
            self.pending = None

    def annotate(self, key, text, where):
        if key == "name":
            self.begin_query(text, where)
        elif key == "set":
            if text in self.sets:
                raise SqlError(f"{where}: set {text} is declared twice")
            self.current = None
            self.current_set = self.sets[text] = ColumnSet(text, where)
            self.pending = [self.current_set.fields, "", where]
        elif key == "from":
            if self.current_set is None:
                raise SqlError(f"{where}: `from` belongs to a set")
            self.current_set.prefix = text + "."
        elif self.current is None:
            raise SqlError(f"{where}: `{key}` without a query")
        elif key == "plan":
            self.current.plan = text
            if text != "index" and not re.match(r"scan \S", text):
                raise SqlError(f"{where}: plan is `index` or `scan REASON`")
        elif key == "in":
            self.pending = [self.current.params, text, where]
        else:
            self.current.has_own_row = True
            self.current.row = f"q_{self.current.name}_row"
            self.pending = [self.current.out, text, where]

    def begin_query(self, text, where):
        match = re.fullmatch(r"([a-z][a-z0-9_]*)(?:\.(sqlite|postgres))?\s+:(\w+)(?:\s+(\w+))?", text)
        if match is None or match.group(3) not in RESULTS:
            raise SqlError(f"{where}: expected NAME[.DIALECT] :RESULT [SET], result one of {', '.join(RESULTS)}")
        name, self.dialect, result, row = match.groups()
        self.current_set = None
        self.current = Query(name, where, self.path)
        self.current.result = result
        self.current.row = row
        self.queries.append((self.current, self.dialect))
        for dialect in DIALECTS:
            if self.dialect in (None, dialect):
                self.current.raw[dialect] = ""

    def sql_line(self, line, where):
        if self.current is None:
            raise SqlError(f"{where}: SQL before any `-- name:`")
        for dialect in self.current.raw:
            self.current.raw[dialect] += line + "\n"


def join_dialects(parsed):
    """Both or neither: pairs become one query."""
    by_name = {}
    queries = []
    for query, dialect in parsed:
        other = by_name.get(query.name)
        if other is None:
            by_name[query.name] = query
            queries.append(query)
        elif dialect is None or dialect in other.raw:
            raise SqlError(f"{query.where}: query {query.name} is declared twice")
        elif other.signature() != query.signature():
            raise SqlError(f"{query.where}: the dialects of {query.name} differ in their signature")
        else:
            other.raw.update(query.raw)
    for query in queries:
        if len(query.raw) != len(DIALECTS):
            raise SqlError(f"{query.where}: {query.name} lacks its other dialect")
    return queries


def split_pages(queries):
    """Each :page is two queries, next to each other."""
    out = []
    for query in queries:
        out.append(query)
        pages = [text.count("{{page:") for text in query.raw.values()]
        if set(pages) != {int(query.result == "page")}:
            raise SqlError(f"{query.where}: {query.name}: {{{{page:COLUMN}}}} stands once in a :page and nowhere else")
        if query.result != "page":
            continue
        query.result = "many"
        query.params += parse_fields(PAGE_FIELDS, query.where)
        up = copy.deepcopy(query)
        up.name += "_up"
        query.is_page, up.is_page_up = True, True
        for each, order in ((query, " DESC"), (up, "")):
            each.raw = {dialect: PAGE.sub(rf"\1 > :above AND \1 < :below ORDER BY \1{order} LIMIT :count", text)
                        for dialect, text in each.raw.items()}
        out.append(up)
    return out


def expand_set(token, sets, where):
    name, _, alias = token[2:-2].partition(":")
    if name not in sets:
        raise SqlError(f"{where}: unknown set {{{{{name}}}}}")
    prefix = sets[name].prefix
    if ":" in token:
        prefix = alias + "." if alias else ""
    return ", ".join(prefix + f.name for f in sets[name].fields)


def slots(field, is_alone=False):
    """Parameters that a field takes."""
    return 1 if is_alone else max(1, field.type.list_count)


def expand_query(query, sets, dialect, is_alone=False):
    """The engine's text: parameters numbered in the order of `in`, comments gone, white space single."""
    numbers = {}
    at = 1
    for field in query.params:
        numbers[field.name] = (at, slots(field, is_alone))
        at += slots(field, is_alone)
    mark = "?" if dialect == "sqlite" else "$"
    used = set()
    parts = []
    for token in TOKEN.findall(query.raw[dialect]):
        if token.startswith(("--", "/*")) or token.isspace():
            parts.append(" ")
        elif token.startswith("{{"):
            parts.append(expand_set(token, sets, query.where))
        elif token.startswith(":") and token != "::" and token != ":":
            name = token[1:]
            if name not in numbers:
                raise SqlError(f"{query.where}: {token} of {query.name} is not declared by `in`")
            first, count = numbers[name]
            used.add(name)
            parts.append(", ".join(f"{mark}{n}" for n in range(first, first + count)))
        else:
            parts.append(token)
    for name in numbers:
        if name not in used:
            raise SqlError(f"{query.where}: :{name} of {query.name} is never used")
    text = re.sub(r" +", " ", "".join(parts)).strip().rstrip(";").strip()
    if not text:
        raise SqlError(f"{query.where}: {query.name} has no SQL")
    return text


def check_result(query, sets):
    needs_row = query.result in ("one", "maybe", "many", "page")
    if needs_row and query.row is None:
        raise SqlError(f"{query.where}: {query.name} needs a set or `-- out:`")
    if not needs_row and query.row is not None:
        raise SqlError(f"{query.where}: :{query.result} of {query.name} gives no rows")
    if needs_row and not query.has_own_row:
        if query.row not in sets:
            raise SqlError(f"{query.where}: unknown set {query.row}")
        query.out = sets[query.row].fields
    for field in query.out:
        if field.type.list_count:
            raise SqlError(f"{query.where}: a column is no list")


def query_files(folders):
    """The .sql files of a colon-separated list of folders and files."""
    paths = []
    for part in map(pathlib.Path, str(folders).split(":")):
        paths += sorted(part.glob("*.sql")) if part.is_dir() else [part]
    return paths


def load_queries(folders):
    """All sets (by name) and queries of some folders, checked and expanded."""
    sets = {}
    parsed = []
    for path in query_files(folders):
        FileParser(path, sets, parsed).run()
    for query, _ in parsed:
        check_result(query, sets)
    queries = split_pages(join_dialects(parsed))
    for query in queries:
        for dialect in DIALECTS:
            query.sql[dialect] = expand_query(query, sets, dialect)
            query.sql_alone[dialect] = expand_query(query, sets, dialect, is_alone=True)
    used = {q.row for q in queries}
    for column_set in sets.values():
        if column_set.name not in used:
            raise SqlError(f"{column_set.where}: no query gives {column_set.name}")
    return sets, queries


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def c_string_lines(text, indent):
    """A literal in pieces: the standard bounds their length, readers bound their width."""
    pieces = [text[i:i + 90] for i in range(0, len(text), 90)] or [""]
    return ("\n" + indent).join(c_string(p) for p in pieces)


def emit_struct(name, fields):
    lines = [f"struct {name} {{"]
    for field in fields:
        note = " /* zero value: NULL */" if field.type.is_nullable else ""
        lines.append(f"    {field.type.c} {field.name};{note}")
    return lines + ["};", ""]


def emit_mapper(name, fields):
    lines = [f"static void map_{name}(const struct db_row *row, struct arena *a, void *out)", "{",
             f"    struct {name} *r = out;"]
    if not any(f.type.is_bytes for f in fields):
        lines.append("    UNUSED(a);")
    for i, field in enumerate(fields):
        value = f"db_row_i64(row, {i})"
        if field.type.is_bytes:
            value = f"db_row_sv(row, {i}, a)"
        elif field.type.kind == "f64":
            value = f"db_row_f64(row, {i})"
        elif field.type.kind == "bool":
            value += " != 0"
        target = f"r->{field.name}.v" if field.type.is_id else f"r->{field.name}"
        lines.append(f"    {target} = {value};")
    return lines + ["}", ""]


def prototype(query):
    params = ["struct ctx *ctx"]
    for field in query.params[:-3] if query.is_page else query.params:
        if field.type.list_count:
            params += [f"const {field.type.c} *{field.name}", f"size_t {field.name}_count"]
        else:
            params.append(f"{field.type.c} {field.name}")
    if query.is_page:
        params.append("const struct paging *paging")
    if query.result == "one":
        params.append(f"struct {query.row} *out")
    elif query.result == "maybe":
        params += ["bool *out_found", f"struct {query.row} *out"]
    elif query.result == "many":
        params += [f"struct {query.row} **out", "size_t *out_count"]
    elif query.result == "exec":
        params.append("int64_t *out_changed")
    else:
        params.append("int64_t *out")
    return f"enum err q_{query.name}({', '.join(params)})"


def bind_value(field, value):
    kind = field.type
    if kind.is_bytes:
        return f"db_bind_bytes{'_or_null' if kind.is_nullable else ''}({kind.bind}, {value})"
    if kind.kind == "f64":
        return f"db_bind_f64({value})"
    return f"db_bind_i64{'_or_null' if kind.is_nullable else ''}({value + '.v' if kind.is_id else value})"


def emit_list_binds(field):
    """Into the next binds; what is left of the list's room gets a value that is nobody's, or one that is there already."""
    name = field.name
    lines = [f"    for (size_t i = 0; i < (is_alone ? 1 : {field.type.list_count}); i++)"]
    if field.type.is_bytes:
        pad = f"{name}_count > 0 ? {name}[0] : (struct sv){{ 0 }}"
        return lines + [f"        binds[at++] = db_bind_bytes_or_null({field.type.bind}, i < {name}_count ? {name}[i] : {pad});"]
    item = f"{name}[i].v" if field.type.is_id else f"{name}[i]"
    return lines + [f"        binds[at++] = db_bind_i64(i < {name}_count ? {item} : 0);"]


def emit_binds(query):
    values = {f.name: f"(int64_t)paging->{f.name}" if query.is_page and f in query.params[-3:] else f.name for f in query.params}
    lines = [f"    struct db_bind binds[{sum(map(slots, query.params))}];"]
    if not query.lists:
        return lines + [f"    binds[{at}] = {bind_value(f, values[f.name])};" for at, f in enumerate(query.params)]
    lines += [f"    assert({f.name}_count <= {f.type.list_count});" for f in query.lists]
    lines += ["    size_t at = 0;", f"    bool is_alone = {' && '.join(f'{f.name}_count <= 1' for f in query.lists)};"]
    for field in query.params:
        scalar = f"    binds[at++] = {bind_value(field, values[field.name])};"
        lines += emit_list_binds(field) if field.type.list_count else [scalar]
    return lines


def emit_function(query, index, alone_index):
    """alone_index: where the text for lists of one stands"""
    lines = [prototype(query), "{"]
    if query.params:
        lines += emit_binds(query)
    row = f"(is_alone ? {alone_index} : {index})" if query.lists else f"{index}"
    if query.is_page:
        row += " + paging->is_from_oldest"
    call = f"ctx, &QUERIES[{row}], {'binds' if query.params else 'NULL'}"
    if query.result == "one":
        lines.append(f"    return db_query_one({call}, map_{query.row}, out);")
    elif query.result == "maybe":
        lines.append(f"    return db_query_maybe({call}, map_{query.row}, out_found, out);")
    elif query.result == "many":
        lines += ["    void *rows = NULL;",
                  f"    TRY(db_query_many({call}, map_{query.row}, sizeof **out, &rows, out_count));",
                  "    *out = rows;", "    return ERR_OK;"]
    elif query.result == "exec":
        lines.append(f"    return db_query_exec({call}, out_changed);")
    else:
        lines.append(f"    return db_query_count({call}, out);")
    return lines + ["}", ""]


def emit_row(query, sql, is_alone):
    count = sum(slots(f, is_alone) for f in query.params)
    lines = ["    {", f'        .name = "{query.name}",', "        .sql = {",
             f"            {c_string_lines(sql['sqlite'], ' ' * 12)},",
             f"            {c_string_lines(sql['postgres'], ' ' * 12)},", "        },"]
    if count:
        lines.append(f"        .types = TYPES_{query.name.upper()}{'_ALONE' if is_alone else ''},")
    return lines + [f"        .param_count = {count},", "    },"]


def emit_types(query, is_alone):
    types = [f.type.bind for f in query.params for _ in range(slots(f, is_alone))]
    name = query.name.upper() + ("_ALONE" if is_alone else "")
    return [f"static const uint8_t TYPES_{name}[] = {{ {', '.join(types)} }};"] if types else []


def emit_table(queries, with_lists):
    lines = []
    for query in queries:
        lines += emit_types(query, False)
    for query in with_lists:
        lines += emit_types(query, True)
    lines += ["", f"static const struct db_query QUERIES[{max(1, len(queries) + len(with_lists))}] = {{"]
    for query in queries:
        lines += emit_row(query, query.sql, False)
    for query in with_lists:
        lines += emit_row(query, query.sql_alone, True)
    if not queries:
        lines.append('    { .name = "" },')
    return lines + ["};", ""]


def emit_header(name, sets, queries):
    lines = ["/* Generated by tools/gen/sql.py. */", "#pragma once", "", '#include "base/ctx.h"',
             '#include "base/id.h"', '#include "base/macros.h"', '#include "base/sv.h"', '#include "db/query.h"']
    if any(query.is_page for query in queries):
        lines.append('#include "model/paging.h"')
    lines += ["", f"extern const struct db_queries {name}_queries;", ""]
    for column_set in sets.values():
        lines += emit_struct(column_set.name, column_set.fields)
    for query in queries:
        if query.has_own_row:
            lines += emit_struct(query.row, query.out)
    for query in queries:
        if query.is_page_up:
            continue
        text = query.sql["sqlite"].replace("*/", "* /").replace("/*", "/ *")
        lines += [f"/* {query.path.name}: {text} */", f"MUST_USE {prototype(query)};", ""]
    return "\n".join(lines)


def emit_source(name, header, sets, queries):
    lines = ["/* Generated by tools/gen/sql.py. */", f'#include "{header}"', "", "#include <assert.h>", "",
             '#pragma GCC diagnostic ignored "-Woverlength-strings"', ""]
    with_lists = [q for q in queries if q.lists]
    lines += emit_table(queries, with_lists)
    lines += [f"const struct db_queries {name}_queries = {{ QUERIES, {len(queries) + len(with_lists)} }};", ""]
    for column_set in sets.values():
        lines += emit_mapper(column_set.name, column_set.fields)
    for query in queries:
        if query.has_own_row:
            lines += emit_mapper(query.row, query.out)
    for index, query in enumerate(queries):
        alone_index = len(queries) + with_lists.index(query) if query.lists else index
        if not query.is_page_up:
            lines += emit_function(query, index, alone_index)
    return "\n".join(lines)


def migration_text(text, dialect, where):
    def macro(match):
        if match.group(1) not in MACROS:
            raise SqlError(f"{where}: unknown macro {match.group(0)}; one of {', '.join(MACROS)}")
        return MACROS[match.group(1)][DIALECTS.index(dialect)]
    return re.sub(r"\{\{(\w+)\}\}", macro, text)


def load_migrations(folder):
    """[(number, name, {dialect: text})], ascending, without gaps."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)(?:\.(sqlite|postgres))?\.sql", path.name)
        if match is None:
            raise SqlError(f"{path.name}: expected NNNN_name.sql or NNNN_name.sqlite.sql and .postgres.sql")
        number, name, dialect = int(match.group(1)), match.group(2), match.group(3)
        entry = found.setdefault(number, (name, {}))
        if entry[0] != name:
            raise SqlError(f"{path.name}: number {number} is used twice")
        for each in DIALECTS:
            if dialect not in (None, each):
                continue
            if each in entry[1]:
                raise SqlError(f"{path.name}: {each} is there twice")
            entry[1][each] = migration_text(path.read_text(), each, path.name)
    for expected, number in enumerate(sorted(found), 1):
        if number != expected:
            raise SqlError(f"migration {expected:04} is missing")
        if len(found[number][1]) != len(DIALECTS):
            raise SqlError(f"migration {number:04} lacks a dialect: both or neither")
    return [(number, *found[number]) for number in sorted(found)]


def emit_migrations(symbol, migrations):
    lines = ["/* Generated by tools/gen/sql.py. */", '#include "db/migrate.h"', "",
             '#pragma GCC diagnostic ignored "-Woverlength-strings"', ""]
    if migrations:
        lines.append("static const struct db_migration ROWS[] = {")
        for number, name, texts in migrations:
            lines += ["    {", f"        .number = {number},", f'        .name = "{name}",', "        .sql = {"]
            for dialect in DIALECTS:
                lines.append(f"            {c_string_lines(texts[dialect], ' ' * 12)},")
            lines += ["        },", "    },"]
        lines += ["};", ""]
    rows = f"ROWS, {len(migrations)}" if migrations else "NULL, 0"
    return "\n".join(lines + [f"const struct db_migrations {symbol} = {{ {rows} }};", ""])


def schema_text(folders):
    """The schemas of folders of migrations as SQLite keeps them, one after the other."""
    import sqlite3
    parts = ["-- Printed from the migrations, in SQLite's form. Do not edit."]
    for folder in folders:
        db = sqlite3.connect(":memory:")
        for _, _, texts in load_migrations(folder):
            db.executescript(texts["sqlite"])
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                          "ORDER BY tbl_name, type DESC, name").fetchall()
        parts.append(f"-- {pathlib.Path(folder).name}")
        parts += [sql + ";" for (sql,) in rows]
        db.close()
    return "\n\n".join(parts) + "\n"


def write_depfile(depfile, target, folder):
    names = [str(p) for p in query_files(folder)] + str(folder).split(":") + [__file__]
    pathlib.Path(depfile).write_text(f"{target}: {' '.join(names)}\n")


def main(argv):
    command = argv[1]
    if command == "queries":
        folder, name, header, out_c, out_h, depfile = argv[2:]
        sets, queries = load_queries(folder)
        pathlib.Path(out_h).write_text(emit_header(name, sets, queries))
        pathlib.Path(out_c).write_text(emit_source(name, header, sets, queries))
        write_depfile(depfile, out_c, folder)
    elif command == "migrations":
        folder, symbol, out_c, depfile = argv[2:]
        pathlib.Path(out_c).write_text(emit_migrations(symbol, load_migrations(folder)))
        write_depfile(depfile, out_c, folder)
    elif command == "schema":
        sys.stdout.write(schema_text(argv[2:]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except SqlError as fault:
        sys.exit(f"sql: {fault}")

#!/usr/bin/env python3
"""Table check: the X-macro tables (*.def) that the binary prints its reference from (STYLE.md 14).

Rules, each named in its message:
  tables/header     the file's comment names the macro and its columns, and every row has as many
  tables/duplicate  a key or a public name stands once
  tables/document   the column for people is not empty and begins with a capital, a digit or `code`
  tables/order      a table that is sorted stays sorted
  tables/value      a column holds one of the values it may hold
  tables/personal   a log field cannot hold personal data
A .def file without rules of its own is held to rows of one width for each of its macros.
"""
import pathlib
import re
import sys

STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|[(),]|[^"(),/]+|/', re.S)

# Fields that would carry a person's name, address, words or secrets.
PERSONAL = {"acct", "handle", "username", "name", "display_name", "email", "address", "ip", "agent", "user_agent",
            "content", "text", "body", "query", "url", "uri", "path", "target", "token", "key", "password", "tag"}


class Row:
    def __init__(self, line, columns):
        self.line = line
        self.columns = columns

    def text(self, index):
        """Column as text: string literals joined, anything else as written."""
        raw = self.columns[index]
        parts = STRING.findall(raw)
        return "".join(parts) if parts or raw.startswith('"') else raw


def parse_rows(text, macro):
    """Rows of `MACRO(a, b, …)` at the start of a line, whatever stands in strings or comments."""
    rows = []
    for match in re.finditer(rf"^{macro}\(", text, re.M):
        columns, depth, current = [], 1, ""
        for token in TOKEN.finditer(text, match.end()):
            part = token.group()
            if part.startswith("/*"):
                continue
            depth += (part == "(") - (part == ")")
            if depth == 0 or (part == "," and depth == 1):
                columns.append(current.strip())
                current = ""
                if depth == 0:
                    break
            else:
                current += part
        rows.append(Row(text.count("\n", 0, match.start()) + 1, columns))
    return rows


def without_comments(text):
    """The same lines with comments blanked, so that an example in a comment is no row."""
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


class Table:
    def __init__(self, relative, text, macro, problems):
        self.relative = relative
        self.problems = problems
        self.rows = parse_rows(without_comments(text), macro)
        header = re.search(rf"\b{macro}\(([^)]*)\)", text.split("*/", 1)[0])
        self.width = 0
        if header is None:
            self.report(1, "header", f"the comment at the top must name {macro}(…) with its columns")
        else:
            self.width = header.group(1).count(",") + 1
            for row in self.rows:
                if len(row.columns) != self.width:
                    self.report(row.line, "header", f"{len(row.columns)} columns where the comment names {self.width}")
        if not self.rows:
            self.report(1, "header", f"no row of {macro}(…)")
        self.rows = [row for row in self.rows if len(row.columns) == self.width]

    def report(self, line, rule, message):
        self.problems.append(f"{self.relative}:{line}: tables/{rule}: {message}")

    def unique(self, index, what):
        seen = {}
        for row in self.rows:
            value = row.text(index)
            if value in seen:
                self.report(row.line, "duplicate", f"{what} {value} stands in line {seen[value]} already; rename one")
            seen.setdefault(value, row.line)

    def documented(self, index):
        for row in self.rows:
            text = row.text(index)
            if not re.match(r"[A-Z0-9`]", text):
                self.report(row.line, "document", "say in a sentence, beginning with a capital, what this row is")

    def one_of(self, index, values, what):
        for row in self.rows:
            if row.text(index) not in values:
                self.report(row.line, "value", f"{what} is {row.text(index)}; it may be {', '.join(sorted(values))}")

    def matches(self, index, pattern, what):
        for row in self.rows:
            if re.fullmatch(pattern, row.text(index)) is None:
                self.report(row.line, "value", f"{what} {row.text(index)} is not of the form {pattern}")


def check_errors(table):
    table.unique(0, "code")
    table.matches(0, r"[A-Z][A-Z0-9_]*", "code")
    table.matches(1, r"[45][0-9][0-9]", "HTTP status")
    table.one_of(2, {"FINAL", "RETRY", "BUG"}, "retry class")
    table.documented(3)


def check_log_events(table):
    table.unique(0, "event")
    table.unique(1, "wire name")
    table.matches(1, r"[a-z]+(\.[a-z_]+)*", "wire name")
    table.one_of(2, {"DEBUG", "INFO", "WARN", "ERROR"}, "level")
    table.documented(4)
    for row in table.rows:
        fields = row.text(3).split()
        for field in sorted(set(fields) & PERSONAL):
            table.report(row.line, "personal", f"field {field} may hold personal data; log an id or a count instead")
        if len(fields) != len(set(fields)):
            table.report(row.line, "duplicate", "a field stands twice in one event")


def setting_order(row):
    """Settings without a section first, then by section and name."""
    name = row.text(1)
    return ("." in name, name)


def check_settings(table):
    table.unique(0, "key")
    table.unique(1, "name")
    table.matches(1, r"([a-z_]+\.)?[a-z_]+", "name")
    table.one_of(2, {"BOOL", "INT", "SIZE", "DURATION", "ENUM", "TEXT", "PATH", "ADDRESSES"}, "type")
    table.documented(9)
    for row, following in zip(table.rows, table.rows[1:]):
        if setting_order(following) < setting_order(row):
            table.report(following.line, "order", f"{following.text(1)} comes before {row.text(1)}; sort by name")
    for row in table.rows:
        if row.text(0) != row.text(1).upper().replace(".", "_"):
            table.report(row.line, "value", f"key {row.text(0)} is not the name {row.text(1)} in capitals")


def check_widths(relative, text, problems):
    """A table that has no rules here: every row of a macro is as wide as its first."""
    text = without_comments(text)
    row_count = 0
    for macro in sorted(set(re.findall(r"^([A-Z][A-Z0-9_]*)\(", text, re.M))):
        rows = parse_rows(text, macro)
        row_count += len(rows)
        for row in rows:
            if len(row.columns) != len(rows[0].columns):
                problems.append(f"{relative}:{row.line}: tables/header: {len(row.columns)} columns where the first "
                                f"{macro} has {len(rows[0].columns)}")
    return row_count


# file: (macro, rules)
TABLES = {
    "base/err.def": ("ERR", check_errors),
    "base/log_events.def": ("LOG_EVENT", check_log_events),
    "conf/settings.def": ("SETTING", check_settings),
}


def main(root):
    src = pathlib.Path(root) / "src"
    problems = []
    row_count = 0
    for path in sorted(src.rglob("*.def")):
        relative = path.relative_to(src).as_posix()
        text = path.read_text()
        if relative not in TABLES:
            row_count += check_widths(f"src/{relative}", text, problems)
            continue
        macro, check = TABLES[relative]
        table = Table(f"src/{relative}", text, macro, problems)
        check(table)
        row_count += len(table.rows)
    for problem in problems:
        print(problem)
    print(f"tables: {row_count} rows, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

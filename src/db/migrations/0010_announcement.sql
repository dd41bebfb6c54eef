-- Announcements of the instance, and what accounts did with them.

CREATE TABLE announcement (
    id {{i64}} NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    starts_ms {{i64}},
    ends_ms {{i64}},
    is_all_day {{i64}} NOT NULL,
    updated_ms {{i64}} NOT NULL
) {{strict}};

-- A reaction has the emoji for its name; a row without a name says that the announcement was read.
CREATE TABLE announcement_mark (
    owner_id {{i64}} NOT NULL,
    announcement_id {{i64}} NOT NULL,
    name {{bytewise}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, announcement_id, name)
) {{clustered}};
CREATE INDEX announcement_mark_name ON announcement_mark (announcement_id, name, id);

-- What the instance says of itself beyond its settings: its rules, and documents.

CREATE TABLE instance_rule (
    id {{i64}} NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    hint TEXT NOT NULL
) {{strict}};

-- `day` counts from the epoch: the day from which terms hold; 0 for a document that has no such day.
CREATE TABLE instance_document (
    kind {{i64}} NOT NULL,
    day {{i64}} NOT NULL,
    text TEXT NOT NULL,
    updated_ms {{i64}} NOT NULL,
    PRIMARY KEY (kind, day)
) {{clustered}};

CREATE TABLE note (
    id {{i64}} PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    body TEXT NOT NULL,
    subject TEXT,
    seal {{blob}},
    weight {{f64}} NOT NULL,
    is_public {{i64}} NOT NULL
){{strict}};
CREATE INDEX note_by_owner ON note (owner_id, id);

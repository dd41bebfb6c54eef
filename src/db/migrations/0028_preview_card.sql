-- What pages say of themselves that statuses link to: one row a page, kept while a status holds it.
CREATE TABLE preview_card (
    id {{i64}} NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    provider TEXT,
    author_name TEXT,
    author_id {{i64}},
    image_url TEXT,
    image_alt TEXT,
    image_width {{i64}} NOT NULL,
    image_height {{i64}} NOT NULL,
    published_ms {{i64}},
    fetched_ms {{i64}} NOT NULL,
    use_count {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX preview_card_url ON preview_card (url);
CREATE INDEX preview_card_author ON preview_card (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX preview_card_unused ON preview_card (id) WHERE use_count <= 0;

CREATE TABLE status_card (
    status_id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    card_id {{i64}} NOT NULL
) {{clustered}};
CREATE INDEX status_card_owner ON status_card (owner_id);
CREATE INDEX status_card_card ON status_card (card_id, status_id);

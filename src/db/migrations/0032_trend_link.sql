-- What else is spoken of: statuses by who favourites and reblogs them, pages by who links to them. Numbers, and what moderators decided.
CREATE TABLE trend_status (
    status_id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    score {{i64}} NOT NULL,
    decision {{i64}} NOT NULL
) {{clustered}};
CREATE INDEX trend_status_owner ON trend_status (owner_id);
CREATE INDEX trend_status_order ON trend_status (score, status_id) WHERE score > 0;
CREATE INDEX trend_status_idle ON trend_status (status_id) WHERE score = 0;

CREATE TABLE card_day (
    card_id {{i64}} NOT NULL,
    day {{i64}} NOT NULL,
    uses {{i64}} NOT NULL,
    people {{i64}} NOT NULL,
    PRIMARY KEY (card_id, day)
) {{clustered}};
CREATE INDEX card_day_day ON card_day (day, card_id);

ALTER TABLE preview_card ADD COLUMN trend_score {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE preview_card ADD COLUMN trend_decision {{i64}} NOT NULL DEFAULT 0;
CREATE INDEX preview_card_trend ON preview_card (trend_score, id) WHERE trend_score > 0;

-- Sites whose pages were trends, so that moderators decide about all of them at once.
CREATE TABLE publisher (
    id {{i64}} NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    decision {{i64}} NOT NULL,
    reviewed_ms {{i64}}
) {{strict}};
CREATE UNIQUE INDEX publisher_host ON publisher (host);

-- How much each hashtag was used on a day, and by how many: numbers alone, counted from the statuses that hold it.
CREATE TABLE tag_day (
    tag_id {{i64}} NOT NULL,
    day {{i64}} NOT NULL,
    uses {{i64}} NOT NULL,
    people {{i64}} NOT NULL,
    PRIMARY KEY (tag_id, day)
) {{clustered}};
CREATE INDEX tag_day_day ON tag_day (day, tag_id);

-- How much it is spoken of now (0: it is no trend), and what moderators decided about it.
ALTER TABLE tag ADD COLUMN trend_score {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN trend_decision {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN is_unusable {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN is_unlisted {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE tag ADD COLUMN reviewed_ms {{i64}};
CREATE INDEX tag_trend ON tag (trend_score, id) WHERE trend_score > 0;
CREATE INDEX tag_unusable ON tag (name) WHERE is_unusable = 1;

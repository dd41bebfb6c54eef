-- Hashtags an account shows on its profile, and how often it posted with each for everybody: counted from an index.
CREATE TABLE featured_tag (
    owner_id {{i64}} NOT NULL,
    tag_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, tag_id)
) {{clustered}};
CREATE INDEX featured_tag_tag ON featured_tag (tag_id);

-- Public or unlisted, as the status is.
ALTER TABLE status_tag ADD COLUMN is_listed {{i64}} NOT NULL DEFAULT 0;
UPDATE status_tag SET is_listed = 1 WHERE status_id IN (SELECT id FROM status WHERE visibility <= 1);
CREATE INDEX status_tag_listed ON status_tag (owner_id, tag_id, status_id) WHERE is_listed = 1;

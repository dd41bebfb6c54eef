-- Scheduled statuses, and the pictures that wait with them.

CREATE TABLE scheduled_status (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    due_ms {{i64}} NOT NULL,
    visibility {{i64}} NOT NULL,
    is_sensitive {{i64}} NOT NULL,
    language TEXT,
    in_reply_to_id {{i64}},
    application_id {{i64}},
    text_box {{blob}},
    spoiler_box {{blob}}
) {{strict}};
CREATE INDEX scheduled_status_owner ON scheduled_status (owner_id, id);
CREATE INDEX scheduled_status_due ON scheduled_status (owner_id, due_ms);

ALTER TABLE media ADD COLUMN scheduled_id {{i64}};
CREATE INDEX media_scheduled ON media (scheduled_id, position) WHERE scheduled_id IS NOT NULL;
DROP INDEX media_waiting;
CREATE INDEX media_waiting ON media (created_ms) WHERE status_id IS NULL AND scheduled_id IS NULL;

-- On a page an editor's post may wait until somebody else of the team lets it out. stage: see model/scheduled_status.h.

ALTER TABLE scheduled_status ADD COLUMN author_id {{i64}};
ALTER TABLE scheduled_status ADD COLUMN stage {{i64}} NOT NULL DEFAULT 0;
CREATE INDEX scheduled_status_author ON scheduled_status (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX scheduled_status_waiting ON scheduled_status (owner_id, id) WHERE stage > 0;

CREATE TABLE page_setting (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    needs_approval {{i64}} NOT NULL
) {{strict}};

-- Markers: how far an account has read.

-- set: marker_row
--   last_read_id i64, version i64, updated_ms i64
-- from: m

-- name: marker_get :maybe marker_row
-- in:   owner account_id, timeline text
SELECT {{marker_row}} FROM marker m WHERE m.owner_id = :owner AND m.timeline = :timeline;

-- name: marker_set :exec
-- in:   owner account_id, timeline text, last_read i64, now_ms i64
INSERT INTO marker (owner_id, timeline, last_read_id, version, updated_ms)
VALUES (:owner, :timeline, :last_read, 1, :now_ms)
ON CONFLICT (owner_id, timeline) DO UPDATE SET last_read_id = excluded.last_read_id, version = marker.version + 1,
    updated_ms = excluded.updated_ms;

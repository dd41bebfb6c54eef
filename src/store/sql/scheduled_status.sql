-- Scheduled statuses, and the pictures that wait with them.

-- set: scheduled_status_row
--   id scheduled_status_id, owner_id account_id, due_ms i64, visibility i64, is_sensitive i64, language text?,
--   in_reply_to_id status_id?, application_id application_id?, text_box blob?, spoiler_box blob?,
--   poll_box blob?, poll_seconds i64, poll_is_multiple bool, poll_hides_totals bool,
--   author_id account_id?, stage i64
-- from: s

-- visibility and is_sensitive: -1 where the account's default counts.
-- name: scheduled_status_insert :exec
-- in:   id scheduled_status_id, owner account_id, due_ms i64, visibility i64, is_sensitive i64, language text?,
--       in_reply_to status_id?, application application_id?, text_box blob?, spoiler_box blob?,
--       poll_box blob?, poll_seconds i64, poll_is_multiple bool, poll_hides_totals bool,
--       author account_id?, stage i64
INSERT INTO scheduled_status (id, owner_id, due_ms, visibility, is_sensitive, language, in_reply_to_id, application_id,
    text_box, spoiler_box, poll_box, poll_seconds, poll_is_multiple, poll_hides_totals, author_id, stage)
VALUES (:id, :owner, :due_ms, :visibility, :is_sensitive, :language, :in_reply_to, :application, :text_box, :spoiler_box,
    :poll_box, :poll_seconds, :poll_is_multiple, :poll_hides_totals, :author, :stage);

-- name: scheduled_status_get :maybe scheduled_status_row
-- in:   id scheduled_status_id
SELECT {{scheduled_status_row}} FROM scheduled_status s WHERE s.id = :id;

-- name: scheduled_status_page :page scheduled_status_row
-- in:   owner account_id
SELECT {{scheduled_status_row}} FROM scheduled_status s WHERE s.owner_id = :owner AND {{page:s.id}};

-- name: scheduled_status_waiting :page scheduled_status_row
-- in:   owner account_id
SELECT {{scheduled_status_row}} FROM scheduled_status s WHERE s.owner_id = :owner AND s.stage > 0 AND {{page:s.id}};

-- name: scheduled_status_approve :exec
-- in:   id scheduled_status_id, owner account_id, due_ms i64, text_box blob?, spoiler_box blob?
UPDATE scheduled_status SET stage = 0, author_id = NULL, due_ms = :due_ms, text_box = :text_box, spoiler_box = :spoiler_box
WHERE id = :id AND owner_id = :owner AND stage = 1;

-- name: scheduled_status_decline :exec
-- in:   id scheduled_status_id, owner account_id
UPDATE scheduled_status SET stage = 2 WHERE id = :id AND owner_id = :owner AND stage = 1;

-- Beyond the most that are allowed nobody counts.
-- name: scheduled_status_count :count
-- in:   owner account_id, max i64
SELECT count(*) FROM (SELECT 1 FROM scheduled_status s WHERE s.owner_id = :owner LIMIT :max) AS waiting;

-- name: scheduled_status_count_between :count
-- in:   owner account_id, from_ms i64, to_ms i64, but scheduled_status_id
SELECT count(*) FROM scheduled_status s
WHERE s.owner_id = :owner AND s.due_ms >= :from_ms AND s.due_ms < :to_ms AND s.id <> :but;

-- name: scheduled_status_set_due :exec
-- in:   id scheduled_status_id, owner account_id, due_ms i64
UPDATE scheduled_status SET due_ms = :due_ms WHERE id = :id AND owner_id = :owner;

-- Keeps it there until the commit, or changes nothing.
-- name: scheduled_status_hold :exec
-- in:   id scheduled_status_id
UPDATE scheduled_status SET due_ms = due_ms WHERE id = :id;

-- name: scheduled_status_delete :exec
-- in:   id scheduled_status_id
DELETE FROM scheduled_status WHERE id = :id;

-- Only a picture of one's own that hangs on nothing else.
-- name: media_hold :exec
-- in:   id media_id, owner account_id, scheduled scheduled_status_id, position i64
UPDATE media SET scheduled_id = :scheduled, position = :position
WHERE id = :id AND owner_id = :owner AND purpose = 0 AND status_id IS NULL AND scheduled_id IS NULL;

-- name: media_release :exec
-- in:   scheduled scheduled_status_id
UPDATE media SET scheduled_id = NULL, position = 0 WHERE scheduled_id = :scheduled;

-- name: media_by_scheduled_ids :many media_row
-- in:   ids scheduled_status_id[40]
SELECT {{media_row}} FROM media m WHERE m.scheduled_id IN (:ids) ORDER BY m.scheduled_id, m.position LIMIT 160;

-- Conversations that accounts do not wish to hear of.

-- name: thread_mute_insert :exec
-- in:   owner account_id, thread status_id
INSERT INTO thread_mute (owner_id, thread_id) VALUES (:owner, :thread) ON CONFLICT (owner_id, thread_id) DO NOTHING;

-- name: thread_mute_delete :exec
-- in:   owner account_id, thread status_id
DELETE FROM thread_mute WHERE owner_id = :owner AND thread_id = :thread;

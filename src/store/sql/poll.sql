-- Polls: what a status asks, the options to choose from, who chose what. Counters move in the same write as the votes.

-- name: poll_options_by_ids :many
-- in:   ids status_id[40]
-- out:  status_id status_id, is_multiple bool, hides_totals bool, voters i64, expires_ms i64?, updated_ms i64?,
--       option_id poll_option_id, title_box blob, votes i64
SELECT p.status_id, p.is_multiple, p.hides_totals, p.voters, p.expires_ms, p.updated_ms, o.option_id, o.title_box, o.votes
FROM poll p JOIN poll_option o ON o.status_id = p.status_id
WHERE p.status_id IN (:ids) ORDER BY p.status_id, o.position LIMIT 20000;

-- name: poll_insert :exec
-- in:   status status_id, owner account_id, is_multiple bool, hides_totals bool, voters i64, expires_ms i64?
INSERT INTO poll (status_id, owner_id, is_multiple, hides_totals, voters, expires_ms, updated_ms, is_update_due, is_ended)
VALUES (:status, :owner, :is_multiple, :hides_totals, :voters, :expires_ms, NULL, 0, 0);

-- name: poll_option_insert :exec
-- in:   option poll_option_id, status status_id, owner account_id, position i64, title_box blob, votes i64
INSERT INTO poll_option (option_id, status_id, owner_id, position, title_box, votes)
VALUES (:option, :status, :owner, :position, :title_box, :votes);

-- name: poll_set_end :exec
-- in:   status status_id, hides_totals bool, expires_ms i64?
UPDATE poll SET hides_totals = :hides_totals, expires_ms = :expires_ms, is_ended = 0 WHERE status_id = :status;

-- name: poll_set_voters :exec
-- in:   status status_id, voters i64
UPDATE poll SET voters = :voters WHERE status_id = :status;

-- name: poll_option_set_votes :exec
-- in:   option poll_option_id, votes i64
UPDATE poll_option SET votes = :votes WHERE option_id = :option;

-- name: poll_delete :exec
-- in:   status status_id
DELETE FROM poll WHERE status_id = :status;

-- name: poll_options_delete :exec
-- in:   status status_id
DELETE FROM poll_option WHERE status_id = :status;

-- name: poll_voters_delete :exec
-- in:   status status_id
DELETE FROM poll_voter WHERE status_id = :status;

-- name: poll_votes_delete :exec
-- in:   status status_id
DELETE FROM poll_vote WHERE status_id = :status;

-- name: poll_voter_insert :exec
-- in:   owner account_id, status status_id
INSERT INTO poll_voter (owner_id, status_id) VALUES (:owner, :status) ON CONFLICT (owner_id, status_id) DO NOTHING;

-- A number that its server does not say stays unsaid.
-- name: poll_count_voter :exec
-- in:   status status_id
UPDATE poll SET voters = CASE WHEN voters < 0 THEN voters ELSE voters + 1 END WHERE status_id = :status;

-- name: poll_vote_insert :exec
-- in:   owner account_id, status status_id, option poll_option_id
INSERT INTO poll_vote (owner_id, status_id, option_id) VALUES (:owner, :status, :option)
ON CONFLICT (owner_id, status_id, option_id) DO NOTHING;

-- name: poll_count_vote :exec
-- in:   option poll_option_id
UPDATE poll_option SET votes = votes + 1 WHERE option_id = :option;

-- name: poll_choices :many
-- in:   owner account_id, ids status_id[40]
-- out:  status_id status_id, option_id poll_option_id
SELECT status_id, option_id FROM poll_vote WHERE owner_id = :owner AND status_id IN (:ids) LIMIT 20000;

-- name: poll_vote_status :maybe
-- in:   owner account_id, option poll_option_id
-- out:  status_id status_id
SELECT v.status_id FROM poll_option o JOIN poll_vote v ON v.status_id = o.status_id AND v.option_id = o.option_id
WHERE o.option_id = :option AND v.owner_id = :owner;

-- name: poll_want_update :exec
-- in:   status status_id
UPDATE poll SET is_update_due = 1 WHERE status_id = :status AND is_update_due = 0;

-- name: poll_set_updated :exec
-- in:   status status_id, updated_ms i64
UPDATE poll SET is_update_due = 0, updated_ms = :updated_ms WHERE status_id = :status;

-- name: poll_set_ended :exec
-- in:   status status_id
UPDATE poll SET is_ended = 1 WHERE status_id = :status AND is_ended = 0;

-- name: poll_local_voters :many
-- in:   status status_id, after account_id, count i64
-- out:  owner_id account_id
SELECT v.owner_id FROM poll_voter v JOIN account a ON a.id = v.owner_id
WHERE v.status_id = :status AND v.owner_id > :after AND a.host_id IS NULL ORDER BY v.owner_id LIMIT :count;

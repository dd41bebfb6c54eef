-- Users: the logins of this server.

-- set: user_row
--   id user_id, owner_id account_id, email_box blob, role i64, state i64, locale text, created_ms i64, seen_day i64,
--   reason_box blob?
-- from: u

-- name: user_by_id :maybe user_row
-- in:   id user_id
SELECT {{user_row}} FROM local_user u WHERE u.id = :id;

-- name: user_by_account :maybe user_row
-- in:   account account_id
SELECT {{user_row}} FROM local_user u WHERE u.owner_id = :account;

-- name: user_by_email :maybe user_row
-- in:   email_hash blob
SELECT {{user_row}} FROM local_user u WHERE u.email_hash = :email_hash;

-- name: users_after :many user_row
-- in:   after user_id, count i64
SELECT {{user_row}} FROM local_user u WHERE u.id > :after ORDER BY u.id LIMIT :count;

-- name: users_pending :many user_row
-- in:   after user_id, count i64
SELECT {{user_row}} FROM local_user u WHERE u.state = 2 AND u.id > :after ORDER BY u.id LIMIT :count;

-- name: user_password :one
-- in:   id user_id
-- out:  password_hash text
SELECT password_hash FROM local_user WHERE id = :id;

-- name: user_insert :exec
-- in:   id user_id, owner account_id, email_hash blob, email_box blob, password_hash text, role i64, state i64, locale text,
--       created_ms i64, reason_box blob?
INSERT INTO local_user (id, owner_id, email_hash, email_box, password_hash, role, state, locale, created_ms, seen_day,
    reason_box)
VALUES (:id, :owner, :email_hash, :email_box, :password_hash, :role, :state, :locale, :created_ms, 0, :reason_box);

-- name: user_set_password :exec
-- in:   id user_id, password_hash text
UPDATE local_user SET password_hash = :password_hash WHERE id = :id;

-- name: user_set_role :exec
-- in:   id user_id, role i64
UPDATE local_user SET role = :role WHERE id = :id;

-- name: user_set_locale :exec
-- in:   id user_id, locale text
UPDATE local_user SET locale = :locale WHERE id = :id;

-- Only who waits to be let in has a reason.
-- name: user_set_state :exec
-- in:   id user_id, state i64
UPDATE local_user SET state = :state, reason_box = NULL WHERE id = :id;

-- name: user_seen :exec
-- in:   id user_id, day i64
UPDATE local_user SET seen_day = :day WHERE id = :id;

-- name: user_count_role :count
-- in:   role i64
-- plan: scan asked when a role is taken away
SELECT count(*) FROM local_user WHERE role = :role AND state = 0;

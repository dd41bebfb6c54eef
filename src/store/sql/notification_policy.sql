-- Notification policies, and whom an account lets through whatever its own says.

-- set: notification_policy_row
--   owner_id account_id, not_following i64, not_followers i64, new_accounts i64, private_mentions i64, limited_accounts i64

-- name: notification_policy_get :maybe notification_policy_row
-- in:   owner account_id
SELECT {{notification_policy_row}} FROM notification_policy WHERE owner_id = :owner;

-- name: notification_policy_upsert :exec
-- in:   owner account_id, not_following i64, not_followers i64, new_accounts i64, private_mentions i64, limited_accounts i64
INSERT INTO notification_policy (owner_id, not_following, not_followers, new_accounts, private_mentions, limited_accounts)
VALUES (:owner, :not_following, :not_followers, :new_accounts, :private_mentions, :limited_accounts)
ON CONFLICT (owner_id) DO UPDATE SET not_following = excluded.not_following, not_followers = excluded.not_followers,
    new_accounts = excluded.new_accounts, private_mentions = excluded.private_mentions,
    limited_accounts = excluded.limited_accounts;

-- What a policy may ask about who it comes from. followed_below: a follow that is older has a lower id.
-- name: notification_sender :one
-- in:   owner account_id, from account_id, followed_below i64
-- out:  is_permitted bool, is_follower bool, is_staff bool, created_ms i64
SELECT CASE WHEN EXISTS (SELECT 1 FROM notification_permission m WHERE m.owner_id = :owner AND m.from_id = :from) THEN 1 ELSE 0 END
        AS is_permitted,
    CASE WHEN EXISTS (SELECT 1 FROM following f WHERE f.owner_id = :from AND f.target_id = :owner AND f.id < :followed_below)
        THEN 1 ELSE 0 END AS is_follower,
    CASE WHEN EXISTS (SELECT 1 FROM local_user u WHERE u.owner_id = :from AND u.role > 1) THEN 1 ELSE 0 END AS is_staff,
    coalesce((SELECT a.created_ms FROM account a WHERE a.id = :from), 0) AS created_ms;

-- Is a message an answer to one in which the owner spoke to its author in private?
-- name: notification_answers :one
-- in:   owner account_id, from account_id, status status_id, depth i64
-- out:  is_answer bool
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT s.id, s.in_reply_to_id, 0 FROM status s WHERE s.id = :status
    UNION ALL
    SELECT s.id, s.in_reply_to_id, up.depth + 1 FROM up JOIN status s ON s.id = up.parent_id WHERE up.depth < :depth
)
SELECT CASE WHEN EXISTS (SELECT 1 FROM up JOIN status o ON o.id = up.id AND o.owner_id = :owner AND o.visibility = 3
    JOIN status_mention m ON m.status_id = o.id AND m.account_id = :from AND m.is_silent = 0) THEN 1 ELSE 0 END AS is_answer;

-- name: notification_permission_insert :exec
-- in:   owner account_id, from account_id
INSERT INTO notification_permission (owner_id, from_id) VALUES (:owner, :from) ON CONFLICT (owner_id, from_id) DO NOTHING;

-- name: notification_permission_delete :exec
-- in:   owner account_id, from account_id
DELETE FROM notification_permission WHERE owner_id = :owner AND from_id = :from;

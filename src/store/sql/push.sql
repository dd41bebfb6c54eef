-- Push subscriptions: where apps want notifications sent. What is yet to be pushed has no rows: it is what the account was
-- told since sent_id, and due_ms says that there is some.

-- set: push_row
--   id push_id, token_id token_id, owner_id account_id, account_id account_id, alerts i64, policy i64, address_box blob,
--   sent_id notification_id, tries i64
-- from: p

-- name: push_by_token :maybe push_row
-- in:   token token_id
SELECT {{push_row}} FROM push_subscription p WHERE p.token_id = :token;

-- name: push_due :many push_row
-- in:   now_ms i64, count i64
SELECT {{push_row}} FROM push_subscription p WHERE p.due_ms <= :now_ms ORDER BY p.due_ms LIMIT :count;

-- name: push_next_due :maybe
-- in:   now_ms i64
-- out:  due_ms i64?
SELECT due_ms FROM push_subscription WHERE due_ms > :now_ms ORDER BY due_ms LIMIT 1;

-- name: push_insert :exec
-- in:   id push_id, token token_id, owner account_id, account account_id, alerts i64, policy i64, address_box blob,
--       sent notification_id
INSERT INTO push_subscription (id, token_id, owner_id, account_id, alerts, policy, address_box, sent_id, due_ms, tries)
VALUES (:id, :token, :owner, :account, :alerts, :policy, :address_box, :sent, NULL, 0);

-- An account's oldest beyond so many.
-- name: push_trim :exec
-- in:   account account_id, keep i64
DELETE FROM push_subscription WHERE id IN (SELECT q.id FROM push_subscription q WHERE q.account_id = :account
    ORDER BY q.id DESC LIMIT 1000 OFFSET :keep);

-- What was not wanted until now is not sent later, unless something before it still waits.
-- name: push_update :exec
-- in:   id push_id, alerts i64, policy i64, now notification_id
UPDATE push_subscription SET alerts = :alerts, policy = :policy,
    sent_id = CASE WHEN due_ms IS NULL THEN :now ELSE sent_id END WHERE id = :id;

-- What was told by now is passed over, unless something before it still waits.
-- name: push_pass :exec
-- in:   account account_id, now notification_id
UPDATE push_subscription SET sent_id = :now WHERE account_id = :account AND due_ms IS NULL;

-- On PostgreSQL writes the row even where it is due already: who tells an account something then comes after the other, and
-- ids in the order of commits.
-- name: push_mark :exec
-- in:   account account_id, alert i64, now_ms i64
UPDATE push_subscription SET due_ms = COALESCE(due_ms, :now_ms) WHERE account_id = :account AND (alerts & :alert) <> 0;

-- name: push_record :exec
-- in:   id push_id, sent notification_id, due_ms i64?, tries i64
UPDATE push_subscription SET sent_id = :sent, due_ms = :due_ms, tries = :tries WHERE id = :id;

-- name: push_delete :exec
-- in:   id push_id
DELETE FROM push_subscription WHERE id = :id;

-- With the tokens they belong to.
-- name: push_delete_token :exec
-- in:   token token_id
DELETE FROM push_subscription WHERE token_id = :token;

-- name: push_delete_user :exec
-- in:   user user_id
DELETE FROM push_subscription WHERE token_id IN (SELECT t.id FROM token t WHERE t.user_id = :user);

-- name: push_delete_acting :exec
-- in:   account account_id, user user_id
DELETE FROM push_subscription WHERE account_id = :account
    AND token_id IN (SELECT t.id FROM token t WHERE t.user_id = :user AND t.owner_id = :account);

-- Notifications: what happened to a local account.

-- set: notification_row
--   owner_id account_id, id notification_id, kind i64, from_id account_id, status_id status_id?, report_id report_id?, group_id notification_id?,
--   act_id staff_act_id?, is_filtered bool
-- from: n

-- One fact that speaks against it is enough: the owner is not of this server, one of the two blocks the other, the owner
-- mutes who it comes from or the conversation, or blocks its domain, who it comes from is gone, or the same was told
-- before. And what the owner's policy may ask about; no has_policy: it has none of its own.
-- name: notification_refused :one
-- in:   owner account_id, from account_id, kind i64, status i64, report i64, act i64, now_ms i64
-- out:  is_refused bool, is_followed bool, is_private bool, from_silenced bool, from_domain text, has_policy bool,
--       not_following i64, not_followers i64, new_accounts i64, private_mentions i64, limited_accounts i64
SELECT CASE WHEN
    NOT EXISTS (SELECT 1 FROM account o WHERE o.id = :owner AND o.domain = '' AND o.state < 3)
    OR EXISTS (SELECT 1 FROM account f WHERE f.id = :from AND f.state >= 2)
    OR EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :owner AND b.target_id = :from)
    OR EXISTS (SELECT 1 FROM block b WHERE b.owner_id = :from AND b.target_id = :owner)
    OR EXISTS (SELECT 1 FROM mute m WHERE m.owner_id = :owner AND m.target_id = :from AND m.hides_notifications = 1
        AND (m.expires_ms IS NULL OR m.expires_ms > :now_ms))
    OR (:status <> 0 AND EXISTS (SELECT 1 FROM status s JOIN thread_mute t ON t.owner_id = :owner AND t.thread_id = s.thread_id
        WHERE s.id = :status))
    OR EXISTS (SELECT 1 FROM account a JOIN account_domain_block d ON d.owner_id = :owner AND d.domain = a.domain
        WHERE a.id = :from)
    OR (:status <> 0 AND EXISTS (SELECT 1 FROM notification n WHERE n.status_id = :status AND n.kind = :kind
        AND n.from_id = :from AND n.owner_id = :owner))
    OR (:status = 0 AND EXISTS (SELECT 1 FROM notification n WHERE n.from_id = :from AND n.owner_id = :owner
        AND n.kind = :kind AND n.status_id IS NULL AND coalesce(n.report_id, 0) = :report
        AND coalesce(n.act_id, 0) = :act))
THEN 1 ELSE 0 END AS is_refused,
    CASE WHEN EXISTS (SELECT 1 FROM following g WHERE g.owner_id = :owner AND g.target_id = :from) THEN 1 ELSE 0 END AS is_followed,
    CASE WHEN :kind = 0 AND EXISTS (SELECT 1 FROM status d WHERE d.id = :status AND d.visibility = 3) THEN 1 ELSE 0 END AS is_private,
    CASE WHEN EXISTS (SELECT 1 FROM account s WHERE s.id = :from AND s.state = 1) THEN 1 ELSE 0 END AS from_silenced,
    coalesce((SELECT a.domain FROM account a WHERE a.id = :from), '') AS from_domain,
    CASE WHEN p.owner_id IS NULL THEN 0 ELSE 1 END AS has_policy,
    coalesce(p.not_following, 0) AS not_following, coalesce(p.not_followers, 0) AS not_followers,
    coalesce(p.new_accounts, 0) AS new_accounts, coalesce(p.private_mentions, 0) AS private_mentions,
    coalesce(p.limited_accounts, 0) AS limited_accounts
FROM (SELECT 1 AS one) AS once LEFT JOIN notification_policy p ON p.owner_id = :owner;

-- name: notification_insert :exec
-- in:   owner account_id, id notification_id, kind i64, from account_id, status status_id?, report report_id?, group notification_id?,
--       act staff_act_id?, is_filtered bool
INSERT INTO notification (owner_id, id, kind, from_id, status_id, report_id, group_id, act_id, is_filtered)
VALUES (:owner, :id, :kind, :from, :status, :report, :group, :act, :is_filtered);

-- name: notification_get :maybe notification_row
-- in:   owner account_id, id notification_id
SELECT {{notification_row}} FROM notification n WHERE n.owner_id = :owner AND n.id = :id;

-- Those kept aside as well.
-- name: notification_page_all :page notification_row
-- in:   owner account_id
SELECT {{notification_row}} FROM notification n WHERE n.owner_id = :owner AND {{page:n.id}};

-- These go over an index that holds all they ask, and look each row up: asked for rows at once, SQLite walks over all of
-- the owner's, which is 8 ms for 100,000. CROSS JOIN is its word for this order.
-- name: notification_page :page notification_row
-- in:   owner account_id
SELECT {{notification_row}} FROM notification k CROSS JOIN notification n
WHERE k.owner_id = :owner AND k.is_filtered = 0 AND n.owner_id = k.owner_id AND n.id = k.id AND {{page:k.id}};

-- name: notification_page_kind :page notification_row
-- in:   owner account_id, kind i64, is_filtered bool
SELECT {{notification_row}} FROM notification k CROSS JOIN notification n
WHERE k.owner_id = :owner AND k.is_filtered = :is_filtered AND k.kind = :kind AND n.owner_id = k.owner_id AND n.id = k.id
    AND {{page:k.id}};

-- kinds: a bit for each kind.
-- name: notification_page_from :page notification_row
-- in:   owner account_id, from account_id, kinds i64
SELECT {{notification_row}} FROM notification k CROSS JOIN notification n
WHERE k.from_id = :from AND k.owner_id = :owner AND n.owner_id = k.owner_id AND n.id = k.id
    AND ((:kinds >> CAST(n.kind AS INTEGER)) & 1) = 1 AND {{page:k.id}};

-- name: notification_count_above :count
-- in:   owner account_id, above i64, max i64
SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.owner_id = :owner AND n.is_filtered = 0 AND n.id > :above
    LIMIT :max) AS newer;

-- name: notification_count_kind :count
-- in:   owner account_id, kind i64, above i64, max i64
SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.owner_id = :owner AND n.is_filtered = 0 AND n.kind = :kind
        AND n.id > :above LIMIT :max) AS newer;

-- name: notification_count_from :count
-- in:   owner account_id, from account_id, kinds i64, above i64, max i64
SELECT count(*) FROM (SELECT 1 FROM notification k CROSS JOIN notification n
    WHERE k.from_id = :from AND k.owner_id = :owner AND k.id > :above AND n.owner_id = k.owner_id AND n.id = k.id
        AND ((:kinds >> CAST(n.kind AS INTEGER)) & 1) = 1 LIMIT :max) AS newer;

-- The oldest of what is kept aside of one account.
-- name: notification_kept :many notification_row
-- in:   owner account_id, from account_id, count i64
SELECT {{notification_row}} FROM notification k CROSS JOIN notification n
WHERE k.owner_id = :owner AND k.from_id = :from AND k.is_filtered = 1 AND n.owner_id = k.owner_id AND n.id = k.id
ORDER BY k.id LIMIT :count;

-- name: notification_let_through :exec
-- in:   owner account_id, id notification_id, group notification_id?
UPDATE notification SET is_filtered = 0, group_id = :group WHERE owner_id = :owner AND id = :id;

-- name: notification_kept_delete :exec
-- in:   owner account_id, from account_id, upto i64, count i64
DELETE FROM notification WHERE owner_id = :owner
    AND id IN (SELECT n.id FROM notification n WHERE n.owner_id = :owner AND n.from_id = :from AND n.is_filtered = 1
        AND n.id <= :upto ORDER BY n.id LIMIT :count);

-- name: notification_delete :exec
-- in:   owner account_id, id notification_id
DELETE FROM notification WHERE owner_id = :owner AND id = :id;

-- name: notification_delete_kind :exec
-- in:   owner account_id, from account_id, kind i64
DELETE FROM notification WHERE owner_id = :owner AND from_id = :from AND kind = :kind;

-- name: notification_delete_from :exec
-- in:   owner account_id, from account_id
DELETE FROM notification WHERE owner_id = :owner AND from_id = :from;

-- name: notification_delete_upto :exec
-- in:   owner account_id, upto i64, count i64
DELETE FROM notification WHERE owner_id = :owner
    AND id IN (SELECT n.id FROM notification n WHERE n.owner_id = :owner AND n.id <= :upto ORDER BY n.id LIMIT :count);

-- name: notification_delete_domain :exec
-- in:   owner account_id, domain text, count i64
DELETE FROM notification WHERE owner_id = :owner
    AND id IN (SELECT n.id FROM notification n JOIN account a ON a.id = n.from_id
        WHERE n.owner_id = :owner AND a.domain = :domain ORDER BY n.id LIMIT :count);

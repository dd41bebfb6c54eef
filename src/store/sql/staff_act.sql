-- What the staff did.

-- set: staff_act_row
--   id staff_act_id, owner_id account_id?, by_id account_id?, kind i64, object_id i64?, text_box blob?
-- from: t

-- name: staff_acts_by_ids :many staff_act_row
-- in:   ids staff_act_id[40]
SELECT {{staff_act_row}} FROM staff_act t WHERE t.id IN (:ids) LIMIT 40;

-- name: staff_act_page :page staff_act_row
SELECT {{staff_act_row}} FROM staff_act t WHERE {{page:t.id}};

-- name: staff_act_insert :exec
-- in:   id staff_act_id, owner account_id?, by account_id?, kind i64, object i64?, text_box blob?
INSERT INTO staff_act (id, owner_id, by_id, kind, object_id, text_box)
VALUES (:id, :owner, :by, :kind, :object, :text_box);

-- What the staff did, to whom, and what they told them; whose media are always covered.

CREATE TABLE staff_act (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}},
    by_id {{i64}},
    kind {{i64}} NOT NULL,
    object_id {{i64}},
    text_box {{blob}}
) {{strict}};
CREATE INDEX staff_act_owner ON staff_act (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX staff_act_by ON staff_act (by_id) WHERE by_id IS NOT NULL;

ALTER TABLE notification ADD COLUMN act_id {{i64}};
ALTER TABLE account ADD COLUMN is_sensitized {{i64}} NOT NULL DEFAULT 0;
CREATE INDEX account_sensitized ON account (id) WHERE is_sensitized = 1;
CREATE INDEX account_moderated ON account (state, id) WHERE state <> 0;
CREATE INDEX local_user_held ON local_user (state, owner_id) WHERE state <> 0;

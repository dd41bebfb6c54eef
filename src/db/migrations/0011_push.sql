-- Where apps want notifications sent. owner_id is the person's own account, whose key seals the address, account_id whom the
-- token acts as; one row a token, and it goes with the token.

CREATE TABLE push_subscription (
    id {{i64}} NOT NULL PRIMARY KEY,
    token_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    account_id {{i64}} NOT NULL,
    alerts {{i64}} NOT NULL,
    policy {{i64}} NOT NULL,
    address_box {{blob}} NOT NULL,
    sent_id {{i64}} NOT NULL,
    due_ms {{i64}},
    tries {{i64}} NOT NULL
) {{strict}};

CREATE UNIQUE INDEX push_subscription_token ON push_subscription (token_id);
CREATE INDEX push_subscription_owner ON push_subscription (owner_id);
CREATE INDEX push_subscription_account ON push_subscription (account_id, id);
CREATE INDEX push_subscription_due ON push_subscription (due_ms) WHERE due_ms IS NOT NULL;

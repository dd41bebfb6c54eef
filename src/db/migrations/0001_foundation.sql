-- The foundation: accounts, logins, statuses, media, relations, federation, jobs, erasure.
--
-- One text for both engines. {{i64}} is INTEGER on SQLite and BIGINT on PostgreSQL, {{blob}} BLOB or BYTEA, {{strict}}
-- STRICT or nothing, {{bytewise}} text ordered by its bytes, {{clustered}} STRICT, WITHOUT ROWID or nothing. Times are milliseconds since the epoch, booleans
-- 0 or 1. A column named *_box holds a sealed box, or a plain one where the content is public and came from another
-- server (store/box.h). owner_id is the account a row belongs to. How each column goes: src/store/manifest.toml.

CREATE TABLE instance_meta (
    name TEXT NOT NULL PRIMARY KEY,
    value {{blob}} NOT NULL
) {{strict}};

-- The instance's totals. Each is the sum of some slots, so that many writers may count at once.
CREATE TABLE instance_count (
    kind {{i64}} NOT NULL,
    day {{i64}} NOT NULL,
    slot {{i64}} NOT NULL,
    value {{i64}} NOT NULL,
    PRIMARY KEY (kind, day, slot)
) {{clustered}};

-- Accounts ------------------------------------------------------------------------------------------------------

CREATE TABLE account (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    username TEXT NOT NULL,
    username_key {{bytewise}} NOT NULL,
    domain {{bytewise}} NOT NULL,
    host_id {{i64}},
    uri TEXT,
    url TEXT,
    display_name_box {{blob}},
    note_box {{blob}},
    fields_box {{blob}},
    avatar_id {{i64}},
    header_id {{i64}},
    avatar_url TEXT,
    header_url TEXT,
    is_locked {{i64}} NOT NULL,
    is_discoverable {{i64}} NOT NULL,
    is_indexable {{i64}} NOT NULL,
    hides_collections {{i64}} NOT NULL,
    state {{i64}} NOT NULL,
    default_visibility {{i64}} NOT NULL,
    default_sensitive {{i64}} NOT NULL,
    default_language TEXT,
    created_ms {{i64}} NOT NULL,
    updated_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX account_handle ON account (username_key, domain);
CREATE UNIQUE INDEX account_uri ON account (uri) WHERE uri IS NOT NULL;
CREATE INDEX account_avatar ON account (avatar_id) WHERE avatar_id IS NOT NULL;
CREATE INDEX account_header ON account (header_id) WHERE header_id IS NOT NULL;
CREATE INDEX account_host ON account (host_id, id) WHERE host_id IS NOT NULL;
CREATE INDEX account_domain ON account (domain, id) WHERE domain <> '';
CREATE INDEX account_local ON account (id) WHERE host_id IS NULL;

CREATE TABLE account_count (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    followers {{i64}} NOT NULL,
    following {{i64}} NOT NULL,
    statuses {{i64}} NOT NULL,
    last_status_ms {{i64}} NOT NULL,
    fanout_seq {{i64}} NOT NULL
) {{strict}};

CREATE TABLE account_key (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    public_key {{blob}} NOT NULL,
    private_box {{blob}} NOT NULL,
    created_ms {{i64}} NOT NULL
) {{strict}};

CREATE TABLE remote_actor (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    host_id {{i64}} NOT NULL,
    inbox_id {{i64}} NOT NULL,
    shared_inbox_id {{i64}},
    followers_uri TEXT,
    outbox_uri TEXT,
    featured_uri TEXT,
    key_uri TEXT,
    public_key {{blob}},
    fetched_ms {{i64}} NOT NULL
) {{strict}};
CREATE INDEX remote_actor_key ON remote_actor (key_uri) WHERE key_uri IS NOT NULL;
CREATE INDEX remote_actor_inbox ON remote_actor (inbox_id);
CREATE INDEX remote_actor_shared_inbox ON remote_actor (shared_inbox_id) WHERE shared_inbox_id IS NOT NULL;

CREATE TABLE local_user (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    email_hash {{blob}} NOT NULL,
    email_box {{blob}} NOT NULL,
    password_hash TEXT NOT NULL,
    role {{i64}} NOT NULL,
    state {{i64}} NOT NULL,
    locale TEXT NOT NULL,
    created_ms {{i64}} NOT NULL,
    seen_day {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX local_user_owner ON local_user (owner_id);
CREATE INDEX local_user_staff ON local_user (role, owner_id) WHERE role > 1;
CREATE UNIQUE INDEX local_user_email ON local_user (email_hash);

CREATE TABLE page_role (
    owner_id {{i64}} NOT NULL,
    account_id {{i64}} NOT NULL,
    role {{i64}} NOT NULL,
    granted_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, account_id)
) {{clustered}};
CREATE INDEX page_role_account ON page_role (account_id, owner_id);

-- Sign-in -------------------------------------------------------------------------------------------------------

CREATE TABLE application (
    id {{i64}} NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    secret_hash {{blob}} NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX application_client ON application (client_id);

CREATE TABLE oauth_code (
    hash {{blob}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    user_id {{i64}} NOT NULL,
    application_id {{i64}} NOT NULL,
    scopes {{i64}} NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT,
    expires_ms {{i64}} NOT NULL,
    token_id {{i64}}
) {{strict}};
CREATE INDEX oauth_code_owner ON oauth_code (owner_id);
CREATE INDEX oauth_code_user ON oauth_code (user_id);
CREATE INDEX oauth_code_expires ON oauth_code (expires_ms);

CREATE TABLE token (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}},
    user_id {{i64}},
    application_id {{i64}} NOT NULL,
    hash {{blob}} NOT NULL,
    scopes {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    used_day {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE INDEX token_owner ON token (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX token_user ON token (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE web_session (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    user_id {{i64}} NOT NULL,
    acting_id {{i64}},
    hash {{blob}} NOT NULL,
    agent_box {{blob}},
    created_ms {{i64}} NOT NULL,
    seen_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX web_session_hash ON web_session (hash);
CREATE INDEX web_session_owner ON web_session (owner_id);
CREATE INDEX web_session_acting ON web_session (acting_id) WHERE acting_id IS NOT NULL;
CREATE INDEX web_session_seen ON web_session (seen_ms);

-- Statuses ------------------------------------------------------------------------------------------------------

CREATE TABLE status (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    uri TEXT,
    url TEXT,
    visibility {{i64}} NOT NULL,
    in_reply_to_id {{i64}},
    in_reply_to_account_id {{i64}},
    thread_id {{i64}} NOT NULL,
    reblog_of_id {{i64}},
    reblog_of_account_id {{i64}},
    language TEXT,
    is_sensitive {{i64}} NOT NULL,
    is_local {{i64}} NOT NULL,
    is_imported {{i64}} NOT NULL,
    media_count {{i64}} NOT NULL,
    content_box {{blob}},
    source_box {{blob}},
    spoiler_box {{blob}},
    application_id {{i64}},
    fanout_seq {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    edited_ms {{i64}}
) {{strict}};
CREATE UNIQUE INDEX status_uri ON status (uri) WHERE uri IS NOT NULL;
CREATE INDEX status_owner ON status (owner_id, id);
CREATE INDEX status_reply ON status (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX status_reply_account ON status (in_reply_to_account_id) WHERE in_reply_to_account_id IS NOT NULL;
CREATE INDEX status_thread ON status (thread_id, id);
CREATE UNIQUE INDEX status_reblog ON status (reblog_of_id, owner_id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX status_reblog_account ON status (reblog_of_account_id) WHERE reblog_of_account_id IS NOT NULL;
CREATE INDEX status_public ON status (id) WHERE visibility = 0 AND reblog_of_id IS NULL;
CREATE INDEX status_received ON status (id) WHERE is_local = 0 AND visibility >= 2;
CREATE INDEX status_public_local ON status (id) WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 1;

CREATE TABLE status_count (
    status_id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    replies {{i64}} NOT NULL,
    reblogs {{i64}} NOT NULL,
    favourites {{i64}} NOT NULL
) {{strict}};
CREATE INDEX status_count_owner ON status_count (owner_id);

CREATE TABLE status_edit (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    number {{i64}} NOT NULL,
    content_box {{blob}},
    source_box {{blob}},
    spoiler_box {{blob}},
    is_sensitive {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id, number)
) {{clustered}};
CREATE INDEX status_edit_status ON status_edit (status_id, number);

CREATE TABLE status_mention (
    status_id {{i64}} NOT NULL,
    account_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    is_silent {{i64}} NOT NULL,
    PRIMARY KEY (status_id, account_id)
) {{clustered}};
CREATE INDEX status_mention_account ON status_mention (account_id, status_id);
CREATE INDEX status_mention_owner ON status_mention (owner_id);

CREATE TABLE tag (
    id {{i64}} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    use_count {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX tag_name ON tag (name);
CREATE INDEX tag_unused ON tag (id) WHERE use_count <= 0;

CREATE TABLE status_tag (
    tag_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    PRIMARY KEY (tag_id, status_id)
) {{clustered}};
CREATE INDEX status_tag_status ON status_tag (status_id, tag_id);
CREATE INDEX status_tag_owner ON status_tag (owner_id);

CREATE TABLE media (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    status_id {{i64}},
    position {{i64}} NOT NULL,
    purpose {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    state {{i64}} NOT NULL,
    file TEXT,
    meta_box {{blob}},
    alt_box {{blob}},
    remote_url TEXT,
    created_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX media_file ON media (file) WHERE file IS NOT NULL;
CREATE INDEX media_owner ON media (owner_id, id);
CREATE INDEX media_status ON media (status_id, position) WHERE status_id IS NOT NULL;
CREATE INDEX media_waiting ON media (created_ms) WHERE status_id IS NULL;

CREATE TABLE favourite (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    uri TEXT,
    PRIMARY KEY (owner_id, status_id)
) {{clustered}};
CREATE INDEX favourite_status ON favourite (status_id, id);
CREATE INDEX favourite_order ON favourite (owner_id, id);

CREATE TABLE bookmark (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id)
) {{clustered}};
CREATE INDEX bookmark_status ON bookmark (status_id);
CREATE INDEX bookmark_order ON bookmark (owner_id, id);

CREATE TABLE status_pin (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id)
) {{clustered}};
CREATE INDEX status_pin_status ON status_pin (status_id);

CREATE TABLE idempotency (
    owner_id {{i64}} NOT NULL,
    hash {{blob}} NOT NULL,
    status_id {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, hash)
) {{clustered}};
CREATE INDEX idempotency_status ON idempotency (status_id);
CREATE INDEX idempotency_created ON idempotency (created_ms);

CREATE TABLE import_item (
    owner_id {{i64}} NOT NULL,
    source_hash {{blob}} NOT NULL,
    status_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, source_hash)
) {{clustered}};
CREATE INDEX import_item_status ON import_item (status_id);

-- Relations -----------------------------------------------------------------------------------------------------

CREATE TABLE following (
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    shows_reblogs {{i64}} NOT NULL,
    notifies {{i64}} NOT NULL,
    languages TEXT,
    uri TEXT,
    PRIMARY KEY (owner_id, target_id)
) {{clustered}};
CREATE INDEX following_order ON following (owner_id, id);

CREATE TABLE follower (
    owner_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    follower_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, id)
) {{clustered}};

CREATE TABLE follow_request (
    owner_id {{i64}} NOT NULL,
    requester_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    shows_reblogs {{i64}} NOT NULL,
    notifies {{i64}} NOT NULL,
    languages TEXT,
    uri TEXT,
    PRIMARY KEY (owner_id, requester_id)
) {{clustered}};
CREATE INDEX follow_request_order ON follow_request (owner_id, id);
CREATE INDEX follow_request_requester ON follow_request (requester_id, owner_id);

CREATE TABLE block (
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    uri TEXT,
    PRIMARY KEY (owner_id, target_id)
) {{clustered}};
CREATE INDEX block_target ON block (target_id, owner_id);
CREATE INDEX block_order ON block (owner_id, id);

CREATE TABLE mute (
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    hides_notifications {{i64}} NOT NULL,
    expires_ms {{i64}},
    PRIMARY KEY (owner_id, target_id)
) {{clustered}};
CREATE INDEX mute_target ON mute (target_id, owner_id);
CREATE INDEX mute_order ON mute (owner_id, id);

CREATE TABLE account_domain_block (
    owner_id {{i64}} NOT NULL,
    domain TEXT NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, domain)
) {{clustered}};
CREATE INDEX account_domain_block_order ON account_domain_block (owner_id, id);

CREATE TABLE account_note (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    note_box {{blob}} NOT NULL
){{strict}};
CREATE UNIQUE INDEX account_note_owner ON account_note (owner_id, target_id);
CREATE INDEX account_note_target ON account_note (target_id);

CREATE TABLE thread_mute (
    owner_id {{i64}} NOT NULL,
    thread_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, thread_id)
) {{clustered}};

CREATE TABLE followed_tag (
    owner_id {{i64}} NOT NULL,
    tag_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, tag_id)
) {{clustered}};
CREATE INDEX followed_tag_order ON followed_tag (owner_id, id);
CREATE INDEX followed_tag_tag ON followed_tag (tag_id);

CREATE TABLE list (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    title_box {{blob}} NOT NULL,
    replies {{i64}} NOT NULL,
    is_exclusive {{i64}} NOT NULL
){{strict}};
CREATE INDEX list_owner ON list (owner_id, id);

CREATE TABLE list_member (
    owner_id {{i64}} NOT NULL,
    list_id {{i64}} NOT NULL,
    member_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (list_id, member_id)
) {{clustered}};
CREATE INDEX list_member_owner ON list_member (owner_id, member_id);
CREATE INDEX list_member_member ON list_member (member_id);
CREATE INDEX list_member_order ON list_member (list_id, id);

CREATE TABLE filter (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    title_box {{blob}} NOT NULL,
    contexts {{i64}} NOT NULL,
    action {{i64}} NOT NULL,
    expires_ms {{i64}}
){{strict}};
CREATE INDEX filter_owner ON filter (owner_id, id);

CREATE TABLE filter_keyword (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    filter_id {{i64}} NOT NULL,
    keyword_box {{blob}} NOT NULL,
    is_whole_word {{i64}} NOT NULL
){{strict}};
CREATE INDEX filter_keyword_owner ON filter_keyword (owner_id, filter_id, id);

CREATE TABLE filter_status (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    filter_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL
){{strict}};
CREATE UNIQUE INDEX filter_status_owner ON filter_status (owner_id, filter_id, status_id);
CREATE INDEX filter_status_status ON filter_status (status_id);

CREATE TABLE notification (
    owner_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    from_id {{i64}} NOT NULL,
    status_id {{i64}},
    report_id {{i64}},
    group_id {{i64}},
    PRIMARY KEY (owner_id, id)
) {{clustered}};
CREATE INDEX notification_kind ON notification (owner_id, kind, id);
CREATE INDEX notification_member ON notification (owner_id, group_id, id, from_id) WHERE group_id IS NOT NULL;
CREATE INDEX notification_report ON notification (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX notification_from ON notification (from_id, owner_id, id);
CREATE INDEX notification_status ON notification (status_id, kind, from_id) WHERE status_id IS NOT NULL;

CREATE TABLE notification_group (
    owner_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    status_id {{i64}},
    newest_id {{i64}} NOT NULL,
    told_count {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, id)
) {{clustered}};
CREATE INDEX notification_group_order ON notification_group (owner_id, kind, newest_id);
CREATE INDEX notification_group_status ON notification_group (status_id, kind, owner_id) WHERE status_id IS NOT NULL;

CREATE TABLE marker (
    owner_id {{i64}} NOT NULL,
    timeline TEXT NOT NULL,
    last_read_id {{i64}} NOT NULL,
    version {{i64}} NOT NULL,
    updated_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, timeline)
) {{clustered}};

CREATE TABLE report (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    category {{i64}} NOT NULL,
    comment_box {{blob}},
    is_forwarded {{i64}} NOT NULL,
    handled_ms {{i64}},
    handled_by_id {{i64}},
    created_ms {{i64}} NOT NULL
) {{strict}};
CREATE INDEX report_owner ON report (owner_id);
CREATE INDEX report_target ON report (target_id);
CREATE INDEX report_handler ON report (handled_by_id) WHERE handled_by_id IS NOT NULL;
CREATE INDEX report_open ON report (id) WHERE handled_ms IS NULL;

CREATE TABLE report_status (
    owner_id {{i64}} NOT NULL,
    report_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, report_id, status_id)
) {{clustered}};
CREATE INDEX report_status_status ON report_status (status_id);
CREATE INDEX report_status_report ON report_status (report_id);

-- Other servers -------------------------------------------------------------------------------------------------

CREATE TABLE host (
    id {{i64}} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    failing_since_ms {{i64}},
    parked_until_ms {{i64}},
    seen_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX host_name ON host (name);

CREATE TABLE inbox (
    id {{i64}} NOT NULL PRIMARY KEY,
    host_id {{i64}} NOT NULL,
    url TEXT NOT NULL
) {{strict}};
CREATE UNIQUE INDEX inbox_url ON inbox (url);
CREATE INDEX inbox_host ON inbox (host_id);

CREATE TABLE domain_rule (
    domain TEXT NOT NULL PRIMARY KEY,
    severity {{i64}} NOT NULL,
    comment TEXT,
    created_ms {{i64}} NOT NULL,
    id {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX domain_rule_id ON domain_rule (id);

CREATE TABLE membership (
    owner_id {{i64}} NOT NULL,
    inbox_id {{i64}} NOT NULL,
    from_seq {{i64}} NOT NULL,
    to_seq {{i64}} NOT NULL,
    follower_count {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, inbox_id, from_seq)
) {{clustered}};
CREATE INDEX membership_inbox ON membership (inbox_id);

CREATE TABLE recipient (
    owner_id {{i64}} NOT NULL,
    object_id {{i64}} NOT NULL,
    inbox_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, object_id, inbox_id)
) {{clustered}};
CREATE INDEX recipient_inbox ON recipient (inbox_id);

CREATE TABLE fanout (
    owner_id {{i64}} NOT NULL,
    seq {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    object_id {{i64}} NOT NULL,
    reach {{i64}} NOT NULL,
    cursor_inbox {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, seq)
) {{clustered}};
CREATE INDEX fanout_created ON fanout (created_ms, owner_id, seq);
CREATE INDEX fanout_object ON fanout (owner_id, object_id);

CREATE TABLE delivery (
    owner_id {{i64}} NOT NULL,
    object_id {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    inbox_id {{i64}} NOT NULL,
    target_id {{i64}},
    uri TEXT,
    attempts {{i64}} NOT NULL,
    next_ms {{i64}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, object_id, kind, inbox_id)
) {{clustered}};
CREATE INDEX delivery_next ON delivery (next_ms);
CREATE INDEX delivery_target ON delivery (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX delivery_inbox ON delivery (inbox_id);

CREATE TABLE ingest (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}},
    recipient_id {{i64}},
    body_box {{blob}} NOT NULL,
    received_ms {{i64}} NOT NULL
) {{strict}};
CREATE INDEX ingest_owner ON ingest (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX ingest_recipient ON ingest (recipient_id) WHERE recipient_id IS NOT NULL;

CREATE TABLE seen_activity (
    hash {{blob}} NOT NULL PRIMARY KEY,
    seen_ms {{i64}} NOT NULL
) {{strict}};
CREATE INDEX seen_activity_seen ON seen_activity (seen_ms);

-- Work and erasure ----------------------------------------------------------------------------------------------

CREATE TABLE job (
    id {{i64}} NOT NULL PRIMARY KEY,
    kind {{i64}} NOT NULL,
    owner_id {{i64}},
    subject_id {{i64}} NOT NULL,
    other_id {{i64}},
    run_ms {{i64}} NOT NULL,
    attempts {{i64}} NOT NULL,
    claimed_ms {{i64}}
) {{strict}};
CREATE INDEX job_due ON job (run_ms, id) WHERE claimed_ms IS NULL;
CREATE INDEX job_claimed ON job (claimed_ms) WHERE claimed_ms IS NOT NULL;
CREATE INDEX job_owner ON job (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX job_subject ON job (kind, subject_id);

CREATE TABLE erasure (
    id {{i64}} NOT NULL PRIMARY KEY,
    scope {{i64}} NOT NULL,
    subject_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    stage {{i64}} NOT NULL,
    rows_erased {{i64}} NOT NULL,
    files_erased {{i64}} NOT NULL,
    keys_erased {{i64}} NOT NULL,
    rows_expected {{i64}} NOT NULL,
    requested_ms {{i64}} NOT NULL,
    physical_ms {{i64}},
    final_ms {{i64}}
) {{strict}};
CREATE INDEX erasure_open ON erasure (stage, id) WHERE final_ms IS NULL;
CREATE INDEX erasure_owner ON erasure (owner_id);
CREATE INDEX erasure_physical ON erasure (physical_ms) WHERE physical_ms IS NOT NULL;
CREATE INDEX erasure_final ON erasure (final_ms) WHERE final_ms IS NOT NULL;

CREATE TABLE erased_actor (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    public_key {{blob}} NOT NULL,
    private_box {{blob}},
    erased_ms {{i64}} NOT NULL,
    told_ms {{i64}}
) {{strict}};
CREATE INDEX erased_actor_told ON erased_actor (told_ms) WHERE told_ms IS NOT NULL;

CREATE TABLE erased_file (
    file TEXT NOT NULL PRIMARY KEY,
    erasure_id {{i64}} NOT NULL
) {{strict}};
CREATE INDEX erased_file_erasure ON erased_file (erasure_id);

CREATE TABLE erased_key (
    owner_id {{i64}} NOT NULL,
    object_id {{i64}} NOT NULL,
    erasure_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, object_id)
) {{clustered}};
CREATE INDEX erased_key_erasure ON erased_key (erasure_id);

CREATE TABLE tombstone (
    hash {{blob}} NOT NULL PRIMARY KEY,
    kind {{i64}} NOT NULL,
    erased_ms {{i64}} NOT NULL
) {{strict}};

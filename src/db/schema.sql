-- Printed from the migrations, in SQLite's form. Do not edit.

-- migrations

CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL,
    domain TEXT NOT NULL,
    host_id INTEGER,
    uri TEXT,
    url TEXT,
    display_name_box BLOB,
    note_box BLOB,
    fields_box BLOB,
    avatar_id INTEGER,
    header_id INTEGER,
    avatar_url TEXT,
    header_url TEXT,
    is_locked INTEGER NOT NULL,
    is_discoverable INTEGER NOT NULL,
    is_indexable INTEGER NOT NULL,
    hides_collections INTEGER NOT NULL,
    state INTEGER NOT NULL,
    default_visibility INTEGER NOT NULL,
    default_sensitive INTEGER NOT NULL,
    default_language TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
, avatar_alt_box BLOB, header_alt_box BLOB, attribution_box BLOB, hides_media INTEGER NOT NULL DEFAULT 0, hides_media_replies INTEGER NOT NULL DEFAULT 0, hides_featured INTEGER NOT NULL DEFAULT 0, is_sensitized INTEGER NOT NULL DEFAULT 0)  STRICT;

CREATE INDEX account_avatar ON account (avatar_id) WHERE avatar_id IS NOT NULL;

CREATE INDEX account_domain ON account (domain, id) WHERE domain <> '';

CREATE UNIQUE INDEX account_handle ON account (username_key, domain);

CREATE INDEX account_header ON account (header_id) WHERE header_id IS NOT NULL;

CREATE INDEX account_host ON account (host_id, id) WHERE host_id IS NOT NULL;

CREATE INDEX account_indexable ON account (id) WHERE is_indexable = 1;

CREATE INDEX account_local ON account (id) WHERE host_id IS NULL;

CREATE INDEX account_moderated ON account (state, id) WHERE state <> 0;

CREATE INDEX account_sensitized ON account (id) WHERE is_sensitized = 1;

CREATE UNIQUE INDEX account_uri ON account (uri) WHERE uri IS NOT NULL;

CREATE TABLE account_count (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    followers INTEGER NOT NULL,
    following INTEGER NOT NULL,
    statuses INTEGER NOT NULL,
    last_status_ms INTEGER NOT NULL,
    fanout_seq INTEGER NOT NULL
, listing INTEGER NOT NULL DEFAULT 0)  STRICT;

CREATE INDEX account_count_active ON account_count (last_status_ms, owner_id) WHERE listing > 0;

CREATE INDEX account_count_active_local ON account_count (last_status_ms, owner_id) WHERE listing = 2;

CREATE INDEX account_count_listed ON account_count (owner_id) WHERE listing > 0;

CREATE INDEX account_count_listed_local ON account_count (owner_id) WHERE listing = 2;

CREATE TABLE account_domain_block (
    owner_id INTEGER NOT NULL,
    domain TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, domain)
)  STRICT, WITHOUT ROWID;

CREATE INDEX account_domain_block_order ON account_domain_block (owner_id, id);

CREATE TABLE account_emoji (
    owner_id INTEGER NOT NULL,
    emoji_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, emoji_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX account_emoji_emoji ON account_emoji (emoji_id);

CREATE TABLE account_key (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    public_key BLOB NOT NULL,
    private_box BLOB NOT NULL,
    created_ms INTEGER NOT NULL
)  STRICT;

CREATE TABLE account_note (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    note_box BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX account_note_owner ON account_note (owner_id, target_id);

CREATE INDEX account_note_target ON account_note (target_id);

CREATE TABLE announcement (
    id INTEGER NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    starts_ms INTEGER,
    ends_ms INTEGER,
    is_all_day INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
)  STRICT;

CREATE TABLE announcement_mark (
    owner_id INTEGER NOT NULL,
    announcement_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, announcement_id, name)
)  STRICT, WITHOUT ROWID;

CREATE INDEX announcement_mark_name ON announcement_mark (announcement_id, name, id);

CREATE TABLE application (
    id INTEGER NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
)  STRICT;

CREATE UNIQUE INDEX application_client ON application (client_id);

CREATE TABLE block (
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    uri TEXT,
    PRIMARY KEY (owner_id, target_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX block_order ON block (owner_id, id);

CREATE INDEX block_target ON block (target_id, owner_id);

CREATE TABLE bookmark (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX bookmark_order ON bookmark (owner_id, id);

CREATE INDEX bookmark_status ON bookmark (status_id);

CREATE TABLE card_day (
    card_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (card_id, day)
)  STRICT, WITHOUT ROWID;

CREATE INDEX card_day_day ON card_day (day, card_id);

CREATE TABLE collection (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    is_sensitive INTEGER NOT NULL,
    is_discoverable INTEGER NOT NULL,
    language TEXT,
    updated_ms INTEGER NOT NULL,
    name_box BLOB NOT NULL,
    description_box BLOB,
    tag_box BLOB
)  STRICT;

CREATE INDEX collection_owner ON collection (owner_id, id);

CREATE TABLE collection_item (
    id INTEGER NOT NULL PRIMARY KEY,
    collection_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    is_revoked INTEGER NOT NULL
)  STRICT;

CREATE INDEX collection_item_account ON collection_item (account_id, id);

CREATE UNIQUE INDEX collection_item_once ON collection_item (collection_id, account_id);

CREATE INDEX collection_item_owner ON collection_item (owner_id);

CREATE TABLE conversation (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    people_hash BLOB NOT NULL,
    newest_id INTEGER NOT NULL,
    status_count INTEGER NOT NULL,
    is_unread INTEGER NOT NULL
)  STRICT;

CREATE INDEX conversation_empty ON conversation (id) WHERE status_count <= 0;

CREATE INDEX conversation_order ON conversation (owner_id, newest_id);

CREATE UNIQUE INDEX conversation_place ON conversation (owner_id, thread_id, people_hash);

CREATE TABLE conversation_status (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX conversation_status_member ON conversation_status (conversation_id, status_id);

CREATE INDEX conversation_status_status ON conversation_status (status_id);

CREATE TABLE custom_emoji (
    id INTEGER NOT NULL PRIMARY KEY,
    shortcode TEXT NOT NULL,
    category TEXT,
    is_listed INTEGER NOT NULL,
    is_moving INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    mime TEXT NOT NULL
)  STRICT;

CREATE UNIQUE INDEX custom_emoji_shortcode ON custom_emoji (shortcode);

CREATE TABLE custom_emoji_picture (
    emoji_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    mime TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (emoji_id, version)
)  STRICT;

CREATE TABLE delivery (
    owner_id INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    inbox_id INTEGER NOT NULL,
    target_id INTEGER,
    uri TEXT,
    attempts INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (owner_id, object_id, kind, inbox_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX delivery_inbox ON delivery (inbox_id);

CREATE INDEX delivery_next ON delivery (next_ms);

CREATE INDEX delivery_target ON delivery (target_id) WHERE target_id IS NOT NULL;

CREATE TABLE domain_rule (
    domain TEXT NOT NULL PRIMARY KEY,
    severity INTEGER NOT NULL,
    comment TEXT,
    created_ms INTEGER NOT NULL,
    id INTEGER NOT NULL
, rejects_media INTEGER NOT NULL DEFAULT 0, rejects_reports INTEGER NOT NULL DEFAULT 0, is_obfuscated INTEGER NOT NULL DEFAULT 0, public_comment TEXT)  STRICT;

CREATE INDEX domain_rule_allow ON domain_rule (id) WHERE severity = 2;

CREATE UNIQUE INDEX domain_rule_id ON domain_rule (id);

CREATE INDEX domain_rule_other ON domain_rule (id) WHERE severity <> 2;

CREATE TABLE endorsement (
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, target_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX endorsement_order ON endorsement (owner_id, id);

CREATE INDEX endorsement_target ON endorsement (target_id, owner_id);

CREATE TABLE erased_actor (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    public_key BLOB NOT NULL,
    private_box BLOB,
    erased_ms INTEGER NOT NULL,
    told_ms INTEGER
)  STRICT;

CREATE INDEX erased_actor_told ON erased_actor (told_ms) WHERE told_ms IS NOT NULL;

CREATE TABLE erased_file (
    file TEXT NOT NULL PRIMARY KEY,
    erasure_id INTEGER NOT NULL
)  STRICT;

CREATE INDEX erased_file_erasure ON erased_file (erasure_id);

CREATE TABLE erased_key (
    owner_id INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    erasure_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, object_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX erased_key_erasure ON erased_key (erasure_id);

CREATE TABLE erasure (
    id INTEGER NOT NULL PRIMARY KEY,
    scope INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    rows_erased INTEGER NOT NULL,
    files_erased INTEGER NOT NULL,
    keys_erased INTEGER NOT NULL,
    rows_expected INTEGER NOT NULL,
    requested_ms INTEGER NOT NULL,
    physical_ms INTEGER,
    final_ms INTEGER
)  STRICT;

CREATE INDEX erasure_final ON erasure (final_ms) WHERE final_ms IS NOT NULL;

CREATE INDEX erasure_open ON erasure (stage, id) WHERE final_ms IS NULL;

CREATE INDEX erasure_owner ON erasure (owner_id);

CREATE INDEX erasure_physical ON erasure (physical_ms) WHERE physical_ms IS NOT NULL;

CREATE TABLE fanout (
    owner_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    reach INTEGER NOT NULL,
    cursor_inbox INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (owner_id, seq)
)  STRICT, WITHOUT ROWID;

CREATE INDEX fanout_created ON fanout (created_ms, owner_id, seq);

CREATE INDEX fanout_object ON fanout (owner_id, object_id);

CREATE TABLE favourite (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    uri TEXT,
    PRIMARY KEY (owner_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX favourite_order ON favourite (owner_id, id);

CREATE INDEX favourite_status ON favourite (status_id, id);

CREATE TABLE featured_tag (
    owner_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, tag_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX featured_tag_tag ON featured_tag (tag_id);

CREATE TABLE filter (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    title_box BLOB NOT NULL,
    contexts INTEGER NOT NULL,
    action INTEGER NOT NULL,
    expires_ms INTEGER
) STRICT;

CREATE INDEX filter_owner ON filter (owner_id, id);

CREATE TABLE filter_keyword (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    filter_id INTEGER NOT NULL,
    keyword_box BLOB NOT NULL,
    is_whole_word INTEGER NOT NULL
) STRICT;

CREATE INDEX filter_keyword_owner ON filter_keyword (owner_id, filter_id, id);

CREATE TABLE filter_status (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    filter_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX filter_status_owner ON filter_status (owner_id, filter_id, status_id);

CREATE INDEX filter_status_status ON filter_status (status_id);

CREATE TABLE follow_request (
    owner_id INTEGER NOT NULL,
    requester_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    shows_reblogs INTEGER NOT NULL,
    notifies INTEGER NOT NULL,
    languages TEXT,
    uri TEXT,
    PRIMARY KEY (owner_id, requester_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX follow_request_order ON follow_request (owner_id, id);

CREATE INDEX follow_request_requester ON follow_request (requester_id, owner_id);

CREATE TABLE followed_tag (
    owner_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, tag_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX followed_tag_order ON followed_tag (owner_id, id);

CREATE INDEX followed_tag_tag ON followed_tag (tag_id);

CREATE TABLE follower (
    owner_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    follower_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id)
)  STRICT, WITHOUT ROWID;

CREATE TABLE following (
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    shows_reblogs INTEGER NOT NULL,
    notifies INTEGER NOT NULL,
    languages TEXT,
    uri TEXT,
    PRIMARY KEY (owner_id, target_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX following_notified ON following (target_id, owner_id) WHERE notifies = 1;

CREATE INDEX following_order ON following (owner_id, id);

CREATE TABLE host (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    failing_since_ms INTEGER,
    parked_until_ms INTEGER,
    seen_ms INTEGER NOT NULL
)  STRICT;

CREATE UNIQUE INDEX host_name ON host (name);

CREATE TABLE idempotency (
    owner_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    status_id INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (owner_id, hash)
)  STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_created ON idempotency (created_ms);

CREATE INDEX idempotency_status ON idempotency (status_id);

CREATE TABLE import_item (
    owner_id INTEGER NOT NULL,
    source_hash BLOB NOT NULL,
    status_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, source_hash)
)  STRICT, WITHOUT ROWID;

CREATE INDEX import_item_status ON import_item (status_id);

CREATE TABLE inbox (
    id INTEGER NOT NULL PRIMARY KEY,
    host_id INTEGER NOT NULL,
    url TEXT NOT NULL
)  STRICT;

CREATE INDEX inbox_host ON inbox (host_id);

CREATE UNIQUE INDEX inbox_url ON inbox (url);

CREATE TABLE ingest (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER,
    recipient_id INTEGER,
    body_box BLOB NOT NULL,
    received_ms INTEGER NOT NULL
)  STRICT;

CREATE INDEX ingest_owner ON ingest (owner_id) WHERE owner_id IS NOT NULL;

CREATE INDEX ingest_recipient ON ingest (recipient_id) WHERE recipient_id IS NOT NULL;

CREATE TABLE instance_count (
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (kind, day, slot)
)  STRICT, WITHOUT ROWID;

CREATE TABLE instance_document (
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    text TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (kind, day)
)  STRICT, WITHOUT ROWID;

CREATE TABLE instance_meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
)  STRICT;

CREATE TABLE instance_rule (
    id INTEGER NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    hint TEXT NOT NULL
)  STRICT;

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    owner_id INTEGER,
    subject_id INTEGER NOT NULL,
    other_id INTEGER,
    run_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_ms INTEGER
)  STRICT;

CREATE INDEX job_claimed ON job (claimed_ms) WHERE claimed_ms IS NOT NULL;

CREATE INDEX job_due ON job (run_ms, id) WHERE claimed_ms IS NULL;

CREATE INDEX job_owner ON job (owner_id) WHERE owner_id IS NOT NULL;

CREATE INDEX job_subject ON job (kind, subject_id);

CREATE TABLE list (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    title_box BLOB NOT NULL,
    replies INTEGER NOT NULL,
    is_exclusive INTEGER NOT NULL
) STRICT;

CREATE INDEX list_owner ON list (owner_id, id);

CREATE TABLE list_member (
    owner_id INTEGER NOT NULL,
    list_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (list_id, member_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX list_member_member ON list_member (member_id);

CREATE INDEX list_member_order ON list_member (list_id, id);

CREATE INDEX list_member_owner ON list_member (owner_id, member_id);

CREATE TABLE local_user (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    email_hash BLOB NOT NULL,
    email_box BLOB NOT NULL,
    password_hash TEXT NOT NULL,
    role INTEGER NOT NULL,
    state INTEGER NOT NULL,
    locale TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_day INTEGER NOT NULL
, reason_box BLOB)  STRICT;

CREATE UNIQUE INDEX local_user_email ON local_user (email_hash);

CREATE INDEX local_user_held ON local_user (state, owner_id) WHERE state <> 0;

CREATE UNIQUE INDEX local_user_owner ON local_user (owner_id);

CREATE INDEX local_user_pending ON local_user (id) WHERE state = 2;

CREATE INDEX local_user_staff ON local_user (role, owner_id) WHERE role > 1;

CREATE TABLE marker (
    owner_id INTEGER NOT NULL,
    timeline TEXT NOT NULL,
    last_read_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (owner_id, timeline)
)  STRICT, WITHOUT ROWID;

CREATE TABLE media (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    status_id INTEGER,
    position INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    file TEXT,
    meta_box BLOB,
    alt_box BLOB,
    remote_url TEXT,
    created_ms INTEGER NOT NULL
, scheduled_id INTEGER)  STRICT;

CREATE UNIQUE INDEX media_file ON media (file) WHERE file IS NOT NULL;

CREATE INDEX media_owner ON media (owner_id, id);

CREATE INDEX media_scheduled ON media (scheduled_id, position) WHERE scheduled_id IS NOT NULL;

CREATE INDEX media_status ON media (status_id, position) WHERE status_id IS NOT NULL;

CREATE INDEX media_waiting ON media (created_ms) WHERE status_id IS NULL AND scheduled_id IS NULL;

CREATE TABLE membership (
    owner_id INTEGER NOT NULL,
    inbox_id INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    follower_count INTEGER NOT NULL,
    PRIMARY KEY (owner_id, inbox_id, from_seq)
)  STRICT, WITHOUT ROWID;

CREATE INDEX membership_inbox ON membership (inbox_id);

CREATE TABLE mute (
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    hides_notifications INTEGER NOT NULL,
    expires_ms INTEGER,
    PRIMARY KEY (owner_id, target_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX mute_expiry ON mute (expires_ms) WHERE expires_ms IS NOT NULL;

CREATE INDEX mute_order ON mute (owner_id, id);

CREATE INDEX mute_target ON mute (target_id, owner_id);

CREATE TABLE notification (
    owner_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    status_id INTEGER,
    report_id INTEGER,
    group_id INTEGER, act_id INTEGER, is_filtered INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner_id, id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX notification_filtered ON notification (owner_id, from_id, id, status_id) WHERE is_filtered = 1;

CREATE INDEX notification_filtered_status ON notification (status_id, owner_id, id) WHERE is_filtered = 1 AND status_id IS NOT NULL;

CREATE INDEX notification_from ON notification (from_id, owner_id, id);

CREATE INDEX notification_kind ON notification (owner_id, is_filtered, kind, id);

CREATE INDEX notification_member ON notification (owner_id, group_id, id, from_id) WHERE group_id IS NOT NULL;

CREATE INDEX notification_report ON notification (report_id) WHERE report_id IS NOT NULL;

CREATE INDEX notification_shown ON notification (owner_id, is_filtered, id);

CREATE INDEX notification_status ON notification (status_id, kind, from_id) WHERE status_id IS NOT NULL;

CREATE TABLE notification_group (
    owner_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    status_id INTEGER,
    newest_id INTEGER NOT NULL,
    told_count INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX notification_group_order ON notification_group (owner_id, kind, newest_id);

CREATE INDEX notification_group_status ON notification_group (status_id, kind, owner_id) WHERE status_id IS NOT NULL;

CREATE TABLE notification_permission (
    owner_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, from_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX notification_permission_from ON notification_permission (from_id, owner_id);

CREATE TABLE notification_policy (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    not_following INTEGER NOT NULL,
    not_followers INTEGER NOT NULL,
    new_accounts INTEGER NOT NULL,
    private_mentions INTEGER NOT NULL,
    limited_accounts INTEGER NOT NULL
)  STRICT;

CREATE TABLE notification_request (
    owner_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, from_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX notification_request_from ON notification_request (from_id, owner_id);

CREATE INDEX notification_request_order ON notification_request (owner_id, id);

CREATE TABLE oauth_code (
    hash BLOB NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    application_id INTEGER NOT NULL,
    scopes INTEGER NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT,
    expires_ms INTEGER NOT NULL,
    token_id INTEGER
)  STRICT;

CREATE INDEX oauth_code_expires ON oauth_code (expires_ms);

CREATE INDEX oauth_code_owner ON oauth_code (owner_id);

CREATE INDEX oauth_code_user ON oauth_code (user_id);

CREATE TABLE page_figure (
    owner_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    host_id INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (owner_id, day, kind, host_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX page_figure_day ON page_figure (day);

CREATE TABLE page_log (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    actor_id INTEGER,
    target_id INTEGER,
    status_id INTEGER,
    detail INTEGER NOT NULL
)  STRICT;

CREATE INDEX page_log_actor ON page_log (actor_id) WHERE actor_id IS NOT NULL;

CREATE INDEX page_log_owner ON page_log (owner_id, id);

CREATE INDEX page_log_status ON page_log (status_id) WHERE status_id IS NOT NULL;

CREATE INDEX page_log_target ON page_log (target_id) WHERE target_id IS NOT NULL;

CREATE TABLE page_role (
    owner_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    role INTEGER NOT NULL,
    granted_ms INTEGER NOT NULL,
    PRIMARY KEY (owner_id, account_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX page_role_account ON page_role (account_id, owner_id);

CREATE TABLE page_setting (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    needs_approval INTEGER NOT NULL
)  STRICT;

CREATE TABLE poll (
    status_id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    is_multiple INTEGER NOT NULL,
    hides_totals INTEGER NOT NULL,
    voters INTEGER NOT NULL,
    expires_ms INTEGER,
    updated_ms INTEGER,
    is_update_due INTEGER NOT NULL,
    is_ended INTEGER NOT NULL
)  STRICT;

CREATE INDEX poll_owner ON poll (owner_id);

CREATE TABLE poll_option (
    option_id INTEGER NOT NULL PRIMARY KEY,
    status_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    title_box BLOB NOT NULL,
    votes INTEGER NOT NULL
)  STRICT;

CREATE INDEX poll_option_owner ON poll_option (owner_id);

CREATE INDEX poll_option_status ON poll_option (status_id, position);

CREATE TABLE poll_vote (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    option_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, status_id, option_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX poll_vote_status ON poll_vote (status_id);

CREATE TABLE poll_voter (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX poll_voter_status ON poll_voter (status_id, owner_id);

CREATE TABLE preview_card (
    id INTEGER NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    provider TEXT,
    author_name TEXT,
    author_id INTEGER,
    image_url TEXT,
    image_alt TEXT,
    image_width INTEGER NOT NULL,
    image_height INTEGER NOT NULL,
    published_ms INTEGER,
    fetched_ms INTEGER NOT NULL,
    use_count INTEGER NOT NULL
, trend_score INTEGER NOT NULL DEFAULT 0, trend_decision INTEGER NOT NULL DEFAULT 0)  STRICT;

CREATE INDEX preview_card_author ON preview_card (author_id) WHERE author_id IS NOT NULL;

CREATE INDEX preview_card_trend ON preview_card (trend_score, id) WHERE trend_score > 0;

CREATE INDEX preview_card_unused ON preview_card (id) WHERE use_count <= 0;

CREATE UNIQUE INDEX preview_card_url ON preview_card (url);

CREATE TABLE publisher (
    id INTEGER NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    decision INTEGER NOT NULL,
    reviewed_ms INTEGER
)  STRICT;

CREATE UNIQUE INDEX publisher_host ON publisher (host);

CREATE TABLE push_subscription (
    id INTEGER NOT NULL PRIMARY KEY,
    token_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    address_box BLOB NOT NULL,
    sent_id INTEGER NOT NULL,
    due_ms INTEGER,
    tries INTEGER NOT NULL
)  STRICT;

CREATE INDEX push_subscription_account ON push_subscription (account_id, id);

CREATE INDEX push_subscription_due ON push_subscription (due_ms) WHERE due_ms IS NOT NULL;

CREATE INDEX push_subscription_owner ON push_subscription (owner_id);

CREATE UNIQUE INDEX push_subscription_token ON push_subscription (token_id);

CREATE TABLE recipient (
    owner_id INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    inbox_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, object_id, inbox_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX recipient_inbox ON recipient (inbox_id);

CREATE TABLE remote_actor (
    owner_id INTEGER NOT NULL PRIMARY KEY,
    host_id INTEGER NOT NULL,
    inbox_id INTEGER NOT NULL,
    shared_inbox_id INTEGER,
    followers_uri TEXT,
    outbox_uri TEXT,
    featured_uri TEXT,
    key_uri TEXT,
    public_key BLOB,
    fetched_ms INTEGER NOT NULL
)  STRICT;

CREATE INDEX remote_actor_inbox ON remote_actor (inbox_id);

CREATE INDEX remote_actor_key ON remote_actor (key_uri) WHERE key_uri IS NOT NULL;

CREATE INDEX remote_actor_shared_inbox ON remote_actor (shared_inbox_id) WHERE shared_inbox_id IS NOT NULL;

CREATE TABLE remote_emoji (
    id INTEGER NOT NULL PRIMARY KEY,
    host_id INTEGER NOT NULL,
    shortcode TEXT NOT NULL,
    url TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
)  STRICT;

CREATE UNIQUE INDEX remote_emoji_name ON remote_emoji (host_id, shortcode);

CREATE TABLE report (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    category INTEGER NOT NULL,
    comment_box BLOB,
    is_forwarded INTEGER NOT NULL,
    handled_ms INTEGER,
    handled_by_id INTEGER,
    created_ms INTEGER NOT NULL
, assigned_to_id INTEGER, updated_ms INTEGER)  STRICT;

CREATE INDEX report_assigned ON report (assigned_to_id) WHERE assigned_to_id IS NOT NULL;

CREATE INDEX report_handled ON report (id) WHERE handled_ms IS NOT NULL;

CREATE INDEX report_handler ON report (handled_by_id) WHERE handled_by_id IS NOT NULL;

CREATE INDEX report_open ON report (id) WHERE handled_ms IS NULL;

CREATE INDEX report_owner ON report (owner_id, id);

CREATE INDEX report_target ON report (target_id, id);

CREATE TABLE report_rule (
    owner_id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, report_id, rule_id)
)  STRICT, WITHOUT ROWID;

CREATE TABLE report_status (
    owner_id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, report_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX report_status_report ON report_status (report_id);

CREATE INDEX report_status_status ON report_status (status_id);

CREATE TABLE scheduled_status (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    visibility INTEGER NOT NULL,
    is_sensitive INTEGER NOT NULL,
    language TEXT,
    in_reply_to_id INTEGER,
    application_id INTEGER,
    text_box BLOB,
    spoiler_box BLOB
, poll_box BLOB, poll_seconds INTEGER NOT NULL DEFAULT 0, poll_is_multiple INTEGER NOT NULL DEFAULT 0, poll_hides_totals INTEGER NOT NULL DEFAULT 0, author_id INTEGER, stage INTEGER NOT NULL DEFAULT 0)  STRICT;

CREATE INDEX scheduled_status_author ON scheduled_status (author_id) WHERE author_id IS NOT NULL;

CREATE INDEX scheduled_status_due ON scheduled_status (owner_id, due_ms);

CREATE INDEX scheduled_status_owner ON scheduled_status (owner_id, id);

CREATE INDEX scheduled_status_waiting ON scheduled_status (owner_id, id) WHERE stage > 0;

CREATE TABLE seen_activity (
    hash BLOB NOT NULL PRIMARY KEY,
    seen_ms INTEGER NOT NULL
)  STRICT;

CREATE INDEX seen_activity_seen ON seen_activity (seen_ms);

CREATE TABLE staff_act (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER,
    by_id INTEGER,
    kind INTEGER NOT NULL,
    object_id INTEGER,
    text_box BLOB
)  STRICT;

CREATE INDEX staff_act_by ON staff_act (by_id) WHERE by_id IS NOT NULL;

CREATE INDEX staff_act_owner ON staff_act (owner_id) WHERE owner_id IS NOT NULL;

CREATE TABLE status (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    uri TEXT,
    url TEXT,
    visibility INTEGER NOT NULL,
    in_reply_to_id INTEGER,
    in_reply_to_account_id INTEGER,
    thread_id INTEGER NOT NULL,
    reblog_of_id INTEGER,
    reblog_of_account_id INTEGER,
    language TEXT,
    is_sensitive INTEGER NOT NULL,
    is_local INTEGER NOT NULL,
    is_imported INTEGER NOT NULL,
    media_count INTEGER NOT NULL,
    content_box BLOB,
    source_box BLOB,
    spoiler_box BLOB,
    application_id INTEGER,
    fanout_seq INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    edited_ms INTEGER
)  STRICT;

CREATE INDEX status_owner ON status (owner_id, id);

CREATE INDEX status_public ON status (id) WHERE visibility = 0 AND reblog_of_id IS NULL;

CREATE INDEX status_public_local ON status (id) WHERE visibility = 0 AND reblog_of_id IS NULL AND is_local = 1;

CREATE UNIQUE INDEX status_reblog ON status (reblog_of_id, owner_id) WHERE reblog_of_id IS NOT NULL;

CREATE INDEX status_reblog_account ON status (reblog_of_account_id) WHERE reblog_of_account_id IS NOT NULL;

CREATE INDEX status_received ON status (id) WHERE is_local = 0 AND visibility >= 2;

CREATE INDEX status_reply ON status (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;

CREATE INDEX status_reply_account ON status (in_reply_to_account_id) WHERE in_reply_to_account_id IS NOT NULL;

CREATE INDEX status_thread ON status (thread_id, id);

CREATE UNIQUE INDEX status_uri ON status (uri) WHERE uri IS NOT NULL;

CREATE TABLE status_card (
    status_id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    card_id INTEGER NOT NULL
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_card_card ON status_card (card_id, status_id);

CREATE INDEX status_card_owner ON status_card (owner_id);

CREATE TABLE status_count (
    status_id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    replies INTEGER NOT NULL,
    reblogs INTEGER NOT NULL,
    favourites INTEGER NOT NULL
)  STRICT;

CREATE INDEX status_count_owner ON status_count (owner_id);

CREATE TABLE status_edit (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    content_box BLOB,
    source_box BLOB,
    spoiler_box BLOB,
    is_sensitive INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, options_box BLOB, media_box BLOB,
    PRIMARY KEY (owner_id, status_id, number)
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_edit_status ON status_edit (status_id, number);

CREATE TABLE status_emoji (
    status_id INTEGER NOT NULL,
    emoji_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    PRIMARY KEY (status_id, emoji_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_emoji_emoji ON status_emoji (emoji_id);

CREATE INDEX status_emoji_owner ON status_emoji (owner_id);

CREATE TABLE status_mention (
    status_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    is_silent INTEGER NOT NULL,
    PRIMARY KEY (status_id, account_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_mention_account ON status_mention (account_id, status_id);

CREATE INDEX status_mention_owner ON status_mention (owner_id);

CREATE TABLE status_pin (
    owner_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_pin_status ON status_pin (status_id);

CREATE TABLE status_tag (
    tag_id INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL, is_listed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tag_id, status_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX status_tag_listed ON status_tag (owner_id, tag_id, status_id) WHERE is_listed = 1;

CREATE INDEX status_tag_owner ON status_tag (owner_id);

CREATE INDEX status_tag_status ON status_tag (status_id, tag_id);

CREATE TABLE suggestion_refusal (
    owner_id INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, target_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX suggestion_refusal_target ON suggestion_refusal (target_id, owner_id);

CREATE TABLE tag (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    use_count INTEGER NOT NULL
, trend_score INTEGER NOT NULL DEFAULT 0, trend_decision INTEGER NOT NULL DEFAULT 0, is_unusable INTEGER NOT NULL DEFAULT 0, is_unlisted INTEGER NOT NULL DEFAULT 0, reviewed_ms INTEGER)  STRICT;

CREATE UNIQUE INDEX tag_name ON tag (name);

CREATE INDEX tag_trend ON tag (trend_score, id) WHERE trend_score > 0;

CREATE INDEX tag_unusable ON tag (name) WHERE is_unusable = 1;

CREATE INDEX tag_unused ON tag (id) WHERE use_count <= 0;

CREATE TABLE tag_day (
    tag_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (tag_id, day)
)  STRICT, WITHOUT ROWID;

CREATE INDEX tag_day_day ON tag_day (day, tag_id);

CREATE TABLE thread_mute (
    owner_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, thread_id)
)  STRICT, WITHOUT ROWID;

CREATE TABLE token (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER,
    user_id INTEGER,
    application_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    scopes INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    used_day INTEGER NOT NULL
)  STRICT;

CREATE UNIQUE INDEX token_hash ON token (hash);

CREATE INDEX token_owner ON token (owner_id) WHERE owner_id IS NOT NULL;

CREATE INDEX token_user ON token (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE tombstone (
    hash BLOB NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    erased_ms INTEGER NOT NULL
)  STRICT;

CREATE TABLE trend_status (
    status_id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    decision INTEGER NOT NULL
)  STRICT, WITHOUT ROWID;

CREATE INDEX trend_status_idle ON trend_status (status_id) WHERE score = 0;

CREATE INDEX trend_status_order ON trend_status (score, status_id) WHERE score > 0;

CREATE INDEX trend_status_owner ON trend_status (owner_id);

CREATE TABLE web_session (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    acting_id INTEGER,
    hash BLOB NOT NULL,
    agent_box BLOB,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
)  STRICT;

CREATE INDEX web_session_acting ON web_session (acting_id) WHERE acting_id IS NOT NULL;

CREATE UNIQUE INDEX web_session_hash ON web_session (hash);

CREATE INDEX web_session_owner ON web_session (owner_id);

CREATE INDEX web_session_seen ON web_session (seen_ms);

-- keyring_migrations

CREATE TABLE account_wrap (
    account_id INTEGER NOT NULL PRIMARY KEY,
    box BLOB NOT NULL,
    created_ms INTEGER NOT NULL
)  STRICT;

CREATE TABLE journal (
    hash BLOB NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    erased_ms INTEGER NOT NULL
)  STRICT, WITHOUT ROWID;

CREATE INDEX journal_erased ON journal (erased_ms, hash);

CREATE TABLE object_wrap (
    account_id INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    box BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (account_id, object_id)
)  STRICT, WITHOUT ROWID;

CREATE INDEX object_wrap_created ON object_wrap (created_ms, account_id, object_id);

-- search_migrations

CREATE TABLE mark (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
)  STRICT;

CREATE VIRTUAL TABLE post USING fts5 (body, facet, tokenize = 'ascii', columnsize = 0);

CREATE TABLE 'post_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'post_content'(id INTEGER PRIMARY KEY, c0, c1);

CREATE TABLE 'post_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'post_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

/* Account entities: Account, CredentialAccount, Profile, MutedAccount, PartialAccountWithAvatar, and the Role of one's own.
 *
 * Name, handle and avatar are tagged CLASS_NAME_AVATAR, everything else CLASS_PROFILE_DETAIL.
 *
 * Spec: Mastodon API, entities Account, CredentialAccount, Profile, MutedAccount, PartialAccountWithAvatar, Role.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "text/json_write.h"

/* Ids of roles as Mastodon gives them. */
enum {
    ENTITY_ROLE_EVERYBODY = -99,
    ENTITY_ROLE_MODERATOR = 1,
    ENTITY_ROLE_ADMIN = 3,
};

/** One Role: what somebody may on the instance. */
void entity_role_render(struct json_writer *w, struct account_id of, enum user_role role);

/** One Account. An account that is gone shows its handle and nothing else. */
void entity_account_render(struct ctx *ctx, struct json_writer *w, const struct account *account);

/** The address of an account's avatar that does not move; in ctx->arena. CLASS_NAME_AVATAR. */
struct sv entity_account_avatar_static(struct ctx *ctx, const struct account *account);

/** One PartialAccountWithAvatar. */
void entity_partial_account_render(struct ctx *ctx, struct json_writer *w,
                                   const struct account *account);

/**
 * The account that the viewer acts as, with what only it may see.
 *
 * request_count  follow requests that wait for it
 */
void entity_credential_account_render(struct ctx *ctx, struct json_writer *w,
                                      const struct account *account, int64_t request_count);

/** The account that the viewer acts as, as its profile is edited: texts as typed, pictures null where there are none. */
void entity_profile_render(struct ctx *ctx, struct json_writer *w, const struct account *account);

/**
 * An account that the viewer mutes.
 *
 * expires_ms   0 = never
 */
void entity_muted_account_render(struct ctx *ctx, struct json_writer *w,
                                 const struct account *account, int64_t expires_ms);

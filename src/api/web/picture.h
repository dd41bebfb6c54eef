/* Pictures that a form brings. */
#pragma once

#include "api/page.h"
#include "model/media.h"

/** A labelled field that takes one picture. */
void web_picture_field(struct page *p, struct sv name, enum word label);

/** A field for a picture, and for a film where films are taken. */
void web_media_field(struct page *p, struct sv name);

/**
 * Take the picture of a field in; a film is waited for a while.
 *
 * name     of the field
 * alt      what the picture shows, untrusted; may be empty
 * out      zero id when the field brought none
 *
 * Returns  as service_upload_media
 */
MUST_USE enum err web_picture_take(struct ctx *ctx, const struct http_request *req, struct sv name,
                                   enum media_purpose purpose, struct sv alt, struct media_id *out);

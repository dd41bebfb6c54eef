/* What handlers count themselves, in engine->rates: beside the rules of a route's bucket, which know only networks and users. */
#pragma once

enum rate_kind {
    RATE_KIND_LOGIN,  /* attempts to sign in, by keyed hash of the login */
    RATE_KIND_SENDER, /* activities received, by host of the verified sender */
};

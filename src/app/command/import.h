/* efface import: a Mastodon archive becomes posts. */
#pragma once

#include "app/command.h"

app_command_fn command_import;

/* efface erase: a page, a person, a status. */
#pragma once

#include "app/command.h"

app_command_fn command_erase;

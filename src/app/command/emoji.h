/* efface emoji: the instance's custom emoji. */
#pragma once

#include "app/command.h"

app_command_fn command_emoji_edit;
app_command_fn command_emoji_list;
app_command_fn command_emoji_new;
app_command_fn command_emoji_remove;

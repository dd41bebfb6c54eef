/* efface announcement: what everybody on this server is told. */
#pragma once

#include "app/command.h"

app_command_fn command_announcement_add;
app_command_fn command_announcement_edit;
app_command_fn command_announcement_list;
app_command_fn command_announcement_remove;

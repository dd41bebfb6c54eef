/* efface domain: rules for other servers. */
#pragma once

#include "app/command.h"

app_command_fn command_domain_block;
app_command_fn command_domain_allow;
app_command_fn command_domain_list;
app_command_fn command_domain_silence;

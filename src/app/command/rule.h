/* efface rule: the rules of the instance. */
#pragma once

#include "app/command.h"

app_command_fn command_rule_add;
app_command_fn command_rule_edit;
app_command_fn command_rule_list;
app_command_fn command_rule_remove;

/* Commands about people, pages and tokens. */
#pragma once

#include "app/command.h"

app_command_fn command_user_new;
app_command_fn command_user_list;
app_command_fn command_user_password;
app_command_fn command_user_suspend;
app_command_fn command_user_approve;
app_command_fn command_user_reject;
app_command_fn command_page_new;
app_command_fn command_page_role;
app_command_fn command_token_new;

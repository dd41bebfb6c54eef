/* efface document: what the instance says of itself at length. */
#pragma once

#include "app/command.h"

app_command_fn command_document_publish;
app_command_fn command_document_withdraw;

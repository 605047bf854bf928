// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "base/result.h"

namespace countenance::plugin {

/// Asks for a file, and writes `text` to it; nothing if the user changes their mind. Error{cannot_write}.
Result<> save_as(GtkWidget* parent, const char* title, const char* name, const std::string& text);

}  // namespace countenance::plugin

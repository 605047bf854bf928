// SPDX-License-Identifier: GPL-3.0-or-later
// Labels, headings and what screen readers say.
#pragma once

#include <gtk/gtk.h>

#include <string>

#include "parameters.h"

namespace countenance::plugin {

/// Left-aligned, in the column of `titles`; Alt and its mnemonic reach `target`.
[[nodiscard]] GtkWidget* row_label(const std::string& label, GtkSizeGroup* titles, GtkWidget* target);
[[nodiscard]] GtkWidget* plain_label(const std::string& text);
/// Bold, or dimmed and smaller.
void set_strong(GtkWidget* label, const std::string& text);
void set_faint(GtkWidget* label, const std::string& text);
[[nodiscard]] std::string markup_of(const std::string& text);  ///< escaped
/// Where a label's text ends in "…" if there is no room, in `chars` of width.
void ellipsize(GtkWidget* label, int chars);

void name_accessible(GtkWidget* widget, const std::string& name);
/// Of a parameter, translated, with a capital and a full stop.
[[nodiscard]] std::string help_of(const Parameter& parameter);

}  // namespace countenance::plugin

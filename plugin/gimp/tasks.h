// SPDX-License-Identifier: GPL-3.0-or-later
// What a procedure does for either GIMP, between its arguments and what it gives back.
#pragma once

#include "comparison.h"
#include "dialog.h"
#include "gimp_host.h"
#include "guarding.h"
#include "procedures.h"

namespace countenance::plugin {

/// An argument, for GIMP's procedure browser: what it says, and which values it takes. Translated.
[[nodiscard]] std::string described(const Parameter& parameter);

/// Of the argument original-file.
[[nodiscard]] const char* described_file(const Procedure& procedure);

/// Whether it takes an original, as arguments `original` and `original-file`.
[[nodiscard]] bool has_original(const Procedure& procedure);
/// Whether it opens a dialog, which shows how far it is itself. What takes an original does unless a script says which.
[[nodiscard]] bool has_dialog(const Procedure& procedure, GimpRunMode mode);

/// Shows GIMP's empty dialog as one of the window that it was started from.
[[nodiscard]] Frame framed(GtkWidget* dialog, std::function<void()> help);

Result<Session::Done> without_dialog(Host& host, const Settings& settings);
/// `keep` is handed what the next time starts from.
Result<Session::Done> by_hand(const Procedure& procedure, Host& host, const Settings& start, const Frame& frame,
                              const std::function<void(const Settings&)>& keep);

/// What a script holds a picture against.
struct Original {
  gint32 layer = kNone;
  std::string file{};  ///< empty: it is the layer
};
/// Error{bad_input}: neither is given, or both.
Result<Comparison> compare_with(const Original& original, gint32 image, const Settings& settings);

/// The host's drawable, guarded and written over. Error as there.
Result<GuardDone> guard_with(const Original& original, Host& host, gint32 image, gint32 drawable,
                             const Settings& settings);

/// An error's line: a script hears what went wrong, who chose from a menu also what to do, in their language.
[[nodiscard]] std::string line_of(const Error& error, GimpRunMode mode);

}  // namespace countenance::plugin

// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs, the same for each toolkit and editor.
//
// They run in the caller's thread, which is the only one in which Host and Originals are asked (Host::progress is not
// asked at all: the dialog shows how far it is, and cancels). Work goes on in a thread of its own meanwhile.
#pragma once

#include <gtk/gtk.h>

#include <functional>

#include "desk.h"
#include "host.h"
#include "originals.h"
#include "procedures.h"
#include "session.h"
#include "studio.h"

namespace countenance::plugin {

/// What the editor brings.
struct Frame {
  GtkWidget* dialog =
      nullptr;  ///< a GtkDialog (or GimpDialog) without buttons, not shown yet; it is destroyed at the end
  std::function<void()> help;                       ///< empty: there is none to show
  std::function<void(const Desk::State&)> watch{};  ///< hears of whatever a retouch shows, for tests; may be empty
};

struct Outcome {
  Settings settings;  ///< as used, to be the next time's start
  Session::Done done;
};
/// Rows are those of `procedure`. A layer that was retouched before starts from its own settings, not from `start`.
/// Error{cancelled}: the user left; what went wrong before that has been said in the dialog.
Result<Outcome> run_retouch_dialog(const Procedure& procedure, Studio& studio, Host& host, const Settings& start,
                                   const Frame& frame);

/// Ends when the user closes it: settings as last used. Nothing is changed.
Settings run_measure_dialog(const Procedure& procedure, Studio& studio, Originals& originals, const Settings& start,
                            const Frame& frame);

/// The host's drawable is what another tool made. Settings as used, to be the next time's start: a new layer was written.
/// Error{cancelled}: the user left, and none was.
Result<Settings> run_guard_dialog(const Procedure& procedure, Studio& studio, Host& host, Originals& originals,
                                  const Settings& start, const Frame& frame);

}  // namespace countenance::plugin

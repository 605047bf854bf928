// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialog.h"

namespace countenance::plugin {

Result<Outcome> run_retouch_dialog(const Procedure&, Studio&, Host&, const Settings&, const Frame& frame) {
  gtk_widget_destroy(frame.dialog);
  return fail(Code::internal, "the dialog is not built");
}

}  // namespace countenance::plugin

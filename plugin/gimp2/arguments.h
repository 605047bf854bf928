// SPDX-License-Identifier: GPL-3.0-or-later
// Procedures as the database of GIMP 2.10 has them. Their arguments are, by place:
//   run-mode, image, drawable, those of Procedure::parameters, and where has_original(): original, original-file
// Numbers are FLOAT, a face's number INT32, choices, policies and maps STRING, so that a script reads well.
#pragma once

#include <libgimp/gimp.h>

#include "procedures.h"

namespace countenance::plugin {

void install(const Procedure& procedure);

struct Arguments {
  GimpRunMode mode = GIMP_RUN_NONINTERACTIVE;
  gint32 image = -1, drawable = -1;
  Settings settings;     ///< only where the mode is GIMP_RUN_NONINTERACTIVE; else the procedure's own
  gint32 original = -1;  ///< a layer, or −1
  std::string file{};    ///< of the original; empty: none
};
/// Error{bad_input} names the argument that is wrong.
Result<Arguments> arguments_of(const Procedure& procedure, int count, const GimpParam* given);

/// As they were used last by hand, in this run of GIMP; else the procedure's own.
[[nodiscard]] Settings last_settings(const Procedure& procedure);
void keep_settings(const Procedure& procedure, const Settings& settings);

}  // namespace countenance::plugin

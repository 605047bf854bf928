// SPDX-License-Identifier: GPL-3.0-or-later
// Procedures as the database of GIMP 3 has them. Their arguments, by name, are those of every procedure on an image (run-mode,
// image, drawables), those of Procedure::parameters, and where has_original(): original (a layer), original-file.
#pragma once

#include <libgimp/gimp.h>

#include "procedures.h"

namespace countenance::plugin {

/// Menu entry, help, arguments and results.
void describe(GimpProcedure* gimp, const Procedure& procedure);

/// Error{bad_input} names the argument that is wrong.
Result<Settings> settings_of(GimpProcedureConfig* config, const Procedure& procedure);
/// For the next time; GIMP keeps what stands in `config` when the call has succeeded.
void keep(GimpProcedureConfig* config, const Procedure& procedure, const Settings& settings);

}  // namespace countenance::plugin

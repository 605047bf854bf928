// SPDX-License-Identifier: GPL-3.0-or-later
// Beside: files that lie beside a plug-in's program: catalogues in locale/, icons in icons/.
#pragma once

#include <filesystem>

#include "procedures.h"

namespace countenance::plugin {

/// Where the running program lies; empty: nothing says so.
[[nodiscard]] std::filesystem::path program_folder();

/// A PNG of 16, 24, 32 or 48 px: "icons/countenance-retouch-16.png" of that folder.
[[nodiscard]] std::filesystem::path icon_of(const Procedure& procedure, int px);

}  // namespace countenance::plugin

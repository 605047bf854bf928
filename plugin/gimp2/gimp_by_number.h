// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 2.10 names images, layers and channels by numbers itself.
#pragma once

#include <libgimp/gimp.h>

namespace countenance::plugin {

/// Whether samples of linear precision are as a profile of tables has them. GIMP keeps them when the precision changes.
inline constexpr bool kLinearTables = true;

inline bool has_effects(gint32 /*layer*/) { return false; }

}  // namespace countenance::plugin

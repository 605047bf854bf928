// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 2.10 names images, layers and channels by numbers itself.
#pragma once

#include <libgimp/gimp.h>

namespace countenance::plugin {

inline bool has_effects(gint32 /*layer*/) { return false; }

}  // namespace countenance::plugin

// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a retouch into an image of either GIMP, as one step of undo.
#pragma once

#include "drawable.h"
#include "host.h"

namespace countenance::plugin {

/// The layer that holds it: `original` itself, or a new one right above it. `chosen` is another only where it is an
/// earlier retouch of that original, which is hidden then: a new one is made from the original, not over it.
///
/// A new layer is the changed rectangle with a mask. Laid over the original it shows what was measured, as long as that
/// is opaque: where it is not (by its pixels, its opacity, its mask, its mode), the new layer is the whole original
/// retouched, and the original is hidden. Error{cannot_write}: nothing was changed.
Result<gint32> write_output(gint32 image, gint32 original, gint32 chosen, const Output& output);

}  // namespace countenance::plugin

// SPDX-License-Identifier: Apache-2.0
// What a file holds beside its pixels, by format; and what there is of it that we do not take.
#pragma once

#include <vips/vips.h>

#include <optional>
#include <string>

#include "io/bytes.h"
#include "io/file.h"

namespace countenance::io {

/// Told by the first bytes; nullopt: none of ours.
[[nodiscard]] std::optional<Format> sniff(Span file);
/// Error{bad_input} "name: what".
tl::unexpected<Error> fault(const std::string& name, std::string_view what);

/// Fills in metadata, profile, orientation of a TIFF, coding, losses and notes. `out.format` is set; `image` is the
/// file as libvips opened it. Error{bad_input}: animated, of several pages, a raw file, a profile that libvips could
/// not read.
Result<> take_contents(Span file, const std::string& name, VipsImage* image, Loaded& out);
/// Orientation and resolution by EXIF, and what no profile means. The sample type is known.
void take_exif(Loaded& out);

}  // namespace countenance::io

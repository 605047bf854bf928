// SPDX-License-Identifier: Apache-2.0
// Photoshop image resources ("8BIM" blocks; Adobe Photoshop File Formats Specification): IPTC-IIM and previews live in
// them.
#pragma once

#include "io/bytes.h"

namespace countenance::io {

/// Without the previews (0x0409, 0x040C) and the copies of EXIF (0x0422, 0x0423) and XMP (0x0424), which go stale.
[[nodiscard]] Bytes without_previews(Span resources);
/// IPTC-IIM records (0x0404); empty: none.
[[nodiscard]] Bytes iim_of(Span resources);
/// Without IPTC-IIM records.
[[nodiscard]] Bytes without_iim(Span resources);
/// One resource that holds IPTC-IIM records.
[[nodiscard]] Bytes resource_of_iim(Span iim);

}  // namespace countenance::io

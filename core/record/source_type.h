// SPDX-License-Identifier: Apache-2.0
// IPTC digital source type: where pixels come from (NewsCodes "digitalsourcetype", URIs of cv.iptc.org).
//
// Never downgraded. From what says least of machines to what says most:
//   captures, screens < minorHumanEdits, humanEdits < algorithmicallyEnhanced < composites and drawn media
//   < what we do not know < compositeSynthetic < compositeWithTrainedAlgorithmicMedia < trainedAlgorithmicMedia
#pragma once

#include <string>
#include <string_view>

#include "record/record.h"

namespace countenance::record {

/// humanEdits, algorithmicallyEnhanced (automatic, and where nobody knows: our own part is an algorithm's), or
/// compositeWithTrainedAlgorithmicMedia (AI pixels entered).
[[nodiscard]] std::string source_type_of(Editor editor);
/// The one of the two that says more; at equal rank, `there`. Empty: none. `there` may be a URI, a QCode, or the bare
/// name.
[[nodiscard]] std::string stronger_source_type(std::string_view there, std::string_view ours);

}  // namespace countenance::record

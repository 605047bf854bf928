// SPDX-License-Identifier: Apache-2.0
// A C2PA manifest definition, to be signed by the user's own tools and certificate: what the c2pa library's Builder takes.
//
//   claim_generator_info    Countenance and its version
//   ingredients             the original: relationship parentOf, title, format, hash; no thumbnail. Of guard the edited
//                           picture, too: componentOf
//   c2pa.actions.v2         c2pa.opened (the original) first, c2pa.placed (the edited picture), then c2pa.edited where
//                           something was done, and c2pa.adjustedColor where that changed tones; these two with the
//                           digital source type
//   countenance.drift       the record, as its own JSON
#pragma once

#include <optional>
#include <string>

#include "record/record.h"

namespace countenance::record {

/// Entity-specific labels bear a reversed domain name. This project has none, and so takes a first part that is no
/// top-level domain and cannot be anybody's.
inline constexpr const char* kDriftAssertion = "countenance.drift";

/// What the manifest says of files beside the record.
struct Asset {
  std::string title;   ///< file name, without its folder
  std::string format;  ///< media type, "image/jpeg"
};
/// What another tool made of the original, and its file's SHA-256.
struct Placed {
  Asset asset;
  std::string hash;
};
[[nodiscard]] std::string c2pa_manifest(const Record& record, const Asset& original, const Asset& result,
                                        const std::optional<Placed>& edited = {});

}  // namespace countenance::record

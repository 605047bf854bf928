// SPDX-License-Identifier: Apache-2.0
// Records and packets for the tests of record/.
#pragma once

#include <string>

#include "io/file.h"
#include "record/record.h"

namespace countenance::record::test {

/// Every member set, with values that are no defaults; `faces` faces of eleven measures each.
[[nodiscard]] Record sample(int faces = 2);
/// A well-formed packet: `attributes` and `elements` of rdf:Description.
[[nodiscard]] std::string packet_of(const std::string& attributes, const std::string& elements = "");
/// A small picture in this format, with this packet (none if empty).
[[nodiscard]] io::Encoded picture_of(io::Format format, const std::string& packet = "");
/// The picture loaded again.
[[nodiscard]] io::Loaded loaded(const io::Encoded& picture);
/// Its packet as text.
[[nodiscard]] std::string packet_text(const io::Encoded& picture);

}  // namespace countenance::record::test

// SPDX-License-Identifier: Apache-2.0
// The record as properties of an XMP packet (docs/record.md). Internal to record/.
#pragma once

#include <optional>

#include "io/bytes.h"
#include "record/record.h"

namespace countenance::record {

/// Ours; a record of a later shape will have another number.
inline constexpr const char* kNamespace = "urn:countenance:record:1#";

/// Merged into a packet as stamp() says; `instance` is the new xmpMM:InstanceID. nullopt: the packet cannot be read.
[[nodiscard]] std::optional<io::Bytes> merged(io::Span packet, const Record& record, const std::string& instance,
                                              bool with_measures);
/// nullopt: there is none, or the packet cannot be read and does not name it. Error{bad_input}: there is one, and it is
/// damaged, or longer than that of any picture.
Result<std::optional<Record>> record_in(io::Span packet);
/// Iptc4xmpExt:DigitalSourceType; empty: none.
[[nodiscard]] std::string source_type_of_packet(io::Span packet);

/// "xmp.did:" or another prefix before a UUID (RFC 9562, version 8) made of a text: the same for the same text.
[[nodiscard]] std::string identifier(const char* prefix, const std::string& text);

}  // namespace countenance::record

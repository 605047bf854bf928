// SPDX-License-Identifier: Apache-2.0
// The record in a picture's XMP, and the original it speaks of.
#pragma once

#include <filesystem>
#include <optional>

#include "base/job.h"
#include "io/file.h"
#include "record/record.h"

namespace countenance::record {

/// Merges the record into the XMP of an encoded picture; the coded pixels stay byte for byte. Of what is there already:
///   namespace urn:countenance:record:1#   an older record gives way
///   xmpMM:History                         gains one entry, "edited"
///   xmpMM:DocumentID, OriginalDocumentID  stay, or are made of the original's hash
///   xmpMM:InstanceID                      is new, made of the record and the coded picture; the old one goes to DerivedFrom
///   Iptc4xmpExt:DigitalSourceType         becomes `record.source_type`, unless it says more (source_type.h)
///   anything else                         stays
/// What does not fit into a JPEG's packet is left out, and a note says so: first the measures of the faces, then the
/// other properties of the packet. Deterministic. Error{bad_input}: a file that cannot hold it.
Result<> stamp(io::Encoded& file, const Record& record);

/// nullopt: the picture bears none. Error{bad_input}: it bears one that cannot be read.
Result<std::optional<Record>> find_record(const io::Metadata& metadata);
Result<std::optional<Record>> find_record(const io::Loaded& picture);

/// What the XMP says of where the pixels come from; empty: nothing.
[[nodiscard]] std::string source_type_in(const io::Metadata& metadata);

/// Of a loaded file: its bytes, and `photo`, its upright pixels.
[[nodiscard]] Fingerprint fingerprint(const std::vector<std::uint8_t>& file, const Photo& photo);
/// One file, or one picture: the same pixels and profile, whatever the metadata.
[[nodiscard]] bool same_picture(const Fingerprint& a, const Fingerprint& b);
/// Is that file such a picture? Error{bad_input}: it cannot be read.
Result<bool> is_picture(const std::filesystem::path& path, const Fingerprint& fingerprint, const Job& job = {});

}  // namespace countenance::record

// SPDX-License-Identifier: Apache-2.0
#include "record/stamp.h"

#include "base/content.h"
#include "base/sha256.h"
#include "io/packet.h"
#include "record/record_xmp.h"

namespace countenance::record {

Result<> stamp(io::Encoded& file, const Record& record) {
  const std::string instance = identifier("xmp.iid:", sha256(file.bytes.data(), file.bytes.size()) + to_json(record));
  const io::Bytes there = io::packet_in(file.bytes);
  auto packet = merged(there, record, instance, true);
  if (!packet) {
    file.notes.emplace_back("not carried over: XMP (it is damaged)");
    packet = merged({}, record, instance, true);
  }
  const auto fits = [&] { return packet && packet->size() <= io::largest_packet(file.bytes); };
  if (packet && !fits()) {
    file.notes.emplace_back("the record in the JPEG is without its measures, for which there is no room");
    packet = merged(there, record, instance, false);
  }
  if (!fits()) {
    file.notes.emplace_back("not carried over: XMP (too large for a JPEG beside the record)");
    packet = merged({}, record, instance, false);
  }
  if (!packet) return fail(Code::internal, "the record cannot be written as XMP");
  CNT_TRY(stamped, io::with_packet(file.bytes, *packet));
  file.bytes = std::move(stamped);
  return {};
}

Result<std::optional<Record>> find_record(const io::Metadata& metadata) { return record_in(metadata.xmp); }
Result<std::optional<Record>> find_record(const io::Loaded& picture) { return find_record(picture.metadata); }

std::string source_type_in(const io::Metadata& metadata) { return source_type_of_packet(metadata.xmp); }

Fingerprint fingerprint(const std::vector<std::uint8_t>& file, const Photo& photo) {
  return {pixels_sha256(photo), sha256(file.data(), file.size())};
}

bool same_picture(const Fingerprint& a, const Fingerprint& b) {
  return a.pixels == b.pixels || (!a.file.empty() && a.file == b.file);
}

Result<bool> is_picture(const std::filesystem::path& path, const Fingerprint& fingerprint, const Job& job) {
  CNT_TRY(file, sha256_file(path));
  if (file == fingerprint.file) return true;
  for (const bool honour : {true, false}) {  // an orientation that is known to be wrong was ignored
    io::LoadOptions options;
    options.honour_orientation = honour;
    CNT_TRY(picture, io::load(path, options, job));
    if (same_picture({pixels_sha256(picture.photo), file}, fingerprint)) return true;
    if (picture.orientation == 1) return false;
  }
  return false;
}

}  // namespace countenance::record

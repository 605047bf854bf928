// SPDX-License-Identifier: Apache-2.0
#include "record_options.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <regex>

#include "base/sha256.h"
#include "record/stamp.h"

namespace countenance::cli {

namespace {

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

void add_record_options(CLI::App& command, RecordOptions& o, const std::string& otherwise) {
  command
      .add_option(
          "--edited-by", o.edited_by,
          fmt::format("who or what made the edits, for the record: human, automatic, ai (generated pixels entered) or "
                      "unknown (default: {})",
                      otherwise))
      ->check(CLI::IsMember({"human", "automatic", "ai", "unknown"}));
  command.add_option("--record", o.sidecar, "write the record beside the picture, too (JSON, countenance.record/1)");
  command.add_option("--c2pa", o.manifest, "write a C2PA manifest definition, to be signed with your own certificate");
  command.add_option("--date", o.date,
                     "record when: 'now', or a date as in 2026-05-17T12:30:00Z (default: none, so that the same input "
                     "gives the same bytes)");
}

Result<std::string> date_of(const RecordOptions& o) {
  if (o.date == "now") return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  static const std::regex iso(
      R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?)?)");
  if (o.date.empty() || std::regex_match(o.date, iso)) return o.date;
  return fail(Code::bad_input, fmt::format("--date {}: write 'now', or a date as in 2026-05-17T12:30:00Z", o.date));
}

By by(const RecordOptions& o, record::Editor otherwise) {
  return {record::editor_of(o.edited_by).value_or(otherwise), !o.edited_by.empty()};
}

record::Asset asset(const std::string& name, io::Format format) {
  constexpr const char* types[] = {"image/jpeg", "image/png", "image/tiff", "image/webp"};
  return {std::filesystem::path(name).filename().string(), types[std::size_t(format)]};
}

Result<record::Fingerprint> fingerprint(const Input& input, const Photo& photo) {
  CNT_TRY(bytes, input.bytes());
  return record::fingerprint(bytes, photo);
}

Result<> put_record(record::Record record, const RecordOptions& o, const Parties& parties, bool stamped,
                    io::Encoded& picture, Outputs& outputs) {
  if (stamped) CNT_CHECK(record::stamp(picture, record));
  record.result_file = sha256(picture.bytes.data(), picture.bytes.size());
  if (!o.sidecar.empty()) outputs.add(o.sidecar, bytes_of(record::to_json(record)));
  if (!o.manifest.empty())
    outputs.add(o.manifest, bytes_of(record::c2pa_manifest(record, parties.original, parties.result, parties.edited)));
  return {};
}

}  // namespace countenance::cli

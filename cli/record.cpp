// SPDX-License-Identifier: Apache-2.0
// record: what was done to a picture, read from its XMP or a sidecar.
#include "record/record.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "console.h"
#include "picture.h"
#include "record/stamp.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;
using record::Record;

struct Options {
  fs::path file, original;
  bool json = false;
};

constexpr std::size_t kLargestSidecar = 16 << 20;

/// The text of a sidecar; empty: the file is none.
std::string sidecar_in(const fs::path& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || fs::file_size(path, error) > kLargestSidecar || error || (in >> std::ws).peek() != '{') return {};
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<Record> read(const fs::path& path) {
  CNT_TRY(in, Input::open(path, {}));
  if (const std::string text = sidecar_in(path); !text.empty()) return of_file(in, record::record_of_json(text));
  CNT_TRY(picture, in.load({}, {}));
  CNT_TRY(found, of_file(in, record::find_record(picture)));
  if (!found)
    return fail(Code::bad_input, in.name() +
                                     ": bears no record of Countenance (what it writes has one, unless nothing was "
                                     "changed or another program took it out)");
  return std::move(*found);
}

/// Which of the record's originals it is, in words. Error{bad_input}: none.
Result<const char*> place(const Options& o, const Record& record) {
  CNT_TRY(is_original, record::is_picture(o.original, record.original));
  if (is_original) return "the original";
  CNT_TRY(is_first, record::is_picture(o.original, record.first));
  if (is_first) return "the first original";
  return fail(Code::bad_input, fmt::format("{}: is not the original of {}: the record has other hashes of its file and "
                                           "its pixels; give the picture that was edited",
                                           o.original.string(), o.file.string()));
}

/// Anybody may have written it: no text of it has control characters that a terminal would follow.
Record printable(Record r) {
  std::vector<std::string*> texts{&r.version,    &r.operation,   &r.original.pixels, &r.original.file, &r.first.pixels,
                                  &r.first.file, &r.source_type, &r.policy,          &r.metric,        &r.verified,
                                  &r.date};
  for (auto* list : {&r.done, &r.unverifiable})
    for (std::string& text : *list) texts.push_back(&text);
  for (auto& face : r.faces) {
    texts.push_back(&face.limiting);
    for (auto& m : face.measures)
      for (std::string* text : {&m.name, &m.component, &m.unit}) texts.push_back(text);
  }
  for (std::string* text : texts) *text = one_line(std::move(*text));
  return r;
}

Result<> run(const Options& o) {
  CNT_TRY(record, read(o.file));
  fmt::print("{}", o.json ? record::to_json(record) : record::to_text(printable(record)));
  if (o.original.empty()) return {};
  CNT_TRY(which, place(o, record));
  if (!o.json) fmt::print("{} is {}\n", one_line(o.original.string()), which);
  return {};
}

}  // namespace

void add_record(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("record", "what was done to a picture, by its record");
  auto o = std::make_shared<Options>();
  command
      ->add_option("FILE", o->file,
                   "a picture that Countenance wrote, or the sidecar of one; '-' is a picture on the standard input")
      ->required();
  command->add_flag("--json", o->json, "as JSON (schema countenance.record/1)");
  command->add_option("--original", o->original, "is this the original that the record speaks of?");
  command->footer(
      "Exit code 0: there is a record (and that is its original); 2: there is none, or it is another original.");
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "record/record.h"

namespace countenance::record {
namespace {

const char* by(Editor editor) {
  constexpr const char* words[] = {"a person at the dials", "a preset alone", "a generative tool", "nobody knows whom"};
  return words[std::size_t(editor)];
}

std::string in_words(drift::Status status) {
  std::string out = drift::name_of(status);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string line(const Measure& m) {
  if (m.component.empty()) return fmt::format("    {:<12} {}\n", m.name, in_words(m.status));
  return fmt::format("    {:<12} {:.2f} of the limit   {} {:g} {}, limit {:g}{}\n", m.name, m.share, m.component,
                     m.value, m.unit, m.limit, m.status == drift::Status::measured ? "" : ", " + in_words(m.status));
}

std::string line(const char* what, const Fingerprint& f) {
  return fmt::format("{}: pixels {}\n{}", what, f.pixels, f.file.empty() ? "" : fmt::format("  file {}\n", f.file));
}

std::string list(const char* what, const std::vector<std::string>& lines) {
  std::string out = lines.empty() ? "" : fmt::format("{}:\n", what);
  for (const std::string& text : lines) out += fmt::format("  {}\n", text);
  return out;
}

}  // namespace

std::string to_text(const Record& r) {
  std::string out = fmt::format("{} by Countenance {}{}: {} policy {}, drift {:.2f} (metric {})\n", r.operation,
                                r.version, r.date.empty() ? "" : ", " + r.date,
                                r.within ? "within" : "not shown to be within", r.policy, r.drift, r.metric);
  if (!r.done.empty() || r.edited_by != Editor::unknown) out += fmt::format("edited by: {}\n", by(r.edited_by));
  if (!r.source_type.empty())
    out += fmt::format("source type: {}\n", r.source_type.substr(r.source_type.rfind('/') + 1));
  out += list("done", r.done);
  out += list("could not be told", r.unverifiable);
  out += line("original", r.original);
  if (r.as_original)
    out += "that original was itself a result, taken for an original\n" + line("first original", r.first);
  for (const Face& f : r.faces) {
    out += fmt::format("face {}: {}, drift {:.2f}{}\n", f.index + 1, f.within ? "within" : "not within", f.drift,
                       f.limiting.empty() ? "" : ", nearest its limit: " + f.limiting);
    for (const Measure& m : f.measures) out += line(m);
  }
  return out;
}

}  // namespace countenance::record

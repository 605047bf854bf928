// SPDX-License-Identifier: Apache-2.0
#include "csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace countenance::cli {
namespace {

enum class In { nothing, plain, quoted, closed };  ///< of a field: closed is behind its second quote

}  // namespace

Result<int> Csv::take() {
  if (at_ == buffer_.size()) {
    constexpr std::size_t kStep = 4096;
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    buffer_.resize(kStep);
    CNT_TRY(some, stream_(buffer_.data(), kStep));
    buffer_.resize(some);
    const bool marked = line_ == 0 && some >= kMark.size() &&
                        std::equal(kMark.begin(), kMark.end(), buffer_.begin(),
                                   [](char a, std::uint8_t b) { return std::uint8_t(a) == b; });
    at_ = marked ? kMark.size() : 0;
    line_ = std::max(line_, 1);
  }
  if (at_ == buffer_.size()) return -1;
  const int c = buffer_[at_++];
  if (c == '\n') ++line_;
  return c;
}

Result<std::optional<CsvRecord>> Csv::next() {
  constexpr std::size_t kLongest = 64 << 10;
  CsvRecord record{{""}, std::max(line_, 1), ""};
  In in = In::nothing;
  for (std::size_t length = 0; length <= kLongest; ++length) {
    CNT_TRY(c, take());
    std::string& field = record.fields.back();
    if (c < 0 || (c == '\n' && in != In::quoted)) {
      if (in == In::quoted) record.fault = "a quote is not closed";
      if (in == In::plain && field.back() == '\r') field.pop_back();
      if (record.fields.size() > 1 || !field.empty() || in > In::plain) return std::optional(std::move(record));
      if (c < 0) return std::optional<CsvRecord>();
      record.line = line_, in = In::nothing, length = 0;
    } else if (in == In::quoted) {
      if (c == '"')
        in = In::closed;
      else
        field += char(c);
    } else if (c == ',') {
      record.fields.emplace_back();
      in = In::nothing;
    } else if (c == '"' && in != In::plain) {  // the first, or the second of two, which are one
      if (in == In::closed) field += '"';
      in = In::quoted;
    } else if (in == In::closed) {
      if (c != '\r') record.fault = "something follows a closing quote";
    } else {
      field += char(c);
      in = In::plain;
    }
  }
  return fail(Code::bad_input, fmt::format("line {} is too long to be two names of files", record.line));
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include "csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace countenance::cli {
namespace {

enum class In { nothing, plain, quoted, closed };  ///< of a field: closed is behind its second quote

}  // namespace

/// More of the list; a byte order mark, however it was cut by the stream, is not of it.
Result<> Csv::fill() {
  constexpr std::size_t kStep = 4096;
  constexpr std::array<std::uint8_t, 3> kMark{0xEF, 0xBB, 0xBF};
  const bool at_start = line_ == 0;
  buffer_.clear();
  at_ = 0;
  line_ = std::max(line_, 1);
  for (;;) {
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kStep);
    CNT_TRY(some, stream_(buffer_.data() + had, kStep));
    buffer_.resize(had + some);
    const std::size_t known = std::min(buffer_.size(), kMark.size());
    const bool may_be_marked = at_start && std::equal(kMark.begin(), kMark.begin() + known, buffer_.begin());
    if (may_be_marked && some > 0 && buffer_.size() <= kMark.size()) continue;
    if (may_be_marked && known == kMark.size()) at_ = known;
    return {};
  }
}

Result<int> Csv::take() {
  if (at_ == buffer_.size()) CNT_CHECK(fill());
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

// SPDX-License-Identifier: Apache-2.0
// An original and what became of it: both are opened side by side, and told apart in what is said of them.
#pragma once

#include <string>
#include <utility>

#include "picture.h"

namespace countenance::cli {

struct Pair {
  Engine engine;
  Portrait original;  ///< only to be measured against
  io::Loaded before;  ///< its file; the pixels are in `original`
  io::Loaded edited;
};
/// Of several errors the models' is given first, then the original's.
Result<Pair> open_pair(const std::filesystem::path& models, const Input& original, const Input& edited, const Job& job);

/// That it is turned, where that is why the edited picture cannot be measured.
Error said_of_edited(const Engine& engine, const Photo& edited, Error error);
template <class T>
Result<T> of_edited(const Engine& engine, const Input& input, const Photo& edited, Result<T> result) {
  if (!result) result.error() = said_of_edited(engine, edited, std::move(result.error()));
  return of_file(input, std::move(result));
}

/// Error{over_limit} or {not_measurable} of the edited picture `name`, in one line, where the report is not within.
Result<> require_within(const Report& report, const std::string& name);

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
// What a command line asks for: dials, dials of single faces, painted masks.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "countenance.h"

namespace CLI {
class App;
}

namespace countenance::cli {

/// As given; nothing is checked yet but that numbers are numbers.
struct RequestOptions {
  std::map<std::string, float> dials;        ///< those given; the preset's elsewhere
  std::vector<std::string> faces;            ///< "2:even=0.3"
  std::vector<std::string> masks, protects;  ///< "FILE", or "even:FILE"
  std::vector<std::string> marks, places;    ///< "4,7" or "2:4,7"; "812,604"
};
/// A flag a dial, --face, --mask, --protect, --heal-mark and --heal-at.
void add_request(CLI::App& command, RequestOptions& options);

/// Was anything asked for beside the preset?
[[nodiscard]] bool is_given(const RequestOptions& options);
/// The preset's dials, with what was given in their place.
/// Error{bad_input} says what is wrong with which option.
Result<Request> request_of(const Policy& preset, const RequestOptions& options);
/// Reads the masks into the request. Error{bad_input}: not a picture, or not of the photo's shape.
Result<> add_masks(Request& request, const RequestOptions& options, Size photo, const Job& job);
/// The files that masks are read from.
[[nodiscard]] std::vector<std::filesystem::path> mask_files(const RequestOptions& options);

}  // namespace countenance::cli

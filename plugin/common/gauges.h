// SPDX-License-Identifier: GPL-3.0-or-later
// A report in a photographer's words: a gauge a measure, from nothing to its limit, and one sentence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "countenance.h"

namespace countenance::plugin {

/// "texture" → "Texture", "tone" → "Complexion", "geometry" → "Features", "recognition" → "Likeness"; translated.
[[nodiscard]] const char* title_of_measure(std::string_view measure);

struct Gauge {
  std::string title;
  float share = 0;                ///< of the limit; 1 is the limit
  bool taken = true;              ///< false: `words` say why there is no share; never a pass by itself
  std::string where;              ///< "left cheek"; empty: the whole face
  std::string words;              ///< "none in this picture", "too small to tell", "could not be measured"
  std::optional<float> before{};  ///< share, before it was guarded
};

struct FaceGauges {
  int face = 0;  ///< from 1
  bool within = false;
  float drift = 0;
  std::string note;  ///< why it was left alone, or not measured
  std::vector<Gauge> gauges;
};

/// By a limit; not because the operator found nothing to do.
[[nodiscard]] bool held_back(const Grant& grant);

/// How a retouch stands: at once from what was learnt, or exact.
struct Standing {
  bool exact = false;
  bool within = false;
  std::vector<FaceGauges> faces;
  std::vector<Grant> grants;                          ///< exact: how far each dial goes before a limit binds
  std::string sentence;                               ///< whether it holds, what binds, and where
  std::vector<std::string> taken_back, unverifiable;  ///< by a guard: in words, a line each
};
[[nodiscard]] Standing standing_of_wish(const Report& report, bool exact);  ///< of all that is wished
[[nodiscard]] Standing standing_of(const Verdict& verdict);
[[nodiscard]] Standing standing_of_measured(const Report& report);  ///< of a picture that somebody else has made
[[nodiscard]] Standing standing_of(const Guarded& guarded);

}  // namespace countenance::plugin

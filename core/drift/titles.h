// SPDX-License-Identifier: Apache-2.0
// What a photographer calls each measure, in the order of a photographer's questions.
#pragma once

namespace countenance::drift {

struct MeasureTitle {
  const char *measure, *title;
};
inline constexpr MeasureTitle kMeasureTitles[] = {
    {"texture", "Texture"},   {"light", "Light"},         {"tone", "Complexion"},
    {"marks", "Marks"},       {"geometry", "Features"},   {"expression", "Expression"},
    {"symmetry", "Symmetry"}, {"eyes", "Eyes"},           {"lines", "Lines"},
    {"hair", "Hair"},         {"recognition", "Likeness"}};

}  // namespace countenance::drift

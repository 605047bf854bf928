// SPDX-License-Identifier: Apache-2.0
// Edits of a document: those that keep the person (permitted) and those that do not (altering), at strengths fixed here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "document.h"

namespace countenance::validity {

/// slight: half of clear, or what a careful eye may pass. clear: must be caught. strong: beyond doubt.
enum class Level { permitted, slight, clear, strong };
[[nodiscard]] const char* name_of(Level level);

struct Made {
  cv::Mat edited;
  cv::Mat original;  ///< where the edit needs one of its own (a mole to remove); empty: the document
};
struct Setting {
  const Document& document;
  const Document* other;  ///< another person, for morphs; may be null
  Random& random;
};
struct Edit {
  std::string name;  ///< "jaw 3 %"
  std::string kind;  ///< "jaw"
  float strength = 0;
  Level level = Level::permitted;
  std::function<std::optional<Made>(const Setting&)> make;  ///< nullopt: not on this face
  bool for_retouch = false;                                 ///< needs a document studied for retouch
  float mark = 0;                                           ///< diameter of the least mark it takes away, IOD
};

[[nodiscard]] const std::vector<Edit>& permitted_edits();
[[nodiscard]] const std::vector<Edit>& altering_edits();
// in order of the list:
[[nodiscard]] std::vector<Edit> skin_edits();    ///< plastic skin, tone, marks, lines
[[nodiscard]] std::vector<Edit> shape_edits();   ///< jaw, eyes, nose, lips, mouth, brows, symmetry, morph
[[nodiscard]] std::vector<Edit> look_edits();    ///< catchlights, irises, light, hair
[[nodiscard]] std::vector<Edit> colour_edits();  ///< of a part: blush, beard, lips, whites, teeth, temples
// gentle ones of them, which are permitted:
[[nodiscard]] Edit rested_whites();
[[nodiscard]] Edit rosier_lips();
[[nodiscard]] Edit cleaner_teeth();

// What several use -----------------------------------------------------------------------------------------------------

/// `pixels` with places moved: dst(x) = src(x + shift(x)).
[[nodiscard]] cv::Mat moved(const cv::Mat& pixels, const cv::Mat& shift);
/// Places on clear skin, `apart` and `margin` (IOD) from each other and from its border; up to n.
[[nodiscard]] std::vector<cv::Point2f> places_on_skin(const Document& d, int n, float margin, float apart,
                                                      Random& random);
/// Round spots of `diameter` (IOD) and optical density by channel, edges exp(−r^2k).
[[nodiscard]] cv::Mat with_spots(const cv::Mat& pixels, const Document& d, const std::vector<cv::Point2f>& places,
                                 float diameter, cv::Vec3f density, int sharpness = 2);
/// L*, a*, b* changed by so much, where `where` is 1.
[[nodiscard]] cv::Mat with_lab(const cv::Mat& pixels, cv::Vec3f change, const cv::Mat& where);
[[nodiscard]] cv::Mat soft(const cv::Mat& mask, const Document& d, float iod);  ///< blurred by so many IOD

}  // namespace countenance::validity

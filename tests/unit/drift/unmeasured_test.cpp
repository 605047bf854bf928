// SPDX-License-Identifier: Apache-2.0
// What cannot be taken never passes: each way a pair of pictures can fail a measure, what the measure then says, and
// that the face is not within.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "colour/cie.h"
#include "drift/judge.h"
#include "drift/policy.h"
#include "unit/drift/faces.h"

namespace countenance::drift {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();

const Subject& sitter() { return subject("obama3.jpg"); }
EditedView unedited() { return view_of(sitter(), sitter().photo); }
Point at(int i) { return sitter().reference->points.row(i).head<2>().transpose(); }

void hide(EditedView& view, const std::function<bool(Point)>& where) {
  for (int y = 0; y < view.valid.height(); ++y)
    for (int x = 0; x < view.valid.width(); ++x)
      if (where(Point(float(x), float(y)))) view.valid.at(x, y) = 0;
}
void paint(EditedView& view, float value, const std::function<bool(Point)>& where) {
  for (int y = 0; y < view.linear.height(); ++y)
    for (int x = 0; x < view.linear.width(); ++x)
      if (where(Point(float(x), float(y))))
        for (int c = 0; c < 3; ++c) view.linear.at(x, y, c) = value;
}
bool everywhere(Point) { return true; }
bool on_the_skin(Point p) { return sitter().reference->skin.at(int(p.x()), int(p.y())) > 0; }
bool on_the_face(Point p) { return sitter().reference->oval.at(int(p.x()), int(p.y())) > 0; }
bool in_an_eye(Point p) { return (p - at(468)).norm() < 0.1f * kFrameIod; }
bool below_the_nose(Point p) { return p.y() > at(2).y(); }

FaceReport judged(const Reference& reference, const EditedView& view) {
  static const Policy natural = load_policy("natural").value();
  FaceReport face;
  face.iod_px = reference.iod;
  face.resolution = view.resolution;
  face.readings = measure(reference, view);
  judge(face, natural);
  return face;
}

struct Case {
  const char* name;
  void (*spoil)(EditedView&);
  std::vector<const char*> failing;  ///< these say failed, at least
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
const std::vector<const char*> kAll = {"recognition", "geometry", "expression", "symmetry", "texture", "marks",
                                       "tone",        "light",    "eyes",       "lines",    "hair"};

class Spoilt : public ::testing::TestWithParam<Case> {};

TEST_P(Spoilt, NeverPasses) {
  EditedView view = unedited();
  GetParam().spoil(view);
  const FaceReport face = judged(*sitter().reference, view);
  EXPECT_FALSE(face.within) << GetParam().name << " drift " << face.drift;
  EXPECT_TRUE(std::isfinite(face.drift));
  EXPECT_EQ(face.readings.size(), kAll.size());
  for (const char* name : GetParam().failing)
    for (const Reading& r : face.readings)
      if (r.measure == name) {
        EXPECT_EQ(r.status, Status::failed) << name;
      }
  if (!GetParam().failing.empty()) {
    EXPECT_FALSE(face.measured);
    EXPECT_FALSE(face.note.empty());
  }
}
INSTANTIATE_TEST_SUITE_P(
    Views, Spoilt,
    ::testing::Values(
        Case{"one pixel not a number", [](EditedView& v) { v.linear.at(300, 300, 1) = kNaN; }, kAll},
        Case{"one pixel infinite", [](EditedView& v) { v.linear.at(300, 300, 1) = kInf; }, kAll},
        Case{"another frame",
             [](EditedView& v) {
               v.linear = ImageF({64, 64}, 3);
             },
             kAll},
        Case{"no mask", [](EditedView& v) { v.valid = ImageF(); }, kAll},
        Case{"an original of another size",
             [](EditedView& v) {
               v.original = ImageF({8, 8}, 3);
             },
             kAll},
        Case{"nothing of it in the picture",
             [](EditedView& v) { hide(v, everywhere); },
             {"texture", "tone", "light", "eyes", "lines", "hair"}},
        Case{"all skin hidden", [](EditedView& v) { hide(v, on_the_skin); }, {"texture", "tone", "light", "lines"}},
        Case{"an eye hidden", [](EditedView& v) { hide(v, in_an_eye); }, {"eyes"}},
        Case{"the face hidden", [](EditedView& v) { hide(v, on_the_face); }, {"texture", "tone", "light", "eyes"}},
        Case{"cropped through the face", [](EditedView& v) { hide(v, below_the_nose); }, {}},
        Case{"the face clipped to white", [](EditedView& v) { paint(v, 1, on_the_face); }, {}},
        Case{"the face black", [](EditedView& v) { paint(v, 0, on_the_face); }, {}},
        Case{"a white picture", [](EditedView& v) { paint(v, 1, everywhere); }, {}},
        Case{"a black picture", [](EditedView& v) { paint(v, 0, everywhere); }, {}}),
    [](const auto& info) {
      std::string name = info.param.name;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

TEST(Unmeasured, WithoutSkinNothingPasses) {
  Reference spoilt = *sitter().reference;
  std::fill_n(spoilt.skin.data(), spoilt.skin.count(), 0.f);
  EXPECT_FALSE(judged(spoilt, unedited()).measured);
}

TEST(Unmeasured, TheUntouchedPicturePasses) {
  const FaceReport face = judged(*sitter().reference, unedited());
  EXPECT_TRUE(face.within) << face.note;
}

TEST(Unmeasured, ABlackAndWhiteCopyIsNotComparedInColour) {
  EditedView view = unedited();
  for (std::size_t i = 0; i < view.valid.count(); ++i) {
    float* p = view.linear.data() + 3 * i;
    p[0] = p[1] = p[2] = colour::luminance(p);
  }
  for (const Reading& r : judged(*sitter().reference, view).readings)
    for (const Component& c : r.components)
      if ((r.measure == "tone" && c.unit != "L*") || c.name == "iris_colour") {
        EXPECT_EQ(c.status, Status::not_applicable) << r.measure;
      }
}

}  // namespace
}  // namespace countenance::drift

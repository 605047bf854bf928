// SPDX-License-Identifier: Apache-2.0
// marks: 0 where nothing changed; a mole that went, or came, is named with its place on any skin; encoding, evening and
// looks take none.
#include <gtest/gtest.h>

#include <cmath>

#include "drift/parts.h"
#include "drift/policy.h"
#include "unit/drift/skin_edits.h"

namespace countenance::drift {
namespace {

const char* const kPortraits[] = {"obama3.jpg", "biden.jpg"};
constexpr float kMole[3] = {0.55f, 0.8f, 0.9f};  ///< stops of density, R, G, B
constexpr float kFreckle[3] = {0.15f, 0.24f, 0.28f};
constexpr float kPimple[3] = {0.08f, 0.55f, 0.55f};

/// Places on the skin `apart` IOD from one another and clear of the person's own marks, photo px; always the same.
std::vector<Point> places(const Subject& s, std::size_t n, float apart) {
  cv::Mat inside = edits::on_photo(s, s.reference->skin, 0.001f) > 0.5, depth;
  cv::distanceTransform(inside, depth, cv::DIST_L2, 3);
  std::vector<cv::Point> skin;
  cv::findNonZero(depth > 0.06f * s.face.iod, skin);
  cv::RNG random(5);
  std::vector<Point> own;
  for (const MarkChange& m : ledger(*s.reference))
    own.push_back(
        apply(inverse(s.reference->frame), Point(m.x * float(frame_size().width), m.y * float(frame_size().height))));
  const auto clear = [&](const Point& p, const std::vector<Point>& of, float iod) {
    return std::all_of(of.begin(), of.end(), [&](const Point& o) { return (o - p).norm() > iod * s.face.iod; });
  };
  std::vector<Point> out;
  for (int trial = 0; trial < 5000 && out.size() < n; ++trial) {
    const cv::Point q = skin[std::size_t(random.uniform(0, int(skin.size())))];
    const Point p(float(q.x), float(q.y));
    if (clear(p, out, apart) && clear(p, own, 0.06f)) out.push_back(p);
  }
  return out;
}

/// Round spots of that diameter (IOD) and density added.
Photo with_spots(const Subject& s, const std::vector<Point>& at, float diameter, const float (&density)[3],
                 float strength = 1) {
  Photo out = s.photo;
  const float r = diameter * s.face.iod / 2;
  for (const Point& p : at)
    for (int y = int(p.y() - 2 * r) - 2; y <= int(p.y() + 2 * r) + 2; ++y)
      for (int x = int(p.x() - 2 * r) - 2; x <= int(p.x() + 2 * r) + 2; ++x) {
        const float away = (Point(float(x), float(y)) - p).norm() / r;
        const float stops = strength * std::exp(-std::pow(away, 4.f));
        for (int c = 0; c < 3; ++c) {
          std::uint8_t& v = out.row(y)[3 * x + c];
          const float linear = colour::srgb_decode(float(v) / 255) * std::exp2(-stops * density[c]);
          v = cv::saturate_cast<std::uint8_t>(255 * colour::srgb_encode(linear));
        }
      }
  return out;
}
std::shared_ptr<const Reference> study_again(const Subject& s, const Photo& photo) {
  return make_reference(test::networks(), topology(), photo.view(), s.space, s.face, ImageF({256, 256}, 1, 1)).value();
}
/// Chroma at half the resolution, then coded in blocks.
Photo subsampled(const Photo& photo, float step) {
  cv::Mat ycc, planes[3], half, out;
  cv::cvtColor(as_mat(photo), ycc, cv::COLOR_RGB2YCrCb);
  cv::split(ycc, planes);
  for (int c = 1; c < 3; ++c) {
    cv::resize(planes[c], half, {}, 0.5, 0.5, cv::INTER_AREA);
    cv::resize(half, planes[c], planes[c].size(), 0, 0, cv::INTER_LINEAR);
  }
  cv::merge(planes, 3, ycc);
  cv::cvtColor(as_mat(coarsely_coded(with_pixels(photo, ycc), step)), out, cv::COLOR_YCrCb2RGB);
  return with_pixels(photo, out);
}
/// a* and b* times k, L* kept as far as the gamut goes.
Photo saturated(const Photo& photo, float k) {
  cv::Mat lab;
  as_mat(photo).convertTo(lab, CV_32F, 1 / 255.);
  cv::cvtColor(lab, lab, cv::COLOR_RGB2Lab);
  cv::multiply(lab, cv::Scalar(1, k, k), lab);
  cv::cvtColor(lab, lab, cv::COLOR_Lab2RGB);
  return edits::rounded(photo, lab * 255);
}
Reading marks_of(const Subject& s, const Reference& reference, const Photo& edited) {
  const EditedView view = make_view(reference, edited.view(), s.space, identity()).value();
  return marks(reference, view, fit_scene(reference, view));
}
/// Of the whole photo enlarged.
Reading enlarged(const Subject& s, double k) {
  cv::Mat large;
  cv::resize(as_mat(s.photo), large, {}, k, k, cv::INTER_CUBIC);
  const Photo photo = with_pixels(s.photo, large);
  const Affine to = resampling({0, 0, s.photo.size.width, s.photo.size.height}, photo.size);
  const EditedView view = view_of(s, photo, to);
  return marks(*s.reference, view, fit_scene(*s.reference, view));
}
std::size_t count(const Reading& r, const std::string& fate) {
  return std::size_t(
      std::count_if(r.marks.begin(), r.marks.end(), [&](const MarkChange& m) { return m.fate == fate; }));
}
float limit(const char* component) {
  static const Policy natural = load_policy("natural").value();
  return natural.limits.at(component);
}
void expect_inside(const Reading& r, const std::string& what) {
  ASSERT_EQ(r.status, Status::measured) << what << ": " << r.note;
  for (const char* c : {"lost", "invented", "stops", "faded"})
    EXPECT_LT(value_of(r, c), 0.9f * limit((std::string("marks.") + c).c_str())) << what << ", " << c << ": " << r.note;
}

class MarksOn : public ::testing::TestWithParam<const char*> {
 protected:
  const Subject& person() const { return edits::head(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Registry, MarksOn, ::testing::ValuesIn(kPortraits), [](const auto& info) {
  const std::string name = info.param;
  return name.substr(0, name.find('.'));
});

TEST_P(MarksOn, NothingChangedIsZeroExactly) {
  const Reading r = marks_of(person(), *person().reference, person().photo);
  EXPECT_EQ(r.status, Status::measured) << r.note;
  ASSERT_EQ(r.components.size(), 5u);
  for (const Component& c : r.components) EXPECT_EQ(c.value, 0) << c.name;
  EXPECT_EQ(*std::max_element(r.map.data(), r.map.data() + r.map.count()), 0);
  for (const MarkChange& m : r.marks) {
    EXPECT_EQ(m.fate, "kept");
    EXPECT_EQ(m.before, m.after);
  }
}

TEST_P(MarksOn, AMoleThatFadesIsSeenTheMoreTheMoreItFades) {
  const Subject& s = person();
  const auto at = places(s, 1, 0.3f);
  const auto reference = study_again(s, with_spots(s, at, 0.03f, kMole));
  float stops = 0, lost = -1;
  for (const float left : {0.7f, 0.4f, 0.f}) {
    const Reading r = marks_of(s, *reference, with_spots(s, at, 0.03f, kMole, left));
    EXPECT_GT(value_of(r, "stops"), stops) << left;
    EXPECT_GE(value_of(r, "lost"), lost) << left;
    stops = value_of(r, "stops"), lost = value_of(r, "lost");
  }
  EXPECT_GT(lost, limit("marks.lost"));
  EXPECT_GT(stops, limit("marks.stops"));
}

TEST_P(MarksOn, EachMoleThatWentIsNamedWithItsPlace) {
  const Subject& s = person();
  const auto at = places(s, 3, 0.35f);
  const Reading r = marks_of(s, *study_again(s, with_spots(s, at, 0.03f, kMole)), s.photo);
  EXPECT_NEAR(value_of(r, "lost"), 3, 0.5);
  EXPECT_EQ(count(r, "lost"), 3u) << r.note;
  EXPECT_EQ(r.note.find("3 lost: "), 0u) << r.note;
  EXPECT_EQ(count(r, "invented"), 0u) << r.note;
  for (const Point& p : at) {
    const Point frame = apply(s.reference->frame, p);
    const auto here = std::find_if(r.marks.begin(), r.marks.end(), [&](const MarkChange& m) {
      const Point q(m.x * float(frame_size().width), m.y * float(frame_size().height));
      return m.fate == "lost" && (q - frame).norm() < 0.02f * kFrameIod;
    });
    ASSERT_NE(here, r.marks.end());
    EXPECT_EQ(here->where, place_name(*s.reference, frame));
    EXPECT_NEAR(here->diameter, 3, 1.2);
    EXPECT_GT(here->before, 0.2);
    EXPECT_LT(here->after, 0.4 * here->before);
  }
}

TEST_P(MarksOn, AMolePaintedInIsSeen) {
  const Subject& s = person();
  float before = 0;
  for (const float strength : {0.05f, 1.f}) {
    const Reading r = marks_of(s, *s.reference, with_spots(s, places(s, 1, 0.3f), 0.03f, kMole, strength));
    EXPECT_GE(value_of(r, "invented"), before) << strength;
    EXPECT_LT(value_of(r, "lost"), 0.5 * limit("marks.lost")) << strength;
    before = value_of(r, "invented");
    if (strength == 1) {
      EXPECT_GT(before, limit("marks.invented"));
      EXPECT_EQ(count(r, "invented"), 1u) << r.note;
      EXPECT_NE(r.note.find("1 invented: "), std::string::npos) << r.note;
    }
  }
}

TEST_P(MarksOn, WhatIsDoneToTheWholePhotoTakesNoMark) {
  const Subject& s = person();
  const cv::Mat pixels = as_mat(s.photo);
  cv::Mat noise(pixels.size(), CV_32FC3), grainy, half, back;
  cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0, 4);
  pixels.convertTo(grainy, CV_32FC3);
  grainy += noise;
  cv::resize(pixels, half, {}, 0.5, 0.5, cv::INTER_AREA);
  cv::resize(half, back, pixels.size(), 0, 0, cv::INTER_CUBIC);
  const std::pair<const char*, Photo> edits[] = {
      {"half a stop up", edits::exposed(s, 0.5f)},          {"half a stop down", edits::exposed(s, -0.5f)},
      {"warmer", edits::white_balanced(s.photo, 1.12f)},    {"S-curve", edits::s_curve(s.photo, 0.3f)},
      {"black and white", edits::black_and_white(s.photo)}, {"grain", edits::rounded(s.photo, grainy)},
      {"half and back", with_pixels(s.photo, back)}};
  for (const auto& [what, photo] : edits) expect_inside(marks_of(s, *s.reference, photo), what);
}

/// In warm light skin has next to no blue, and saturation takes the rest: what blue says of a freckle is gone, not the
/// freckle.
TEST_P(MarksOn, SaturationTakesNoMark) {
  const Subject& s = person();
  cv::Mat warm = as_mat(s.photo).clone();
  for (int y = 0; y < warm.rows; ++y)
    for (int x = 0; x < warm.cols; ++x) {
      auto& blue = warm.at<cv::Vec3b>(y, x)[2];
      blue = cv::saturate_cast<std::uint8_t>(255 * colour::srgb_encode(colour::srgb_decode(float(blue) / 255) / 10));
    }
  const Photo photo = with_pixels(s.photo, warm);
  const Subject lit = in_picture(s, photo);
  const auto freckled = with_spots(lit, places(lit, 30, 0.06f), 0.024f, kFreckle);
  const auto reference = study_again(s, freckled);
  for (const float k : {0.7f, 1.15f, 1.3f})
    expect_inside(marks_of(s, *reference, saturated(freckled, k)), "saturation " + std::to_string(k));
}

TEST_P(MarksOn, SayFromWhatSizeOnTheyAreTold) {
  const Subject& s = person();
  const Reading same = marks_of(s, *s.reference, s.photo);
  EXPECT_FLOAT_EQ(same.resolved_from, 100 * skin::least_mark(s.reference->iod));
  EXPECT_NEAR(same.resolved_from, std::max(200 / s.reference->iod, 1.2f), 0.01);
  cv::Mat half;
  cv::resize(as_mat(s.photo), half, {}, 0.5, 0.5, cv::INTER_AREA);
  const Photo photo = with_pixels(s.photo, half);
  const EditedView view = view_of(s, photo, resampling({0, 0, s.photo.size.width, s.photo.size.height}, photo.size));
  EXPECT_NEAR(marks(*s.reference, view, fit_scene(*s.reference, view)).resolved_from, 400 / s.reference->iod, 0.05);
}

TEST(MarksResolved, FallsWithTheSizeOfTheFaceToTheFinestBand) {
  EXPECT_NEAR(skin::least_mark(64), 0.031f, 0.001f);
  float before = skin::least_mark(50);
  for (const float iod : {80.f, 128.f, 160.f}) {
    EXPECT_LT(skin::least_mark(iod), before) << iod;
    before = skin::least_mark(iod);
  }
  EXPECT_FLOAT_EQ(skin::least_mark(400), skin::least_mark(4000));
}

TEST_P(MarksOn, EnlargingTakesNoMark) {
  for (const double k : {1.4, 2.0}) expect_inside(enlarged(person(), k), "enlarged " + std::to_string(k));
}

TEST_P(MarksOn, SkinThatOnlyTheEditHidesFails) {
  EditedView hidden = view_of(person(), person().photo);
  const SceneFit scene = fit_scene(*person().reference, hidden);
  std::fill_n(hidden.valid.data(), hidden.valid.count(), 0.f);
  EXPECT_EQ(marks(*person().reference, hidden, scene).status, Status::failed);
}

TEST(MarksTogether, FrecklesTakenAwayAreSeen) {
  const Subject& s = edits::head(kPortraits[1]);
  const auto at = places(s, 50, 0.06f);
  ASSERT_GE(at.size(), 30u);
  const auto reference = study_again(s, with_spots(s, at, 0.024f, kFreckle));
  const Reading none = marks_of(s, *reference, s.photo);
  EXPECT_GT(value_of(none, "lost"), 3 * limit("marks.lost"));
  EXPECT_GT(value_of(none, "faded"),
            value_of(marks_of(s, *reference, with_spots(s, at, 0.024f, kFreckle, 0.5f)), "faded"));
}

/// A mole of 2 % of the IOD weighs on dark skin as on light.
TEST(MarksFairness, AMoleIsSeenOnEverySkin) {
  for (const char* name : {"london/062_neutral.jpg", "london/025_neutral.jpg", "london/113_neutral.jpg"}) {
    const auto path = test::calibration(name);
    if (!path) GTEST_SKIP() << "no " << name << ": the calibration portraits are not here";
    const Subject s = edits::head_of(test::load_photo(*path));
    const auto at = places(s, 2, 0.35f);
    const Reading r = marks_of(s, *study_again(s, with_spots(s, at, 0.02f, kMole)), s.photo);
    EXPECT_GT(value_of(r, "lost"), 1.5) << name << ": " << r.note;
    EXPECT_GT(value_of(r, "stops"), limit("marks.stops")) << name;
  }
}

TEST(MarksLedger, NamesEachMarkOfTheOriginal) {
  const Subject& s = edits::head(kPortraits[1]);
  const auto at = places(s, 3, 0.35f);
  const auto listed = ledger(*study_again(s, with_spots(s, at, 0.03f, kMole)));
  EXPECT_GE(listed.size(), 3u);
  for (const Point& p : at) {
    const Point frame = apply(s.reference->frame, p);
    EXPECT_TRUE(std::any_of(listed.begin(), listed.end(), [&](const MarkChange& m) {
      const Point q(m.x * float(frame_size().width), m.y * float(frame_size().height));
      return (q - frame).norm() < 0.02f * kFrameIod && m.where == place_name(*s.reference, frame) &&
             m.kind != "transient" && m.before > 0.2f;
    })) << p.transpose();
  }
}

TEST(MarksLedger, HealsOnlyWhatIsSurelyTransient) {
  const Subject& s = edits::head(kPortraits[1]);
  const auto at = places(s, 2, 0.35f);
  const Reading pimples = marks_of(s, *study_again(s, with_spots(s, at, 0.045f, kPimple)), s.photo);
  EXPECT_GE(value_of(pimples, "healed"), 0.9f) << pimples.note;
  EXPECT_NEAR(value_of(pimples, "healed") + value_of(pimples, "lost"), 2, 0.5) << pimples.note;
  const Reading moles = marks_of(s, *study_again(s, with_spots(s, at, 0.045f, kMole)), s.photo);
  EXPECT_EQ(value_of(moles, "healed"), 0) << moles.note;
}

/// The colour of what was taken away survives chroma subsampling, on every skin; a mole is never healed by it.
TEST(MarksLedger, HealsInAnEncodedPictureToo) {
  std::vector<Subject> people = {edits::head(kPortraits[0]), edits::head(kPortraits[1])};
  for (const char* name : {"london/062_neutral.jpg", "london/025_neutral.jpg", "london/113_neutral.jpg"})
    if (const auto path = test::calibration(name)) people.push_back(edits::head_of(test::load_photo(*path)));
  for (const Subject& s : people) {
    const auto at = places(s, 2, 0.35f);
    const Photo healed = subsampled(s.photo, 2);
    const float wide = std::max(0.045f, 6 / s.face.iod);
    const Reading pimples = marks_of(s, *study_again(s, with_spots(s, at, wide, kPimple)), healed);
    EXPECT_GE(value_of(pimples, "healed"), 0.9f) << s.reference->ita << ": " << pimples.note;
    EXPECT_LT(value_of(pimples, "lost"), limit("marks.lost")) << s.reference->ita << ": " << pimples.note;
    const Reading moles = marks_of(s, *study_again(s, with_spots(s, at, wide, kMole)), healed);
    EXPECT_EQ(value_of(moles, "healed"), 0) << s.reference->ita << ": " << moles.note;
    EXPECT_GE(value_of(moles, "lost"), 1.5f) << s.reference->ita << ": " << moles.note;
  }
}

}  // namespace
}  // namespace countenance::drift

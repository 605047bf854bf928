// SPDX-License-Identifier: Apache-2.0
// One picture at several sizes, at a wish granted in full at all of them, gets the same retouch.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cmath>

#include "base/blur.h"
#include "colour/cie.h"
#include "govern/governor.h"
#include "retouch/compose.h"
#include "support/support.h"

namespace countenance {
namespace {

const govern::Wishes kWish = govern::retouch_path(0.3f);

/// The photo at another size, area-averaged in linear light, 16 bit: what another camera setting would have given.
Photo smaller(const Photo& photo, const colour::Space& space, double megapixels) {
  const double k = std::sqrt(megapixels * 1e6 / double(photo.size.area()));
  const Size size{int(std::lround(photo.size.width * k)), int(std::lround(photo.size.height * k))};
  const ImageF linear = colour::read(photo.view(), space, {0, 0, photo.size.width, photo.size.height}, size)->rgb;
  Photo out;
  out.size = size, out.sample = Sample::u16, out.icc = photo.icc;
  out.bytes.resize(std::size_t(out.stride()) * std::size_t(size.height));
  const colour::Rows rows(space, out.view());
  for (int y = 0; y < size.height; ++y) rows.encode(linear.row(y), size.width, out.row(y));
  return out;
}

struct Retouched {
  ImageF lab, change;  ///< at the common size; ΔE00 of the retouch itself
};

Retouched retouched(const Photo& photo, const colour::Space& space, Size common) {
  static const auto topology = std::make_shared<const face::Topology>(face::load_topology({}).value());
  const auto study = govern::study(std::make_shared<const Photo>(photo), test::networks(), topology).value();
  const auto proposal = govern::propose(*study, kWish).value();
  const auto verdict = govern::solve(*study, proposal, drift::load_policy("natural").value()).value();
  std::vector<retouch::Layer> layers;
  for (std::size_t f = 0; f < study->faces.size(); ++f) {
    if (proposal.edits[f].empty()) continue;
    for (const float s : verdict.strengths[f]) EXPECT_EQ(s, 1) << verdict.binds;
    const auto& canvas = study->faces[f].canvas;
    layers.push_back({retouch::sum(proposal.edits[f], verdict.strengths[f], canvas.size()), canvas.roi});
  }
  const Photo result = retouch::compose(photo, space, layers).value();
  const Rect whole{0, 0, photo.size.width, photo.size.height};
  const auto at_common = [&](const Photo& p) {
    return colour::lab(colour::read(p.view(), space, whole, common).value().rgb);
  };
  Retouched out{at_common(result), ImageF(common)};
  const ImageF before = at_common(photo);
  for (int y = 0; y < common.height; ++y)
    for (int x = 0; x < common.width; ++x)
      out.change.at(x, y) = colour::delta_e00(Eigen::Map<const colour::Lab>(&before.at(x, y)),
                                              Eigen::Map<const colour::Lab>(&out.lab.at(x, y)));
  return out;
}

TEST(Sizes, TheSameRetouchAtOneSixAndTwentyTwoMegapixels) {
  const Photo whole = test::load_photo(test::registry("thumbor_henner_22mp.jpg"));
  const colour::Space space = colour::Space::open(whole.icc, 3).value();
  const Photo one = smaller(whole, space, 1), six = smaller(whole, space, 6);
  const Retouched largest = retouched(whole, space, one.size);
  double sum = 0;
  std::size_t touched = 0;
  for (std::size_t i = 0; i < largest.change.count(); ++i)
    if (largest.change.data()[i] > 0.5f) sum += largest.change.data()[i], ++touched;
  ASSERT_GT(touched, largest.change.count() / 20) << "the retouch is there to be compared";

  for (const Photo* photo : {&one, &six}) {
    const Retouched other = retouched(*photo, space, one.size);
    double on_face = 0, everywhere = 0;
    for (std::size_t i = 0; i < largest.change.count(); ++i) {
      const float d = colour::delta_e00(Eigen::Map<const colour::Lab>(largest.lab.data() + 3 * i),
                                        Eigen::Map<const colour::Lab>(other.lab.data() + 3 * i));
      everywhere += d;
      if (largest.change.data()[i] > 0.5f) on_face += d;
    }
    const double mean = everywhere / double(largest.change.count()), changed = on_face / double(touched);
    RecordProperty(fmt::format("mean_{}x{}", photo->size.width, photo->size.height), fmt::format("{:.3f}", mean));
    EXPECT_LT(mean, 0.5) << photo->size.width;
    EXPECT_LT(changed, 0.5) << photo->size.width << ": where the retouch changed the picture by "
                            << sum / double(touched);
  }
}

}  // namespace
}  // namespace countenance

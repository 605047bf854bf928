// SPDX-License-Identifier: Apache-2.0
#include "retouch/sclera.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/blur.h"
#include "base/statistics.h"
#include "face/regions.h"

namespace countenance::retouch {
namespace {

// Lengths in IOD.
constexpr float kLid = 0.014f, kCorner = 0.055f, kRound = 0.45f;
constexpr float kTaper = 0.008f, kColourBlur = 0.008f, kHueBlur = 0.018f;  // veins are no skin
constexpr float kIris = 1.15f;                                             // of its radius: the limbus is out
constexpr float kWhite = 0.35f, kSkin = 0.6f;                              // t
constexpr float kDark = 1, kDarkest = 1.7f;                                // stops below the white's median …
constexpr float kBright = 0.5f, kBrightest = 0.9f;                         // … and above
constexpr float kLeastRadius = 5;                                          // px
constexpr float kLeastShown = 0.5f, kLeastWidth = 0.7f, kLeastShare = 0.02f, kLeastArea = 12;  // px
constexpr float kLeastContrast = 0.4f, kLeastColour = 0.15f;                                   // stops

struct Lids {
  const char* name;
  face::Indices contour;
  int iris, outer, inner;  // mesh points
};
const std::array<Lids, 2> kEyes{
    {{"right eye", face::kEyeRight, 468, 33, 133}, {"left eye", face::kEyeLeft, 473, 263, 362}}};

Point at(const skin::Canvas& c, int i) { return c.points.row(i).head<2>().transpose(); }
float width(const skin::Canvas& c, const Lids& lids) { return (at(c, lids.outer) - at(c, lids.inner)).norm(); }

/// One eye on its own part of the canvas.
class Eye {
 public:
  Eye(const skin::Canvas& canvas, const skin::SkinMap& skin, const Lids& lids)
      : c_(canvas), skin_(skin), lids_(lids), centre_(at(canvas, lids.iris)) {
    for (int i = 1; i <= 4; ++i) radius_ += (at(c_, lids.iris + i) - centre_).norm() / 4;
    const int reach = int(std::ceil(kRound * c_.u));
    part_ = intersect({int(centre_.x()) - reach, int(centre_.y()) - reach, 2 * reach + 1, 2 * reach + 1},
                      {0, 0, c_.size().width, c_.size().height});
  }

  Sclera find() {
    Sclera out;
    out.missing = look(out);
    if (!out.found()) out.mask = {};
    return out;
  }

 private:
  template <class F>
  void each(F&& f) const {
    for (int y = 0; y < part_.height; ++y)
      for (int x = 0; x < part_.width; ++x) f(x, y);
  }
  [[nodiscard]] float from_iris(int x, int y) const {
    return (Point(float(x + part_.x), float(y + part_.y)) - centre_).norm() / radius_;
  }
  [[nodiscard]] bool opaque(int x, int y) const {
    return c_.weight.empty() || c_.weight.at(x + part_.x, y + part_.y) > 0.5f;
  }

  std::string look(Sclera& out) {
    if (radius_ < kLeastRadius || part_.empty()) return "too small";
    Affine to_part = identity();
    to_part.col(2) = -Point(float(part_.x), float(part_.y));
    open_ = face::polygon(part_.size(), face::transform(c_.points, to_part), lids_.contour);
    double disc = 0, shown = 0, whole = 0;
    each([&](int x, int y) {
      whole += double(open_.at(x, y));
      if (from_iris(x, y) < 1) ++disc, shown += double(open_.at(x, y));
    });
    if (shown < kLeastShown * disc) return "closed, or nearly";
    colour_ = gaussian(c_.shm.view().part(part_), kColourBlur * c_.u);
    each([&](int x, int y) { colour_.at(x, y, 0) += colour_.at(x, y, 1) + colour_.at(x, y, 2); });
    find_candidates();
    if (!learn()) return "no white is seen (dark glass, or shade)";
    find_mask(out);
    out.pigment = white_.tail<2>();
    return double(out.area) < std::max(kLeastShare * whole, double(kLeastArea)) ? "too little white is seen" : "";
  }

  /// Within the lids, off the iris and off the inner corner.
  void find_candidates() {
    const ImageF inside = face::grow(open_, -kLid * c_.u);
    const Point corner = at(c_, lids_.inner) - Point(float(part_.x), float(part_.y));
    candidate_ = ImageF(part_.size());
    each([&](int x, int y) {
      const float off = (Point(float(x), float(y)) - corner).norm() / c_.u;
      if (opaque(x, y) && inside.at(x, y) > 0.5f && from_iris(x, y) >= kIris && off >= kCorner) candidate_.at(x, y) = 1;
    });
  }

  /// What is white and what is skin at this eye; false: they cannot be told apart, or the white from the iris.
  bool learn() {
    const auto candidate = [&](int x, int y) { return candidate_.at(x, y) > 0; };
    const auto bright = [&](int x, int y) { return colour_.at(x, y); };
    const auto coloured = [&](int x, int y) { return colour_.at(x, y, 1) + colour_.at(x, y, 2); };
    const auto all = median_where(candidate, bright), pigments = median_where(candidate, coloured),
               iris = median_where(
                   [&](int x, int y) { return opaque(x, y) && from_iris(x, y) < 0.85f && open_.at(x, y) > 0.5f; },
                   bright);
    if (!all || !pigments || !iris) return false;
    const auto seed = [&](int x, int y) {
      return candidate(x, y) && bright(x, y) <= *all && coloured(x, y) <= *pigments;
    };
    const auto skin = [&](int x, int y) { return skin_.mask.at(x + part_.x, y + part_.y) > 0.5f; };
    for (int k = 0; k < 3; ++k) {
      const auto value = [&](int x, int y) { return colour_.at(x, y, k); };
      const auto white = median_where(seed, value), ring = median_where(skin, value);
      if (!white || !ring) return false;
      white_[k] = *white;
      if (k > 0) to_skin_[k - 1] = *ring - *white;
    }
    return *iris - white_[0] >= kLeastContrast && to_skin_.sum() >= kLeastColour;
  }

  void find_mask(Sclera& out) const {
    const ImageF hue = masked_gaussian(c_.shm.view().part(part_), candidate_, kHueBlur * c_.u);
    ImageF like(part_.size());
    each([&](int x, int y) {
      if (candidate_.at(x, y) == 0) return;
      const Eigen::Vector2f from_white = Eigen::Vector2f(hue.at(x, y, 1), hue.at(x, y, 2)) - white_.tail<2>();
      const float t = from_white.dot(to_skin_) / to_skin_.squaredNorm(), darker = colour_.at(x, y) - white_[0];
      like.at(x, y) = (1 - smoothstep(t, kWhite, kSkin)) * (1 - smoothstep(darker, kDark, kDarkest)) *
                      (1 - smoothstep(-darker, kBright, kBrightest));
    });
    const ImageF inner = gaussian(candidate_, kTaper * c_.u);
    like = gaussian(like, 0.5f * kTaper * c_.u);
    out.mask = ImageF(c_.size());
    each([&](int x, int y) {
      const float m = like.at(x, y) * smoothstep(inner.at(x, y), 0.5f, 0.95f) * candidate_.at(x, y);
      out.mask.at(x + part_.x, y + part_.y) = m;
      out.area += m;
    });
  }

  template <class Where, class Value>
  [[nodiscard]] std::optional<float> median_where(Where&& where, Value&& value) const {
    std::vector<float> v;
    each([&](int x, int y) {
      if (where(x, y)) v.push_back(value(x, y));
    });
    if (v.empty()) return std::nullopt;
    return quantile(std::move(v), 0.5);
  }

  const skin::Canvas& c_;
  const skin::SkinMap& skin_;
  const Lids& lids_;
  Point centre_;
  float radius_ = 0;
  Rect part_;
  ImageF open_, candidate_;                            // of the part: within the lids; what may be white
  ImageF colour_;                                      // (mean density, h, m) without its grain
  Eigen::Vector3f white_ = Eigen::Vector3f::Zero();    // the same of the white
  Eigen::Vector2f to_skin_ = Eigen::Vector2f::Zero();  // (h,m)
};

}  // namespace

std::array<Sclera, 2> find_sclera(const skin::Canvas& canvas, const skin::SkinMap& skin) {
  std::array<Sclera, 2> out;
  for (std::size_t i = 0; i < 2; ++i) {
    if (width(canvas, kEyes[i]) < kLeastWidth * width(canvas, kEyes[1 - i]))
      out[i].missing = "turned away";
    else
      out[i] = Eye(canvas, skin, kEyes[i]).find();
  }
  return out;
}

}  // namespace countenance::retouch

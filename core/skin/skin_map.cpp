// SPDX-License-Identifier: Apache-2.0
#include "skin/skin_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "base/blur.h"
#include "base/cv.h"
#include "base/parallel.h"
#include "base/statistics.h"
#include "face/regions.h"
#include "skin/skin_model.h"

namespace countenance::skin {
namespace {

using face::Indices;

// Lengths in IOD.
constexpr float kForeheadUp = 0.18f;  // the mesh stops short of the hairline
constexpr float kEyeGrow = 0.05f, kBrowGrow = 0.03f, kLipGrow = 0.025f, kNostril = 0.03f;
constexpr float kColourBlur = 0.008f, kFineBlur = 0.012f, kEnergyBlur = 0.02f;
constexpr float kBeardBlur = 0.03f, kBridge = 0.03f, kInset = 0.01f;
constexpr float kReachIn = 1.3f, kReachOut = 2.2f;   // of ears, neck, shoulders and hands from the oval
constexpr float kClear = 0.08f;                      // from what is transparent: the reach of energy and colour
constexpr float kBodyNear = 0.9f, kBodySure = 3.5f;  // the body's own colour: from how near, and how plainly skin
constexpr float kNeckTop = 0.6f,
                kNeckArea = 0.05f;  // a neck cut off by the chin's shadow: how far below, and IOD² at least
constexpr float kHandArea = 0.1f, kHandLike = 0.8f;  // a hand by itself: IOD², and how plainly skin on average
constexpr float kGuideRadius = 0.04f, kFeatureGrow = 0.005f, kFeatureBlur = 0.012f;
constexpr float kGuideEps = 2e-4f, kGuideUnit = 10;     // density ÷ 10 stops
constexpr float kColourIn = 9, kColourOut = 20;         // squared Mahalanobis distance on the face …
constexpr float kAnywhereIn = 7, kAnywhereOut = 14;     // … and off it
constexpr float kTextureIn = 2.4f, kTextureOut = 4.2f;  // fine energy ÷ the cheek's
constexpr float kNeckBlur = 0.02f;                      // noise of dark necks
constexpr float kGridIod = 128;                         // the map is found at this IOD at most
constexpr std::size_t kSamples = 6000;
constexpr float kLeastMask = 0.004f;  // below this the mask is 0

template <class F>
void each(Size size, F&& f) {
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) f(x, y);
}

/// The same on all cores, for work that writes its own pixel alone.
template <class F>
void everywhere(Size size, F&& f) {
  for_rows(size.height, [&](int y) {
    for (int x = 0; x < size.width; ++x) f(x, y);
  });
}

void raise(ImageF& to, View<const float> from) { as_mat(to) = cv::max(as_mat(to), as_mat(from)); }

/// Mesh oval, and the same with its upper edge carried to the hairline.
ImageF oval_with_forehead(const Canvas& c, const ImageF& oval) {
  const Point up = (c.points.row(10).head<2>() - c.points.row(152).head<2>()).transpose().normalized();
  Affine move = identity();
  move.col(2) = up * (kForeheadUp * c.u);
  ImageF out = face::polygon(c.size(), face::transform(c.points, move), face::kOval);
  raise(out, oval);
  return out;
}

ImageF excluded_features(const Canvas& c) {
  ImageF out(c.size());
  const auto both = [&](Indices right, Indices left, float grown) {
    ImageF pair = face::hull(c.size(), c.points, right);
    raise(pair, face::hull(c.size(), c.points, left));
    raise(out, face::grow(pair, grown * c.u));
  };
  both(face::kEyeRight, face::kEyeLeft, kEyeGrow);
  both(face::kBrowRight, face::kBrowLeft, kBrowGrow);
  raise(out, face::grow(face::polygon(c.size(), c.points, face::kLipsOuter), kLipGrow * c.u));
  cv::Mat m = as_mat(out);
  for (const int i : face::kNostrils)
    cv::circle(m, {cvRound(c.points(i, 0)), cvRound(c.points(i, 1))}, std::max(1, int(kNostril * c.u)), cv::Scalar(1),
               -1);
  return out;
}

/// Cheeks, forehead and nose ridge: skin on nearly everybody.
ImageF sample_zone(const Canvas& c, const ImageF& excluded) {
  static constexpr std::array ridge{197, 195, 5, 4, 45, 275};
  ImageF out(c.size());
  for (const Indices zone : {face::kCheekRight, face::kCheekLeft, face::kForehead, Indices(ridge)})
    raise(out, face::hull(c.size(), c.points, zone));
  cv::Mat m = as_mat(out);
  m = m.mul(1 - as_mat(excluded));
  if (!c.weight.empty()) m = m.mul(as_mat(c.weight));
  return out;
}

/// Root mean square of what is finer than 1.2 % IOD in the mean density.
ImageF fine_energy(const Canvas& c) {
  cv::Mat mean;
  cv::transform(as_mat(c.density), mean, cv::Matx13f(1.f / 3, 1.f / 3, 1.f / 3));
  ImageF y = to_image(mean);
  cv::Mat high = mean - as_mat(gaussian(y, kFineBlur * c.u));
  ImageF out = gaussian(to_image(cv::Mat(high.mul(high))), kEnergyBlur * c.u);
  cv::Mat m = as_mat(out);
  cv::sqrt(cv::max(m, 0), m);
  return out;
}

std::vector<float> values_where(const ImageF& x, const ImageF& zone) {
  std::vector<float> out;
  each(x.size(), [&](int px, int py) {
    if (zone.at(px, py) > 0.5f) out.push_back(x.at(px, py));
  });
  return out;
}

class Finder {
 public:
  /// `energy` is fine_energy() of the canvas at its full scale.
  Finder(const Canvas& canvas, ImageF energy) : c_(canvas), size_(canvas.size()), energy_(std::move(energy)) {
    centre_ = c_.points.topRows<468>().leftCols<2>().colwise().mean().transpose();
    for_items(3, [&](int i) {
      if (i == 0) {
        colour_ = gaussian(c_.shm, kColourBlur * c_.u);
      } else if (i == 1) {
        map_.excluded = excluded_features(c_);
        zone_ = sample_zone(c_, map_.excluded);
      } else {
        mesh_oval_ = face::polygon(size_, c_.points, face::kOval);
        map_.oval = oval_with_forehead(c_, mesh_oval_);
      }
    });
    cheek_energy_ = std::max(1e-6f, median(values_where(energy_, zone_)));
  }

  SkinMap find() {
    map_.mask = ImageF(size_);
    map_.beard = ImageF(size_);
    if (!learn()) return std::move(map_);
    find_beard();
    gather();
    keep_parts_of_the_person();
    refine_edge();
    measure_coverage();
    return std::move(map_);
  }

 private:
  [[nodiscard]] Point place(int x, int y) const { return (Point(float(x), float(y)) - centre_) / c_.u; }
  [[nodiscard]] Eigen::Vector3f colour(int x, int y) const { return Eigen::Vector3f::Map(&colour_.at(x, y)); }

  [[nodiscard]] std::vector<Sample> samples(const ImageF& zone) const {
    std::size_t n = 0;
    each(size_, [&](int x, int y) { n += zone.at(x, y) > 0.5f; });
    const std::size_t step = std::max<std::size_t>(1, (n + kSamples - 1) / kSamples);
    std::vector<Sample> out;
    std::size_t i = 0;
    each(size_, [&](int x, int y) {
      if (zone.at(x, y) > 0.5f && i++ % step == 0) out.push_back({colour(x, y), place(x, y)});
    });
    return out;
  }

  /// Fits on the sample zone, then again on all that this first model takes for skin (jaw, shaded side).
  bool learn() {
    accepted_ = zone_;
    for (const float ridge : {1.f, 0.3f}) {
      const std::vector<Sample> s = samples(accepted_);
      if (s.size() < 10) return false;
      model_.emplace(s, ridge);
      likeness_ = ImageF(size_);
      darker_ = ImageF(size_);
      ImageF next(size_);
      everywhere(size_, [&](int x, int y) {
        if (map_.oval.at(x, y) <= 0) return;
        const Eigen::Vector3f mean = model_->mean(place(x, y));
        likeness_.at(x, y) = 1 - smoothstep(model_->distance(colour(x, y), mean), kColourIn, kColourOut);
        darker_.at(x, y) = colour(x, y)[0] - mean[0];
        const bool take = likeness_.at(x, y) > 0.3f && energy_.at(x, y) < 2 * cheek_energy_ &&
                          mesh_oval_.at(x, y) > 0.5f && map_.excluded.at(x, y) < 0.1f &&
                          (c_.weight.empty() || c_.weight.at(x, y) > 0.5f);
        next.at(x, y) = take ? 1.f : 0.f;
      });
      accepted_ = cv::countNonZero(as_mat(next)) < 500 ? zone_ : std::move(next);
    }
    return true;
  }

  /// Lower face, darker than its skin should be there, and textured.
  void find_beard() {
    const float nose_base = c_.points(2, 1);
    everywhere(size_, [&](int x, int y) {
      if (map_.oval.at(x, y) <= 0) return;
      const float low = smoothstep((float(y) - nose_base) / c_.u, -0.05f, 0.1f);
      map_.beard.at(x, y) = low * smoothstep(energy_.at(x, y), 1.7f * cheek_energy_, 2.8f * cheek_energy_) *
                            smoothstep(darker_.at(x, y), 0.05f, 0.35f);
    });
    map_.beard = gaussian(map_.beard, kBeardBlur * c_.u);
  }

  /// How unlike skin a colour off the face is: to the face's, or the body's own, whichever is nearer.
  [[nodiscard]] float unlike(const Eigen::Vector3f& shm) const {
    const float face = model_->distance_anywhere(shm);
    return body_ && face < 2 * kAnywhereOut ? std::min(face, body_->distance_anywhere(shm)) : face;
  }

  /// Necks and hands are paler, redder or more tanned than faces: their colour, from what is near the face and plainly
  /// skin.
  void learn_body(const ImageF& away) {
    const ImageF shown = c_.weight.empty() ? ImageF(size_, 1, 1.f) : face::grow(c_.weight, -kClear * c_.u);
    ImageF sure(size_);
    everywhere(size_, [&](int x, int y) {
      const bool take = map_.oval.at(x, y) <= 0 && away.at(x, y) < kBodyNear * c_.u && c_.person.at(x, y) > 0.5f &&
                        energy_.at(x, y) < 2 * cheek_energy_ && shown.at(x, y) > 0.5f &&
                        model_->distance_anywhere(colour(x, y)) < kBodySure;
      sure.at(x, y) = take ? 1.f : 0.f;
    });
    if (float(cv::countNonZero(as_mat(sure))) > std::max(10.f, kNeckArea * c_.u * c_.u))
      body_.emplace(samples(sure), 1.f);
  }

  void gather() {
    const ImageF away = face::distance(mesh_oval_);
    learn_body(away);
    ImageF neck(size_);
    everywhere(size_, [&](int x, int y) {
      const float smooth = 1 - smoothstep(energy_.at(x, y), kTextureIn * cheek_energy_, kTextureOut * cheek_energy_);
      const float open = 1 - std::min(1.f, map_.excluded.at(x, y)), oval = map_.oval.at(x, y);
      const float shaven = 1 - std::clamp(1.5f * map_.beard.at(x, y), 0.f, 1.f);
      map_.mask.at(x, y) = oval * likeness_.at(x, y) * smooth * shaven * open;
      const float reach =
          (1 - smoothstep(away.at(x, y), kReachIn * c_.u, kReachOut * c_.u)) * c_.inside(x, y, size_, c_.u);
      if (c_.person.at(x, y) > 0.5f && reach > 0 && oval < 1)
        neck.at(x, y) =
            (1 - smoothstep(unlike(colour(x, y)), kAnywhereIn, kAnywhereOut)) * smooth * (1 - oval) * open * reach;
    });
    neck = gaussian(neck, kNeckBlur * c_.u);
    each(size_,
         [&](int x, int y) { neck.at(x, y) = smoothstep(neck.at(x, y), 0.35f, 0.65f) * (1 - map_.oval.at(x, y)); });
    cv::Mat m = as_mat(neck);
    cv::morphologyEx(m, m, cv::MORPH_OPEN, cv::Mat::ones(3, 3, CV_8U));
    raise(map_.mask, neck);
    cv::Mat whole = as_mat(map_.mask);
    if (!c_.weight.empty()) whole = whole.mul(as_mat(c_.weight));
  }

  /// Keeps the parts, bridged over 3 % IOD, that hold more than .4 % of the accepted face pixels (glasses split a face
  /// in several), large ones right below the chin (its shadow may cut off the neck), and others that are plainly skin
  /// (hands).
  void keep_parts_of_the_person() {
    struct Part {
      int accepted = 0, area = 0, top = 0, skin = 0;
      double x = 0, like = 0;
    };
    cv::Mat grown, label;
    as_mat(face::grow(map_.mask, kBridge * c_.u)).convertTo(grown, CV_8U);
    std::vector<Part> parts(std::size_t(cv::connectedComponents(grown, label)));
    int all = 0;
    each(size_, [&](int x, int y) {
      const int i = label.at<int>(y, x);
      if (i == 0) return;
      Part& part = parts[std::size_t(i)];
      if (part.area++ == 0) part.top = y;
      part.x += x;
      if (map_.mask.at(x, y) > 0.5f) {
        ++part.skin;
        part.like += 1 - smoothstep(unlike(colour(x, y)), kBodySure, kAnywhereIn);
      }
      const int taken = accepted_.at(x, y) > 0.5f;
      part.accepted += taken;
      all += taken;
    });
    const float square = c_.u * c_.u;
    const Point chin = c_.points.row(152).head<2>().transpose();
    const auto belongs = [&](const Part& part) {
      if (float(part.accepted) > 0.004f * float(std::max(1, all))) return true;
      const float below = float(part.top) - chin.y(), aside = float(part.x / std::max(1, part.area)) - chin.x();
      if (float(part.skin) > kHandArea * square && part.like > kHandLike * part.skin) return true;
      return float(part.area) > kNeckArea * square && std::abs(aside) < kNeckTop * c_.u && below > -1.2f * c_.u &&
             below < kNeckTop * c_.u;
    };
    each(size_, [&](int x, int y) {
      const int i = label.at<int>(y, x);
      if (i == 0 || !belongs(parts[std::size_t(i)])) map_.mask.at(x, y) = 0;
    });
  }

  void refine_edge() {
    cv::Mat m = as_mat(map_.mask);
    cv::morphologyEx(m, m, cv::MORPH_CLOSE, cv::Mat::ones(3, 3, CV_8U));
    if (kInset * c_.u >= 0.7f) m = m.mul(as_mat(face::grow(map_.mask, -kInset * c_.u)));
    ImageF guide(size_, 3);
    as_mat(guide) = cv::max(cv::min(as_mat(c_.density) / kGuideUnit, 1.), 0.);
    const ImageF fitted = guided_filter(guide, map_.mask, std::max(1, int(kGuideRadius * c_.u)), kGuideEps);
    const ImageF feature = gaussian(face::grow(map_.excluded, kFeatureGrow * c_.u), kFeatureBlur * c_.u);
    everywhere(size_, [&](int x, int y) {
      float v = smoothstep(fitted.at(x, y), 0.15f, 0.85f) * (1 - feature.at(x, y));
      if (!c_.weight.empty() && c_.weight.at(x, y) <= 0) v = 0;
      map_.mask.at(x, y) = v < kLeastMask ? 0 : v;
    });
  }

  void measure_coverage() {
    double skin = 0, oval = 0;
    each(size_, [&](int x, int y) {
      skin += mesh_oval_.at(x, y) * map_.mask.at(x, y);
      oval += mesh_oval_.at(x, y);
    });
    map_.coverage = oval > 0 ? float(skin / oval) : 0;
  }

  const Canvas& c_;
  Size size_;
  Point centre_;
  SkinMap map_;
  ImageF energy_, mesh_oval_, zone_, colour_;  // zone_: surely skin; colour_: (s,h,m) without its pores
  float cheek_energy_ = 0;
  std::optional<SkinModel> model_, body_;
  ImageF accepted_, likeness_, darker_;
};

/// What the finder looks at, at another scale.
Canvas scaled(const Canvas& c, Size size) {
  const Affine map = resampling({0, 0, c.size().width, c.size().height}, size);
  Canvas out;
  out.u = c.u * scale_of(map);
  out.photo_goes_on = c.photo_goes_on;
  out.points = face::transform(c.points, map);
  out.linear = ImageF(size);  // for its size alone
  const std::pair<const ImageF&, ImageF&> parts[] = {
      {c.density, out.density}, {c.shm, out.shm}, {c.person, out.person}, {c.weight, out.weight}};
  for_items(4, [&](int i) {
    if (!parts[i].first.empty()) parts[i].second = resize(parts[i].first, size);
  });
  return out;
}

}  // namespace

SkinMap find_skin(const Canvas& canvas) {
  if (canvas.u <= kGridIod) return Finder(canvas, fine_energy(canvas)).find();
  const float f = kGridIod / canvas.u;
  const Size size{int(std::lround(f * float(canvas.size().width))), int(std::lround(f * float(canvas.size().height)))};
  ImageF energy;
  Canvas coarse;
  for_items(2, [&](int i) {
    if (i == 0)
      energy = resize(fine_energy(canvas), size);
    else
      coarse = scaled(canvas, size);
  });
  SkinMap map = Finder(coarse, std::move(energy)).find();
  ImageF* const parts[] = {&map.mask, &map.beard, &map.excluded, &map.oval};
  for_items(4, [&](int i) { *parts[i] = resize(*parts[i], canvas.size()); });
  if (!canvas.weight.empty())
    each(canvas.size(), [&](int x, int y) {
      if (canvas.weight.at(x, y) <= 0) map.mask.at(x, y) = 0;
    });
  return map;
}

}  // namespace countenance::skin

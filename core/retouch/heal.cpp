// SPDX-License-Identifier: Apache-2.0
#include "retouch/heal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/blur.h"
#include "base/statistics.h"
#include "face/regions.h"
#include "retouch/membrane.h"
#include "skin/skin_model.h"

namespace countenance::retouch {
namespace {

constexpr float kReachStep = 0.15f, kLeft = 0.12f;    ///< radii; of the spot's height
constexpr std::array kFar{2.6f, 2.9f, 3.2f};          ///< radii of the skin around
constexpr float kKept = 1.35f, kKeptMargin = 0.004f;  ///< radii of a kept mark, and IOD
constexpr float kTaper = 0.012f;                      ///< IOD
constexpr float kBeside = 1.7f, kLeastPore = 0.004f;  ///< radii; stops
constexpr int kAngles = 24;

using Vector = Eigen::Vector3f;

struct Spot {
  Point at;
  float radius;   ///< work px
  Vector colour;  ///< direction of what it adds; 0: a place, of which nothing is known
  [[nodiscard]] bool known() const { return !colour.isZero(); }
};

class Profile {
 public:
  Profile(const ImageF& low, const ImageF& skin, const Spot& spot) : low_(low), skin_(skin), spot_(spot) {}

  /// Median along the spot's colour on a circle, of the skin; NaN where there is too little of it.
  [[nodiscard]] float at(float radius) const {
    std::vector<float> v;
    for (int k = 0; k < kAngles; ++k) add(radius, float(k) * 2 * float(M_PI) / kAngles, v);
    return v.size() < kAngles / 4 ? NAN : skin::median(std::move(v));
  }
  /// Where what it adds has gone, as far as it can be told.
  [[nodiscard]] float reach() const {
    std::vector<float> around;
    for (const float far : kFar)
      for (int k = 0; k < kAngles; ++k) add(far * spot_.radius, float(k) * 2 * float(M_PI) / kAngles, around);
    const float base = skin::median(std::move(around)), height = at(0.3f * spot_.radius) - base;
    float reach = 1;
    while (reach + kReachStep <= kMostHole && at(reach * spot_.radius) - base > kLeft * height) reach += kReachStep;
    return reach * spot_.radius;
  }

 private:
  void add(float radius, float angle, std::vector<float>& to) const {
    const int x = int(std::lround(spot_.at.x() + radius * std::cos(angle))),
              y = int(std::lround(spot_.at.y() + radius * std::sin(angle)));
    if (x < 0 || y < 0 || x >= low_.width() || y >= low_.height() || skin_.at(x, y) == 0) return;
    to.push_back(Vector::Map(&low_.at(x, y)).dot(spot_.colour));
  }

  const ImageF &low_, &skin_;
  const Spot& spot_;
};

/// Every pixel within `radius`.
template <class Act>
void on_disc(Size size, const Point& at, float radius, const Act& act) {
  for (int y = std::max(0, int(std::ceil(at.y() - radius))); y <= std::min(size.height - 1, int(at.y() + radius)); ++y)
    for (int x = std::max(0, int(std::ceil(at.x() - radius))); x <= std::min(size.width - 1, int(at.x() + radius)); ++x)
      if ((Point(float(x), float(y)) - at).norm() <= radius) act(x, y);
}

/// A pore as it is up to four fifths of the largest there, and never larger than that.
Vector as_pore(const Vector& v, float largest) {
  const float most = v.cwiseAbs().maxCoeff(), kept = 0.8f * largest, room = largest - kept;
  return most > kept ? Vector(v * ((kept + room * std::tanh((most - kept) / room)) / most)) : v;
}

/// v, no channel of it larger than `bound`.
Vector bounded(const Vector& v, float bound) {
  const float most = v.cwiseAbs().maxCoeff();
  return most > 0 ? Vector(v * (bound * std::tanh(most / bound) / most)) : v;
}

/// Three deviations of the pores around: what is darker in the spot is its crust, not a pore.
float largest_pore(const ImageF& density, const ImageF& low, const ImageF& skin, const Point& at, float radius) {
  std::vector<float> size;
  on_disc(density.size(), at, kBeside * radius, [&](int x, int y) {
    if (skin.at(x, y) == 0 || (Point(float(x), float(y)) - at).norm() <= radius) return;
    size.push_back((Vector::Map(&density.at(x, y)) - Vector::Map(&low.at(x, y))).cwiseAbs().maxCoeff());
  });
  return 3 * 1.4826f * skin::median(std::move(size)) + kLeastPore;
}

std::string counted(std::size_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

/// "11 spots that go by themselves; 9 marks kept, of 3 colour does not say", or "1 permanent mark and 1 place asked for".
std::string note_of(const skin::Spots& spots, const HealParams& params, std::size_t unclear) {
  const auto of = [&](skin::MarkClass kind) {
    return std::size_t(
        std::count_if(spots.marks.begin(), spots.marks.end(), [&](const auto& m) { return m.kind == kind; }));
  };
  std::string note;
  const auto add = [&](const char* between, const std::string& part) { note += (note.empty() ? "" : between) + part; };
  if (params.transient) {
    const std::size_t spots_found = of(skin::MarkClass::transient), kept = of(skin::MarkClass::permanent) + unclear;
    add("", spots_found > 0
                ? counted(spots_found, "spot") + (spots_found == 1 ? " that goes by itself" : " that go by themselves")
                : "no spot that goes by itself");
    if (kept > 0) add("; ", counted(kept, "mark") + " kept");
    if (unclear > 0) add(", ", fmt::format("of {} colour does not say", unclear));
    return note;
  }
  const auto permanent = std::size_t(std::count_if(params.asked.begin(), params.asked.end(), [&](std::size_t i) {
    return spots.marks[i].kind == skin::MarkClass::permanent;
  }));
  if (permanent > 0) add("", counted(permanent, "permanent mark"));
  if (const auto others = params.asked.size() - permanent; others > 0) add(" and ", counted(others, "mark"));
  if (!params.places.empty()) add(" and ", counted(params.places.size(), "place"));
  return note + " asked for";
}

}  // namespace

Edit heal(const skin::Canvas& canvas, const skin::Spots& spots, const HealParams& params) {
  const Size size = canvas.size();
  Edit edit{.name = "heal", .delta = ImageF(size, 3), .mask = ImageF(size), .note = {}};
  std::vector<bool> healed(spots.marks.size(), false);
  for (std::size_t i = 0; i < spots.marks.size(); ++i)
    healed[i] = (params.transient && spots.marks[i].kind == skin::MarkClass::transient) ||
                std::find(params.asked.begin(), params.asked.end(), i) != params.asked.end();
  for (std::size_t i = 0; i < spots.marks.size(); ++i)
    if (params.transient && spots.marks[i].kind == skin::MarkClass::keep) edit.offers.push_back(i);
  edit.note = note_of(spots, params, edit.offers.size());

  std::vector<Spot> holes;
  ImageF skin = spots.skin;
  const auto radius = [&](const skin::Mark& m) { return m.diameter() / 2 * canvas.u; };
  for (std::size_t i = 0; i < spots.marks.size(); ++i) {
    const skin::Mark& m = spots.marks[i];
    if (healed[i])
      holes.push_back({m.at, radius(m), m.colour.normalized()});
    else if (m.kind != skin::MarkClass::transient)
      on_disc(size, m.at, kKept * radius(m) + kKeptMargin * canvas.u, [&](int x, int y) { skin.at(x, y) = 0; });
  }
  for (const Point& at : params.places) holes.push_back({at, kPlaceRadius * canvas.u, Vector::Zero()});
  if (holes.empty()) return edit;
  const auto is_skin = [&](const Point& at, float r) {
    on_disc(size, at, r, [&](int x, int y) { skin.at(x, y) = 1; });
  };
  for (const std::size_t i : params.asked)  // what is asked for is skin, whatever lies beside it
    is_skin(spots.marks[i].at, radius(spots.marks[i]));
  for (const Point& at : params.places) is_skin(at, kPlaceRadius * canvas.u);

  const ImageF low = masked_gaussian(canvas.density, skin, params.pores * canvas.u);
  Image<Part> parts(size);
  for (std::size_t k = 0; k < skin.count(); ++k) parts.data()[k] = skin.data()[k] > 0 ? Part::source : Part::absent;
  ImageF pores(size);  // how large a pore may be in a hole
  for (const Spot& spot : holes) {
    const float radius = (spot.known() ? Profile(low, skin, spot).reach() : spot.radius) + 2 * params.pores * canvas.u;
    const float largest = largest_pore(canvas.density, low, skin, spot.at, radius);
    on_disc(size, spot.at, radius, [&](int x, int y) {
      if (parts.at(x, y) != Part::source) return;
      parts.at(x, y) = Part::hole;
      edit.mask.at(x, y) = 1;
      pores.at(x, y) = largest;
    });
  }
  const ImageF fill = membrane(low, parts);

  ImageF absent(size);
  for (std::size_t k = 0; k < absent.count(); ++k) absent.data()[k] = parts.data()[k] == Part::absent ? 1.f : 0.f;
  const ImageF border = face::distance(absent);
  for (std::size_t k = 0; k < edit.mask.count(); ++k) {
    if (edit.mask.data()[k] == 0) continue;
    edit.mask.data()[k] = smoothstep(border.data()[k], 0, kTaper * canvas.u);
    const Vector before = Vector::Map(canvas.density.data() + 3 * k), smooth = Vector::Map(low.data() + 3 * k);
    const Vector after = Vector::Map(fill.data() + 3 * k) + as_pore(before - smooth, pores.data()[k]);
    Vector::Map(edit.delta.data() + 3 * k) = edit.mask.data()[k] * bounded(after - before, params.bound);
  }
  return edit;
}

}  // namespace countenance::retouch

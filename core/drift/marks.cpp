// SPDX-License-Identifier: Apache-2.0
// marks: moles, freckles and scars are how people are known. One that was taken away, faded or painted in is a change of
// the person; a pimple that was healed is not.
//
// Two lists. The LEDGER (skin/marks.h) is what is named. The CANDIDATES (mark_changes.h) are every dark spot of the
// original, judged by the noise of the difference, bright spots as decoys; and for what was invented every dark spot of
// the edited picture against the original. On the density of the luminance, after the scene transform: a change of
// saturation leaves it be, where in the density of a nearly black blue it takes a spot whole, and encoding spares it.
//
//   lost      Σ gone / (1 + 3 √Σ gone of the bright)       marks; without those healed
//   invented  the same from the edited picture to the original
//   stops     most contrast that one mark lost, less the most that a bright spot lost
//   faded     Σ certain × l / (1 + 3 √ the same of the bright): marks' worth, freckles too faint to list among them
//   healed    spots gone that were blood: 1.5 % or larger, tint R/G + ½ (B/G − 1) of the density TAKEN AWAY under .45. The
//             edited picture shows the skin beneath, so that needs no guess at it; where it was encoded, the mean of that
//             and of what stood out of the original. A colourless picture heals none
//
// resolved_from: the least mark that is told, skin::least_mark() of the coarser picture.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "base/statistics.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "drift/mark_changes.h"
#include "drift/measures.h"
#include "drift/parts.h"
#include "face/regions.h"

namespace countenance::drift {
namespace {

constexpr float kMargin = 0.1f;    ///< IOD round the zone
constexpr float kForehead = 0.3f;  ///< above the mesh
constexpr float kDecoys = 3;
constexpr float kFaded = 0.25f, kLost = 0.5f, kSure = 0.5f;
constexpr float kHealable = 0.015f, kBlood = 0.45f, kPigment = 0.6f;  ///< IOD; tint: blood .15, a mole .75
constexpr float kColourPixels = 3,
                kExact = 0.07f;                ///< px of diameter; of the green taken away: what red does by itself
constexpr float kCore = 1.9f, kAround = 2.6f;  ///< radii of a spot and of the ring that says what all skin lost
constexpr double kLeftOver = 0.25;             ///< of the original's skin that must be visible in both pictures
constexpr std::size_t kNamed = 3;              ///< marks a note spells out

Rect zone_box(const face::Points& p) {
  const Eigen::Vector2f lo = p.topRows<468>().leftCols<2>().colwise().minCoeff(),
                        hi = p.topRows<468>().leftCols<2>().colwise().maxCoeff();
  const float m = kMargin * kFrameIod;
  const int x0 = int(lo.x() - m), y0 = int(lo.y() - kForehead * kFrameIod);
  return intersect({x0, y0, int(hi.x() + m) - x0, int(hi.y() + m) - y0},
                   {0, 0, frame_size().width, frame_size().height});
}
ImageF part(const ImageF& image, const Rect& box) {
  return to_image(as_mat(image)(cv::Rect(box.x, box.y, box.width, box.height)));
}
/// Density of the luminance.
ImageF luminous(const ImageF& linear) { return colour::density(colour::luminance(linear)); }
double area(const ImageF& mask) { return cv::sum(as_mat(mask))[0]; }

std::string named(const std::vector<const MarkChange*>& marks, const char* fate) {
  if (marks.empty()) return "";
  std::string s;
  for (std::size_t i = 0; i < std::min(marks.size(), kNamed); ++i)
    s += fmt::format("{}{} ({:.1f} % IOD)", i ? ", " : "", marks[i]->where, marks[i]->diameter);
  if (marks.size() > kNamed) s += fmt::format(" and {} more", marks.size() - kNamed);
  return fmt::format("{} {}: {}", marks.size(), fate, s);
}

/// "2 lost: left cheek (2.0 % IOD), chin (2.8 % IOD); 1 invented: …"
std::string note_of(const std::vector<MarkChange>& marks) {
  std::string note;
  for (const char* fate : {"lost", "faded", "invented", "healed"}) {
    std::vector<const MarkChange*> these;
    for (const MarkChange& m : marks)
      if (m.fate == fate) these.push_back(&m);
    std::stable_sort(these.begin(), these.end(), [](const MarkChange* a, const MarkChange* b) {
      return std::abs(a->before - a->after) > std::abs(b->before - b->after);
    });
    const std::string words = named(these, fate);
    if (!words.empty()) note += (note.empty() ? "" : "; ") + words;
  }
  return note;
}

/// A spot of that scale, at a point of the frame.
MarkChange spot_at(const Reference& reference, const Point& at, int scale) {
  MarkChange m;
  m.x = at.x() / float(frame_size().width);
  m.y = at.y() / float(frame_size().height);
  m.diameter = 100 * skin::kMarkDiameter * skin::kMarkSigma[std::size_t(scale)];
  m.kind = "unlisted";
  m.where = place_name(reference, at);
  return m;
}

/// R/G + ½ (B/G − 1) of a density; what is not darker than its surroundings is not blood.
float tint_of(const Eigen::Vector3f& d) { return d[1] > 0 ? d[0] / d[1] + 0.5f * (d[2] / d[1] - 1) : INFINITY; }

/// A spot that goes by itself: blood was taken away there, not pigment. `from`: R, G, B density of the original, `lost`:
/// less that of the edited picture, which has `iod` px per IOD. Where red went as green did in the spot and around it,
/// pixel by pixel, nothing was encoded, and the difference alone says what went. Else its colour is the mean of what was
/// taken away and of what stood out of the original, neither of which may say pigment: encoding errs in the one, uneven
/// skin in the other. Of a spot smaller than 3 px chroma subsampling leaves no colour to judge by.
bool heals(const SpotChange& c, const ImageF& from, const ImageF& lost, float iod) {
  const float diameter = skin::kMarkDiameter * skin::kMarkSigma[std::size_t(c.scale)], r = diameter / 2 * kFrameIod;
  if (diameter < kHealable) return false;
  const int reach = int(std::ceil(kAround * r));
  Eigen::Vector3f core = Eigen::Vector3f::Zero(), ring = Eigen::Vector3f::Zero(), spot = Eigen::Vector3f::Zero(),
                  skin = Eigen::Vector3f::Zero();
  float in_core = 0, in_ring = 0, rr = 0, rg = 0, gg = 0;
  for (int y = std::max(0, c.y - reach); y <= std::min(lost.height() - 1, c.y + reach); ++y)
    for (int x = std::max(0, c.x - reach); x <= std::min(lost.width() - 1, c.x + reach); ++x) {
      const float away = std::hypot(float(x - c.x), float(y - c.y)) / r;
      const auto here = Eigen::Vector3f::Map(&lost.at(x, y));
      if (away > kAround) continue;
      rr += here[0] * here[0], rg += here[0] * here[1], gg += here[1] * here[1];
      const auto was = Eigen::Vector3f::Map(&from.at(x, y));
      if (away <= kCore)
        core += here, spot += was, ++in_core;
      else
        ring += here, skin += was, ++in_ring;
    }
  if (in_ring == 0) return false;
  const Eigen::Vector3f taken = core / in_core - ring / in_ring, stood_out = spot / in_core - skin / in_ring;
  // what red does that is no share of what green does
  const float unrest = std::sqrt(std::max(0.f, rr - (gg > 0 ? rg * rg / gg : 0.f)) / (in_core + in_ring));
  if (unrest <= kExact * taken[1]) return tint_of(taken) < kBlood;
  return diameter * iod >= kColourPixels && tint_of(taken + stood_out) < kBlood &&
         std::max(tint_of(taken), tint_of(stood_out)) < kPigment;
}

/// Gathers components, list and map.
class Account {
 public:
  Account(const Reference& reference, Reading& reading)
      : reference_(reference), r_(reference.marks), reading_(reading) {
    reading_.map = ImageF(frame_size());
  }

  /// `density`: of the original, `taken`: lost of it; empty where its colour says nothing.
  void lost(const MarkChanges& changes, const ImageF& density, const ImageF& taken, float iod) {
    for (const SpotChange& c : changes.spots) {
      const skin::Mark* listed = c.mark >= 0 ? &r_->marks[std::size_t(c.mark)] : nullptr;
      const bool surely = c.certain > kSure, healed = c.gone > 0 && !taken.empty() && heals(c, density, taken, iod);
      const char* fate = surely && c.loss > kLost    ? healed ? "healed" : "lost"
                         : surely && c.loss > kFaded ? "faded"
                                                     : "kept";
      MarkChange m = describe(c, fate);
      if (listed) {
        m.kind = name_of(listed->kind);
        m.before = listed->excess.mean();
        m.after = m.before * c.left;
      } else if (!surely || c.loss <= kFaded) {
        m.fate.clear();
      }
      if (!m.fate.empty()) reading_.marks.push_back(m);
      (healed ? healed_ : lost_) += c.gone;
      if (healed) continue;
      faded_ += c.certain * c.loss;
      weigh(worst_lost_, c, c.gone);
      weigh(worst_stops_, c, c.stops * c.certain);
      paint(c, c.stops * c.certain);
    }
    decoys_ = changes.bright_gone;
    decoy_stops_ = changes.bright_stops;
    faded_ /= 1 + kDecoys * std::sqrt(changes.bright_faded);
  }
  void invented(const MarkChanges& back) {
    for (const SpotChange& c : back.spots) {
      invented_ += c.gone;
      weigh(worst_invented_, c, c.gone);
      if (c.gone <= kSure) continue;
      MarkChange m = describe(c, "invented");
      std::swap(m.before, m.after);
      reading_.marks.push_back(m);
      paint(c, c.stops * c.certain);
    }
    invented_ /= 1 + kDecoys * std::sqrt(back.bright_gone);
  }
  void close() {
    add("lost", "marks", lost_ / (1 + kDecoys * std::sqrt(decoys_)), worst_lost_);
    add("invented", "marks", invented_, worst_invented_);
    add("stops", "stops", not_negative(worst_stops_.weight - decoy_stops_), worst_stops_);
    add("faded", "marks", faded_, worst_stops_);
    add("healed", "marks", healed_, {});
    reading_.where = worst_stops_.where;
    reading_.note = note_of(reading_.marks);
  }

 private:
  struct Worst {
    float weight = 0;
    std::string where;
  };
  [[nodiscard]] Point on_frame(const SpotChange& c) const { return {float(r_->box.x + c.x), float(r_->box.y + c.y)}; }
  void weigh(Worst& worst, const SpotChange& c, float weight) const {
    if (weight > worst.weight) worst = {weight, place_name(reference_, on_frame(c))};
  }
  [[nodiscard]] MarkChange describe(const SpotChange& c, const char* fate) const {
    MarkChange m = spot_at(reference_, on_frame(c), c.scale);
    m.before = c.before;
    m.after = c.before * c.left;
    m.fate = fate;
    return m;
  }
  void paint(const SpotChange& c, float value) {
    if (value <= 0) return;
    const Point at = on_frame(c);
    const float r = skin::kMarkDiameter * skin::kMarkSigma[std::size_t(c.scale)] * kFrameIod;
    const int reach = std::max(2, int(r)), cx = int(at.x()), cy = int(at.y());
    for (int y = std::max(0, cy - reach); y <= std::min(reading_.map.height() - 1, cy + reach); ++y)
      for (int x = std::max(0, cx - reach); x <= std::min(reading_.map.width() - 1, cx + reach); ++x)
        if (std::hypot(float(x - cx), float(y - cy)) <= float(reach))
          reading_.map.at(x, y) = std::max(reading_.map.at(x, y), value);
  }
  void add(const char* name, const char* unit, float value, const Worst& worst) {
    Component c{name, unit, value};
    c.where = worst.where;
    reading_.components.push_back(std::move(c));
  }

  const Reference& reference_;
  std::shared_ptr<const MarkReference> r_;
  Reading& reading_;
  float lost_ = 0, healed_ = 0, decoys_ = 0, decoy_stops_ = 0, faded_ = 0, invented_ = 0;
  Worst worst_lost_, worst_stops_, worst_invented_;
};

}  // namespace

std::shared_ptr<const MarkReference> make_mark_reference(const Reference& r) {
  const Rect box = zone_box(r.points);
  Affine shift = identity();
  shift.col(2) = -Point(float(box.x), float(box.y));
  const face::Points points = face::transform(r.points, shift);
  const ImageF density = colour::density(part(r.linear, box)), valid = part(r.valid, box);
  const ImageF zone = skin::mark_zone(density, points, kFrameIod);
  // A mole may lie in a beard or in a shadow that has not this skin's colour: it is watched there, though not listed.
  ImageF watched = part(r.skin, box);
  const ImageF area = skin::mark_area(zone.size(), points, kFrameIod);
  as_mat(watched) = cv::max(as_mat(watched).mul(as_mat(area)), as_mat(zone)).mul(as_mat(valid));
  auto out = std::make_shared<MarkReference>(MarkReference{box, {std::move(watched), kFrameIod}, {}});
  out->marks = skin::find_marks(density, out->bands, points, skin::finest_mark_scale(r.iod, skin::kListedPixels));
  std::erase_if(out->marks, [&](const skin::Mark& m) { return zone.at(int(m.at.x()), int(m.at.y())) == 0; });
  return out;
}

std::vector<MarkChange> ledger(const Reference& reference) {
  const MarkReference& r = *reference.marks;
  std::vector<MarkChange> out;
  for (const skin::Mark& listed : r.marks) {
    const Point at = listed.at + Point(float(r.box.x), float(r.box.y));
    MarkChange m = spot_at(reference, at, listed.scale);
    m.before = m.after = listed.excess.mean();
    m.kind = name_of(listed.kind);
    m.fate = "kept";
    out.push_back(std::move(m));
  }
  return out;
}

Reading marks(const Reference& reference, const EditedView& edited, const SceneFit& scene) {
  Reading reading;
  reading.measure = "marks";
  const MarkReference& r = *reference.marks;
  const ImageF valid = part(edited.valid, r.box);
  ImageF usable = r.bands.inner();
  if (area(usable) == 0) {
    reading.status = Status::failed;
    reading.note = "the original shows no skin on which marks could be told";
    return reading;
  }
  const bool grey = !reference.grey && has_no_colour(edited.linear);
  const ImageF from = part(grey ? original_of(reference, edited) : scene.original, r.box),
               to = part(edited.linear, r.box), before = luminous(from);
  ImageF after = luminous(to), density, taken;
  if (!grey && !reference.grey) {
    density = colour::density(from);
    taken = density;
    as_mat(taken) -= as_mat(colour::density(to));
  }
  // What the edited picture does not show is no change: nothing of it reaches the bands.
  const ImageF seen = face::grow(valid, -2 * skin::kMarkSigma.back() * kFrameIod);
  for (std::size_t i = 0; i < valid.count(); ++i) {
    if (valid.data()[i] == 0) after.data()[i] = before.data()[i];
    usable.data()[i] *= seen.data()[i];
  }
  if (area(usable) < kLeftOver * area(r.bands.inner())) {
    reading.status = Status::failed;
    reading.note = "too little of this face's skin shows in the edited picture";
    return reading;
  }
  const float iod = reference.iod * std::min(1.f, edited.resolution);
  const int finest = skin::finest_mark_scale(iod, skin::kWatchedPixels);
  reading.resolved_from = 100 * skin::least_mark(iod);
  const MarkResponse o = r.bands.of(before, finest), e = r.bands.of(after, finest);
  Account account(reference, reading);
  const MarkComparison changes =
      compare_marks(o, e, usable, kFrameIod, finest, skin::finest_mark_scale(iod, skin::kListedPixels), r.marks);
  account.lost(changes.lost, density, taken, iod);
  account.invented(changes.invented);
  account.close();
  return reading;
}

}  // namespace countenance::drift

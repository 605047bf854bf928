// SPDX-License-Identifier: Apache-2.0
#include "govern/guard/plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "base/blur.h"
#include "colour/cie.h"
#include "colour/density.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "govern/guard/parts.h"
#include "govern/guard/shape.h"
#include "govern/ownership.h"

namespace countenance::govern {
namespace {

using drift::kFrameIod;
using Windows = std::set<Window>;

constexpr float kMarkReach = 0.9f, kMarkSoft = 0.15f;  // diameters about a mark's centre; IOD-free
constexpr float kUndoFrom = 0.06f, kUndoAll = 0.15f;   // % IOD: below, resampling costs more than it brings into place
constexpr float kFollowFrom = 0.15f, kFollowAll = 0.3f;  // % IOD: below, a shift that stays is flow's noise
constexpr float kOwnFrom = 0.05f, kOwnAll = 0.35f;       // of a place between two faces
constexpr float kRelit = 0.02f;                          // IOD, σ
constexpr int kFits = 4;                                 // of the scene, where the head speaks of itself
constexpr float kWhole = 0.995f;                         // of a change: all of it stays
constexpr float kShown = 0.1f;                           // % IOD a window moves by in the mean to be told …
constexpr float kOther = 0.4f;  // … and for its features to be the original's: a morph blends another's into them
constexpr float kBlown = 0.95f, kBlownBy = 1.06f;  // luminance in the edited picture, and of what it was
constexpr float kBlownSoft = 0.015f;               // IOD, σ

const Windows kEverywhere{Window::right_eye, Window::left_eye, Window::nose, Window::mouth, Window::outline};

bool is_of(const std::string& component, const std::string& measure) {
  return component == measure || component.starts_with(measure + ".");
}

/// Each component over its limit, or not to be told from a change of the whole scene, by name, with its share.
std::vector<std::pair<std::string, float>> over(const drift::FaceReport& face) {
  std::vector<std::pair<std::string, float>> out;
  for (const auto& reading : face.readings)
    for (const auto& c : reading.components)
      if (c.limit > 0 &&
          (c.status == drift::Status::not_separable || (c.share > 1 && c.status == drift::Status::measured)))
        out.emplace_back(reading.measure + "." + c.name, c.share);
  return out;
}

/// The windows whose shape is over a limit.
Windows moved_too_far(const drift::FaceReport& face) {
  Windows out;
  for (const auto& [name, share] : over(face)) {
    if (name == "geometry.eye_scale" || name == "expression.lids" || name == "expression.brows")
      out.insert({Window::right_eye, Window::left_eye});
    else if (name == "geometry.nose_width")
      out.insert(Window::nose);
    else if (name == "geometry.mouth_width" || name == "expression.corners" || name == "expression.lips")
      out.insert(Window::mouth);
    else if (name == "geometry.jaw" || name == "geometry.jaw_side" || name == "hair.outline")
      out.insert(Window::outline);
    else if (name == "geometry.flow_peak" || name == "geometry.flow_rms" || name == "symmetry.shape")
      out = kEverywhere;
  }
  return out;
}

/// log2 of the light fit's luminance to the chroma fit's, stops: tone's lightness is judged by the former.
ImageF relit(const ImageF& chroma, const ImageF& light) {
  ImageF out = colour::luminance(light);
  const ImageF own = colour::luminance(chroma);
  for (std::size_t i = 0; i < out.count(); ++i)
    out.data()[i] = std::log2((std::max(out.data()[i], 0.f) + colour::kDensityFloor) /
                              (std::max(own.data()[i], 0.f) + colour::kDensityFloor));
  return gaussian(out, kRelit * kFrameIod);
}
void lift(ImageF& linear, const ImageF& stops) {
  for (std::size_t i = 0; i < stops.count(); ++i)
    for (int c = 0; c < 3; ++c) linear.data()[3 * i + std::size_t(c)] *= std::exp2(stops.data()[i]);
}

/// The components that speak of what is over without those that are gone already. Of what none of the others speaks of
/// (recognition, shape that flow did not follow, pores that hair lost) all detail does, but neither light nor colour.
std::vector<bool> suspects(const Split& split, const drift::FaceReport& face, const std::vector<bool>& gone) {
  const auto& present = split.present();
  std::vector<bool> out(present.size(), false);
  const auto mark = [&](const std::function<bool(const Component&)>& speaks) {
    bool any = false;
    for (std::size_t i = 0; i < present.size(); ++i)
      if (!gone[i] && speaks(components_of_guard()[present[i]])) out[i] = any = true;
    return any;
  };
  for (const auto& beyond : over(face)) {
    const bool known = mark([&](const Component& c) {
      return std::any_of(c.over_by.begin(), c.over_by.end(), [&](const auto& m) { return is_of(beyond.first, m); });
    });
    if (!known) mark([](const Component& c) { return c.what == "pores" || c.what == "folds" || c.what == "detail"; });
  }
  return out;
}

/// 0…1 over what was lost, faded or invented.
ImageF changed_marks(const drift::FaceReport& face) {
  ImageF out;
  const Size size = drift::frame_size();
  for (const auto& reading : face.readings)
    for (const auto& mark : reading.marks) {
      if (mark.fate == "kept" || mark.fate == "healed") continue;
      if (out.empty()) out = ImageF(size);
      const float radius = kMarkReach * mark.diameter / 100 * kFrameIod, soft = kMarkSoft * radius + 1;
      const Point at(mark.x * float(size.width), mark.y * float(size.height));
      const int reach = int(radius + 2 * soft) + 1;
      for (int y = std::max(0, int(at.y()) - reach); y < std::min(size.height, int(at.y()) + reach + 1); ++y)
        for (int x = std::max(0, int(at.x()) - reach); x < std::min(size.width, int(at.x()) + reach + 1); ++x) {
          const float d = std::hypot(float(x) - at.x(), float(y) - at.y());
          out.at(x, y) = std::max(out.at(x, y), 1 - smoothstep(d, radius - soft, radius + soft));
        }
    }
  return out;
}

/// weight · shift, where a shift that stays is followed only if it is more than noise.
ImageF scaled(const ImageF& shift, const std::function<float(std::size_t pixel, float percent)>& weight) {
  ImageF out(shift.size(), 2);
  for (std::size_t i = 0; i < shift.count() / 2; ++i) {
    const float *s = shift.data() + 2 * i, percent = 100 * std::hypot(s[0], s[1]) / kFrameIod;
    const float w = weight(i, percent);
    out.data()[2 * i] = w * s[0], out.data()[2 * i + 1] = w * s[1];
  }
  return out;
}

/// 0…1 where what was not is all but white now: light that is taken back there brings the original's detail.
ImageF blown(const ImageF& edited, const ImageF& wanted) {
  ImageF now = colour::luminance(edited);
  const ImageF was = colour::luminance(wanted);
  bool any = false;
  for (std::size_t i = 0; i < now.count(); ++i) {
    const bool white = now.data()[i] > std::max(kBlown, kBlownBy * was.data()[i]);
    now.data()[i] = white ? 1.f : 0.f;
    any |= white;
  }
  return any ? gaussian(now, kBlownSoft * kFrameIod) : ImageF();
}

/// The window that a feature lies in.
std::string window_of(const std::string& feature) {
  return feature.ends_with("brow") ? feature.substr(0, feature.find(' ')) + " eye" : feature;
}

bool is_zero(const ImageF& shift) {
  return std::all_of(shift.data(), shift.data() + shift.count(), [](float s) { return std::abs(s) < 1e-4f; });
}

}  // namespace

Result<Plan> Plan::make(const Study& study, int index, const Other& other, const drift::FaceReport& before, Reach reach,
                        const Job& job) {
  Plan plan;
  const drift::Reference& r = *study.faces[std::size_t(index)].reference;
  plan.reference_ = &r;
  CNT_TRY(place, drift::align(r, study.photo->view(), *study.space, other.photo.view(), other.space, job));
  plan.edited_from_original_ = place;
  CNT_TRY(seen, drift::make_view(r, other.photo.view(), other.space, place, job));
  CNT_CHECK(job.report(0.1, "finding what moved"));

  std::optional<ImageF> own;  // where other faces are near
  if (study.faces.size() > 1) {
    own = ownership(study, index, inverse(r.frame), drift::frame_size());
    // each is taken back from what the one before left, so two may reach over the middle between them
    for (std::size_t i = 0; i < own->count(); ++i) own->data()[i] = smoothstep(own->data()[i], kOwnFrom, kOwnAll);
  }

  drift::EditedView now = seen;
  std::set<std::string> others;  // windows whose features are to be the original's
  Windows windows = moved_too_far(before);
  const bool over_by_shape = !windows.empty();
  if (reach == Reach::surroundings || (reach == Reach::all_shape && !windows.empty())) windows = kEverywhere;
  plan.reach_ = reach == Reach::over && (windows.empty() || windows == kEverywhere) ? Reach::all_shape : reach;
  if (!windows.empty()) {
    const auto masks = make_windows(r);
    const ImageF shift = find_shape(r, seen);
    ImageF undo(drift::frame_size());
    const auto share = [&](std::size_t i) { return own ? own->data()[i] : 1; };
    for (const Window w : windows)
      for (std::size_t i = 0; i < undo.count(); ++i) undo.data()[i] += share(i) * masks[std::size_t(w)].data()[i];
    plan.of_edited_ = scaled(
        shift, [&](std::size_t i, float percent) { return undo.data()[i] * smoothstep(percent, kUndoFrom, kUndoAll); });
    plan.of_original_ = scaled(shift, [&](std::size_t i, float percent) {
      return -(1 - undo.data()[i]) * smoothstep(percent, kFollowFrom, kFollowAll);
    });
    if (is_zero(plan.of_original_)) plan.of_original_ = {};
    now = undone(seen, plan.of_edited_);
    for (const Window w : windows) {
      double sum = 0, weight = 0;
      for (std::size_t i = 0; i < undo.count(); ++i) {
        const float m = masks[std::size_t(w)].data()[i];
        sum += m * std::hypot(plan.of_edited_.data()[2 * i], plan.of_edited_.data()[2 * i + 1]);
        weight += m;
      }
      const double percent = 100 * sum / weight / kFrameIod;
      if (percent >= kOther && over_by_shape) others.insert(name_of(w));
      if (percent < kShown) continue;
      std::size_t in = 0, all = 0;
      for (std::size_t i = 0; i < undo.count(); ++i)
        if (r.oval.data()[i] > 0.5f) ++all, in += masks[std::size_t(w)].data()[i] > 0.5f;
      plan.windows_.emplace_back(name_of(w));
      plan.window_areas_.push_back(all > 0 ? float(in) / float(all) : 0);
    }
  }

  Parts parts = make_parts(r, reach == Reach::surroundings);
  if (own) hold(parts, *own);
  const ImageF marks = changed_marks(before);
  std::optional<drift::EditedView> back;  // with all of it taken back
  for (int fit = reach == Reach::surroundings ? kFits : 1; fit > 0; --fit) {
    const drift::SceneFit scene = drift::fit_scene(r, back ? *back : now);
    const ImageF& original = drift::original_of(r, now);
    ImageF wanted = scene.original;
    plan.chroma_ = scene.chroma;
    plan.relit_ = relit(wanted, scene.light.apply(original, -nose_tip(r) / kFrameIod, 1 / kFrameIod));
    lift(wanted, plan.relit_);
    if (!plan.of_original_.empty()) wanted = sampled(wanted, plan.of_original_);
    plan.split_ =
        std::make_shared<const Split>(bands_of(wanted, now.linear, parts), parts, marks, blown(now.linear, wanted));
    if (fit == 1) break;
    if (!back) back = now;
    const std::vector<float> nothing(plan.split_->present().size(), 0.f);
    back->linear = plan.split_->apply(now.linear, plan.split_->weights(nothing));
  }
  std::vector<bool> decided;
  for (const std::size_t k : plan.split_->present()) decided.push_back(components_of_guard()[k].decided);
  plan.candidates_ = std::make_shared<Candidates>(
      r,
      [split = plan.split_, now](const std::vector<float>& kept) {
        drift::EditedView view = now;
        view.linear = split->apply(now.linear, split->weights(kept));
        return view;
      },
      std::move(decided),
      [split = plan.split_](const drift::FaceReport& face, const std::vector<bool>& gone) {
        return suspects(*split, face, gone);
      });
  for (std::size_t i = 0; i < plan.split_->present().size(); ++i) {
    const Component& c = components_of_guard()[plan.split_->present()[i]];
    if (c.what == "detail" && others.contains(window_of(c.part))) plan.candidates_->withdraw(i);
  }
  return plan;
}

std::optional<Reach> Plan::farther() const {
  if (reach_ == Reach::surroundings) return std::nullopt;
  return reach_ == Reach::over ? Reach::all_shape : Reach::surroundings;
}

Mending Plan::mending(const std::vector<float>& kept) const {
  return {reference_,
          edited_from_original_,
          chroma_,
          split_->without_densities(split_->weights(kept), relit_),
          split_->finest(kept),
          of_edited_,
          of_original_};
}

std::vector<Repair> Plan::repairs(const std::vector<float>& kept, const drift::FaceReport& before) const {
  std::vector<Repair> out;
  const auto beyond = over(before);
  const auto because = [&](const std::vector<std::string>& measures) {
    std::string name;
    float most = 1;
    for (const auto& [component, share] : beyond)
      for (const std::string& measure : measures)
        if (is_of(component, measure) && share > most) name = component, most = share;
    return name;
  };
  const std::string shape = because({"geometry", "expression", "symmetry", "hair.outline"});
  for (std::size_t i = 0; i < windows_.size(); ++i)
    out.push_back({before.index, windows_[i], "shape", 0, window_areas_[i], shape});
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] > kWhole) continue;
    const std::size_t k = split_->present()[i];
    const Component& c = components_of_guard()[k];
    const bool about = reach_ == Reach::surroundings && c.part == "hair";
    out.push_back({before.index, about ? "hair and surroundings" : c.part, c.what, kept[i],
                   split_->area(k, reference_->oval),
                   candidates_->withdrawn(i) && !shape.empty() ? shape : because(c.over_by)});
  }
  return out;
}

float Plan::fallen_back(const std::vector<float>& kept) const {
  return split_->fallen_back(split_->weights(kept), reference_->oval);
}

}  // namespace countenance::govern

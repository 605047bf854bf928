// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <stdexcept>

#include "base/parallel.h"
#include "drift/measures.h"

namespace countenance::drift {
namespace {

Reading failed(const char* measure, const char* why) {
  Reading r;
  r.measure = measure;
  r.status = Status::failed;
  r.note = why;
  return r;
}

bool finite(const ImageF& image) {
  return std::all_of(image.data(), image.data() + image.count(), [](float v) { return std::isfinite(v); });
}

/// The measures index both pictures alike, and would rank what is not a number anywhere.
void check_frame(const EditedView& edited) {
  const Size frame = frame_size();
  const bool whole = edited.linear.size() == frame && edited.linear.channels() == 3 && edited.valid.size() == frame &&
                     edited.valid.channels() == 1;
  const bool lower = edited.original.empty() || (edited.original.size() == frame && edited.original.channels() == 3);
  if (!whole || !lower) throw std::logic_error("the edited picture is not in the frame of this face");
  if (!finite(edited.linear) || !finite(edited.original)) throw std::range_error("pixels that are not finite numbers");
}

/// What the measures read of the two pictures; what could not be had comes with the reason.
struct Pair {
  const Reference& reference;
  const EditedView& edited;
  std::optional<SceneFit> scene;
  std::optional<Motion> motion;
  std::optional<EditedView> straight;
  std::string why_no_scene, why_no_motion;

  /// The edited picture, what moved in it brought back.
  [[nodiscard]] const EditedView& face() const { return straight ? *straight : edited; }

  void find_scene() {
    try {
      check_frame(edited);
      SceneFit fit = fit_scene(reference, edited);
      if (!finite(fit.original)) throw std::range_error("the change of the whole scene could not be fitted");
      scene = std::move(fit);
    } catch (const std::exception& e) {
      why_no_scene = e.what();
    }
  }
  void find_motion() {
    why_no_motion = why_no_scene;
    if (!scene) return;
    try {
      Motion found = drift::find_motion(reference, edited, *scene);
      straight = straightened(edited, found);
      motion = std::move(found);
    } catch (const std::exception& e) {
      why_no_motion = e.what();
    }
  }
};

enum class Needs { scene, motion };
struct Entry {
  const char* name;
  Needs needs;
  Reading (*take)(const Pair&);

  /// What a measure throws is its reading.
  [[nodiscard]] Reading operator()(const Pair& pair) const {
    const std::string& why_not = needs == Needs::scene ? pair.why_no_scene : pair.why_no_motion;
    if (!why_not.empty()) return failed(name, why_not.c_str());
    try {
      return take(pair);
    } catch (const std::exception& e) {
      return failed(name, e.what());
    }
  }
};

const Entry kRecognition{"recognition", Needs::scene,
                         [](const Pair& p) { return recognition(p.reference, p.edited, *p.scene); }};
const Entry kOfMotion[] = {
    {"geometry", Needs::motion, [](const Pair& p) { return geometry(p.reference, *p.motion); }},
    {"expression", Needs::motion, [](const Pair& p) { return expression(p.reference, *p.motion); }},
    {"symmetry", Needs::motion, [](const Pair& p) { return symmetry(p.reference, p.face(), *p.scene, *p.motion); }},
    {"hair", Needs::motion, [](const Pair& p) { return hair(p.reference, p.face(), *p.scene, *p.motion); }},
};
const Entry kOfAppearance[] = {
    {"texture", Needs::scene, [](const Pair& p) { return texture(p.reference, p.face(), *p.scene); }},
    {"marks", Needs::scene, [](const Pair& p) { return marks(p.reference, p.face(), *p.scene); }},
    {"tone", Needs::scene, [](const Pair& p) { return tone(p.reference, p.face(), *p.scene); }},
    {"light", Needs::scene, [](const Pair& p) { return light(p.reference, p.face(), *p.scene); }},
    {"eyes", Needs::scene, [](const Pair& p) { return eyes(p.reference, p.face(), *p.scene); }},
    {"lines", Needs::scene, [](const Pair& p) { return lines(p.reference, p.face(), *p.scene); }},
};

}  // namespace

std::vector<std::string> measures_of_motion() {
  std::vector<std::string> names;
  for (const Entry& entry : kOfMotion) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> left_out(const Effort& effort) {
  std::vector<std::string> names = effort.motion ? std::vector<std::string>{} : measures_of_motion();
  if (!effort.recognition) names.emplace_back("recognition");
  if (!effort.marks) names.emplace_back("marks");
  return names;
}

std::vector<Reading> measure(const Reference& reference, const EditedView& edited, const Effort& effort) {
  Pair pair{reference, edited, {}, {}, {}, {}, {}};
  pair.find_scene();
  // the two costly ones side by side: a face is recognised by its shape too, so as it is
  std::optional<Reading> recognised;
  for_items(2, [&](int i) {
    if (i == 0 && effort.recognition) recognised = kRecognition(pair);
    if (i == 1 && effort.motion) pair.find_motion();
  });

  const std::vector<std::string> without = left_out(effort);
  std::vector<const Entry*> wanted;
  const auto want = [&](const Entry& entry) {
    if (std::find(without.begin(), without.end(), entry.name) == without.end()) wanted.push_back(&entry);
  };
  for (const Entry& entry : kOfMotion) want(entry);
  for (const Entry& entry : kOfAppearance) want(entry);
  std::vector<Reading> readings(wanted.size());
  for_items(int(wanted.size()), [&](int i) { readings[std::size_t(i)] = (*wanted[std::size_t(i)])(pair); });
  if (recognised) readings.push_back(std::move(*recognised));

  const auto& order = measure_names();
  const auto place = [&](const Reading& r) { return std::find(order.begin(), order.end(), r.measure); };
  std::sort(readings.begin(), readings.end(), [&](const Reading& a, const Reading& b) { return place(a) < place(b); });
  return readings;
}

}  // namespace countenance::drift

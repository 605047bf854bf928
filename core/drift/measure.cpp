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

using Measure = Reading (*)(const Reference&, const EditedView&, const SceneFit&);

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
void check_scene(const SceneFit& scene) {
  if (!finite(scene.original)) throw std::range_error("the change of the whole scene could not be fitted");
}

}  // namespace

std::vector<Reading> measure(const Reference& reference, const EditedView& edited, const Effort& effort) {
  struct Entry {
    const char* name;
    Measure take;
    bool wanted;
  };
  const Entry entries[] = {{"recognition", recognition, effort.recognition},
                           {"geometry", geometry, effort.geometry},
                           {"texture", texture, true},
                           {"tone", tone, true},
                           {"light", light, true}};
  std::vector<Reading> readings;
  std::optional<SceneFit> scene;
  std::string why_no_scene;
  try {
    check_frame(edited);
    SceneFit fit = fit_scene(reference, edited);
    check_scene(fit);
    scene = std::move(fit);
  } catch (const std::exception& e) {
    why_no_scene = e.what();
  }
  std::vector<const Entry*> wanted;
  for (const Entry& entry : entries)
    if (entry.wanted) wanted.push_back(&entry);
  readings.resize(wanted.size());
  (void)for_each(int(wanted.size()), {}, "measuring",
                 [&](int i) -> Result<> {  // cannot fail: what a measure throws is its reading
                   const Entry& entry = *wanted[std::size_t(i)];
                   Reading& reading = readings[std::size_t(i)];
                   try {
                     reading = scene ? entry.take(reference, edited, *scene) : failed(entry.name, why_no_scene.c_str());
                   } catch (const std::exception& e) {
                     reading = failed(entry.name, e.what());
                   }
                   return {};
                 });
  return readings;
}

}  // namespace countenance::drift

// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <optional>

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
    scene = fit_scene(reference, edited);
  } catch (const std::exception& e) {
    why_no_scene = e.what();
  }
  for (const Entry& entry : entries) {
    if (!entry.wanted) continue;
    if (!scene) {
      readings.push_back(failed(entry.name, why_no_scene.c_str()));
      continue;
    }
    try {
      readings.push_back(entry.take(reference, edited, *scene));
    } catch (const std::exception& e) {
      readings.push_back(failed(entry.name, e.what()));
    }
  }
  return readings;
}

}  // namespace countenance::drift

// SPDX-License-Identifier: Apache-2.0
// One person's face as every tool gets it: the head cut out, at most 256 px between the eyes, 16 bits.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "govern/study.h"
#include "retouch/skin_cost.h"
#include "validity/run.h"

namespace countenance::pareto {

/// A picture on which the unevenness taken is worked out: the skin and .3 IOD about it.
struct Ground {
  float iod = 0;          ///< px
  ImageF linear, mask;    ///< h × w × 3; h × w, our skin mask
  ImageF core, blotches;  ///< retouch/unevenness.h
};

struct Face {
  std::string file, person;
  bool tuning = false;  ///< its half
  std::shared_ptr<const govern::Study> study;
  Rect part;                                      ///< of the photo: the skin and .3 IOD about it; changes lie there
  Ground small;                                   ///< at 128 px between the eyes, where strengths are looked for
  ImageF mask;                                    ///< of the part, our skin mask
  std::shared_ptr<const bench::SkinMeter> meter;  ///< on the part
  [[nodiscard]] const govern::FaceStudy& first() const { return study->faces.front(); }
  [[nodiscard]] float iod() const { return first().face.iod; }
};

/// One picture a person, sorted by person; every second person is tuned on: the half that evening's constants were
/// chosen on (bench_even_bar). Synthetic faces are nobody's.
struct Person {
  validity::Portrait portrait;
  bool tuning;
};
[[nodiscard]] std::vector<Person> people_in(const std::filesystem::path& folder);

/// nullopt: no usable face, or too little skin to tell.
[[nodiscard]] std::optional<Face> make_face(const Person& person, const validity::Networks& networks);

/// The part of a photo of the same size, linear.
[[nodiscard]] ImageF linear_part(const Face& face, const Photo& photo);

}  // namespace countenance::pareto

// SPDX-License-Identifier: Apache-2.0
// Portraits at 128 px of IOD, or their own where that is less, once a program, and what others make of them: the edits of bench_validity.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "govern/guard/guard.h"
#include "support/must.h"
#include "support/support.h"
#include "validity/edits.h"
#include "validity/pair.h"

namespace countenance::test {

inline const validity::Networks& networks_of_validity() {
  static const validity::Networks networks = validity::load_networks();
  return networks;
}

inline const validity::Document& document(const std::string& name, float iod = 128) {
  static std::map<std::string, validity::Document> known;
  const std::string key = name + " " + std::to_string(int(iod));
  if (const auto found = known.find(key); found != known.end()) return found->second;
  const Photo photo = load_photo(registry(name));
  auto head = validity::head_of(photo, networks_of_validity(), iod);
  if (!head) head = validity::head_of(photo, networks_of_validity(), 0);
  auto made = head ? validity::make_document(*head, networks_of_validity()) : std::nullopt;
  if (!made) throw std::runtime_error(name + ": no usable face of this size");
  return known.emplace(key, std::move(*made)).first->second;
}

/// An edit by its name, made of those pixels of the document; throws where there is none for this face.
inline cv::Mat edited(const validity::Document& d, const std::string& name, const cv::Mat& pixels = {}) {
  validity::Document of = d;
  if (!pixels.empty()) of.pixels = pixels;
  for (const auto* edits : {&validity::permitted_edits(), &validity::altering_edits()})
    for (const auto& edit : *edits)
      if (edit.name == name) {
        validity::Random random(1);
        auto made = edit.make({of, &document("biden.jpg"), random});
        if (!made || !made->original.empty()) throw std::runtime_error(name + ": not on this face");
        return made->edited;
      }
  throw std::runtime_error(name + ": no such edit");
}

inline drift::Policy natural() { return must(drift::load_policy("natural")); }

struct GuardedPhoto {
  govern::Guarded result;
  Photo photo;
};
/// Through the host's own precision.
inline GuardedPhoto guarded(const govern::Study& original, const Photo& edited,
                            const drift::Policy& policy = natural()) {
  GuardedPhoto out{{}, edited};
  govern::Roundtrip host;
  host.through = [&](Photo rendered) -> Result<Photo> { return out.photo = std::move(rendered); };
  host.verified = "host";
  out.result = must(govern::guard(original, edited, policy, host));
  return out;
}

}  // namespace countenance::test

// SPDX-License-Identifier: GPL-3.0-or-later
// Prints, as C++ for xgettext, what is shown translated and is written in the core, which knows no translations: dials,
// presets, measures, places on a face, and what a long call is doing.
#include <fmt/format.h>

#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "countenance.h"
#include "drift/titles.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

/// Of what reports and progress say; catalogues_test compares them with the core's sources.
constexpr const char* kStages[] = {"reading",           "finding faces",    "looking for faces",
                                   "studying the face", "making the edits", "learning the dials",
                                   "composing",         "preview",          "aligning",
                                   "measuring",         "writing",          "holding the edits to the limits"};
constexpr const char* kPlaces[] = {"forehead",
                                   "right forehead",
                                   "left forehead",
                                   "between the brows",
                                   "right brow",
                                   "left brow",
                                   "right temple",
                                   "left temple",
                                   "right eye",
                                   "left eye",
                                   "under the right eye",
                                   "under the left eye",
                                   "crow's feet by the right eye",
                                   "crow's feet by the left eye",
                                   "nose",
                                   "right side of the nose",
                                   "left side of the nose",
                                   "right cheek",
                                   "left cheek",
                                   "right nasolabial fold",
                                   "left nasolabial fold",
                                   "upper lip",
                                   "mouth",
                                   "right corner of the mouth",
                                   "left corner of the mouth",
                                   "chin",
                                   "jaw",
                                   "right jaw",
                                   "left jaw",
                                   "hair"};

class Printer {
 public:
  void add(std::string_view text) {
    if (!text.empty() && said_.emplace(text).second) fmt::print("N_(\"{}\")\n", text);
  }

 private:
  std::set<std::string> said_;
};

bool print() {
  Printer out;
  for (const Dial& dial : kDials)
    for (const char* text : {dial.title, dial.help, dial.unit}) out.add(text);
  for (const char* text : {govern::kRetouchTitle, govern::kRetouchHelp}) out.add(text);
  for (const std::string& name : builtin_policies()) {
    const auto policy = load_policy(name);
    if (!policy) return false;
    out.add(policy->title);
  }
  for (const drift::MeasureTitle& title : drift::kMeasureTitles) out.add(title.title);
  for (const char* stage : kStages) out.add(stage);
  for (const char* place : kPlaces) out.add(place);
  return true;
}

}  // namespace
}  // namespace countenance::plugin

int main() {
  setenv("COUNTENANCE_SITE_POLICY", "", 1);  // the built-in presets alone, whatever this machine has
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  return countenance::plugin::print() ? 0 : 1;
}

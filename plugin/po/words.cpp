// SPDX-License-Identifier: GPL-3.0-or-later
// Prints, as C++ for xgettext, what is shown translated and is written where nothing is marked for it: of the core dials,
// presets, measures, places on a face and what a long call is doing, and errors that a dialog shows.
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

/// As reports, progress and errors say them; catalogues_test compares them with the sources.
constexpr const char* kStages[] = {"reading",
                                   "finding faces",
                                   "looking for faces",
                                   "studying the face",
                                   "making the edits",
                                   "learning the dials",
                                   "composing",
                                   "preview",
                                   "aligning",
                                   "measuring",
                                   "writing",
                                   "holding the edits to the limits",
                                   "finding what changed",
                                   "finding what moved",
                                   "finding the first original",
                                   "taking back"};
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

/// Of repairs: parts, and what of them.
constexpr const char* kRepairs[] = {"skin",  "face",  "outline", "shape", "pores",
                                    "folds", "light", "colour",  "marks", "detail"};

constexpr const char* kErrors[] = {
    "no face was found",
    "this layer is a retouch, and its original is not in the image any more, or was changed: undo, or choose a layer "
    "that was not retouched",
    "the selection does not reach this layer: nothing of it could be retouched",
    "nothing is left to retouch: what is painted, selected and not protected has no pixel",
    "an image of indexed colours cannot be retouched: convert it to RGB first (Image > Mode > RGB)",
    "an image of indexed colours cannot be measured: convert it to RGB first (Image > Mode > RGB)",
    "a layer's mask cannot be retouched: choose the layer itself",
    "a channel cannot be retouched: choose a layer",
    "a group of layers cannot be retouched: choose a layer in it",
    "a layer of text cannot be retouched: choose a layer of pixels",
    "there is a floating selection: anchor it, or make it a layer, first",
    "the layer has effects, which a retouch would not see: merge them first (Layer > Merge Layer Effects)",
    "the original must be a layer of this image, or a file",
    "nothing of the original lies on the canvas",
    "the layer's pixels are locked: unlock them, or take the retouch as a new layer",
    "one of the image's colour channels is off: switch it on, or take the retouch as a new layer",
    "the layer is of another image",
    "the layer was changed meanwhile: open the dialog again",
    "choose one layer: just one is retouched at a time",
    "choose one layer: just one is guarded at a time",
    "this layer is a part of another tool's picture, taken back by Guard: choose a layer that was not guarded",
    "the layer cannot be its own original: say another layer, or a file",
    "this layer is a retouch itself: choose the original that it was made from"};

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
    out.add(policy->refuse);
  }
  for (const drift::MeasureTitle& title : drift::kMeasureTitles) out.add(title.title);
  for (const char* stage : kStages) out.add(stage);
  for (const char* place : kPlaces) out.add(place);
  for (const char* repair : kRepairs) out.add(repair);
  for (const char* error : kErrors) out.add(error);
  return true;
}

}  // namespace
}  // namespace countenance::plugin

int main() {
  setenv("COUNTENANCE_SITE_POLICY", "", 1);  // the built-in presets alone, whatever this machine has
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  return countenance::plugin::print() ? 0 : 1;
}

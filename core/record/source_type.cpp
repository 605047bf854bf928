// SPDX-License-Identifier: Apache-2.0
#include "record/source_type.h"

#include <map>

namespace countenance::record {
namespace {

constexpr const char* kVocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";

enum Rank { kNone, kCapture, kHuman, kAlgorithm, kMade, kNotKnown, kSynthetic, kWithAi, kAi };

Rank rank_of(std::string_view name) {
  static const std::map<std::string_view, Rank> ranks = {{"", kNone},
                                                         {"digitalCapture", kCapture},
                                                         {"computationalCapture", kCapture},
                                                         {"negativeFilm", kCapture},
                                                         {"positiveFilm", kCapture},
                                                         {"print", kCapture},
                                                         {"screenCapture", kCapture},
                                                         {"virtualRecording", kCapture},
                                                         {"minorHumanEdits", kHuman},
                                                         {"humanEdits", kHuman},
                                                         {"algorithmicallyEnhanced", kAlgorithm},
                                                         {"composite", kMade},
                                                         {"compositeCapture", kMade},
                                                         {"digitalArt", kMade},
                                                         {"digitalCreation", kMade},
                                                         {"dataDrivenMedia", kMade},
                                                         {"softwareImage", kMade},
                                                         {"algorithmicMedia", kMade},
                                                         {"compositeSynthetic", kSynthetic},
                                                         {"compositeWithTrainedAlgorithmicMedia", kWithAi},
                                                         {"trainedAlgorithmicMedia", kAi}};
  const auto found = ranks.find(name);
  return found == ranks.end() ? kNotKnown : found->second;
}

/// Of a URI, a QCode ("digsrctype:…") or a bare name.
std::string_view name_in(std::string_view type) {
  while (!type.empty() && (type.back() == ' ' || type.back() == '/')) type.remove_suffix(1);
  const auto cut = type.find_last_of("/:");
  return cut == type.npos ? type : type.substr(cut + 1);
}

}  // namespace

std::string source_type_of(Editor editor) {
  const char* name = editor == Editor::human ? "humanEdits"
                     : editor == Editor::ai  ? "compositeWithTrainedAlgorithmicMedia"
                                             : "algorithmicallyEnhanced";
  return std::string(kVocabulary) + name;
}

std::string stronger_source_type(std::string_view there, std::string_view ours) {
  return std::string(rank_of(name_in(ours)) > rank_of(name_in(there)) ? ours : there);
}

}  // namespace countenance::record

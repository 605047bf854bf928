// SPDX-License-Identifier: Apache-2.0
#include "record/source_type.h"

#include <gtest/gtest.h>

namespace countenance::record::test {
namespace {

const std::string kUri = "http://cv.iptc.org/newscodes/digitalsourcetype/";

TEST(SourceType, OfEachEditor) {
  EXPECT_EQ(source_type_of(Editor::human), kUri + "humanEdits");
  EXPECT_EQ(source_type_of(Editor::automatic), kUri + "algorithmicallyEnhanced");
  EXPECT_EQ(source_type_of(Editor::unknown), kUri + "algorithmicallyEnhanced");
  EXPECT_EQ(source_type_of(Editor::ai), kUri + "compositeWithTrainedAlgorithmicMedia");
}

TEST(SourceType, NeverDowngraded) {
  const char* rising[][5] = {
      {"digitalCapture", "negativeFilm", "computationalCapture", "screenCapture", "print"},
      {"minorHumanEdits", "humanEdits"},
      {"algorithmicallyEnhanced"},
      {"compositeCapture", "digitalCreation", "composite", "algorithmicMedia", "dataDrivenMedia"},
      {"somethingOfTheFuture"},
      {"compositeSynthetic"},
      {"compositeWithTrainedAlgorithmicMedia"},
      {"trainedAlgorithmicMedia"}};
  for (std::size_t there = 0; there < std::size(rising); ++there)
    for (std::size_t ours = 0; ours < std::size(rising); ++ours)
      for (const char* a : rising[there])
        for (const char* b : rising[ours]) {
          if (!a || !b) continue;
          EXPECT_EQ(stronger_source_type(kUri + a, kUri + b), kUri + (ours > there ? b : a)) << a << ", " << b;
        }
}

TEST(SourceType, InWhateverSpelling) {
  const std::string human = kUri + "humanEdits";
  for (const char* ai : {"https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                         "digsrctype:trainedAlgorithmicMedia", "trainedAlgorithmicMedia", "trainedAlgorithmicMedia/ "})
    EXPECT_EQ(stronger_source_type(ai, human), ai);
  EXPECT_EQ(stronger_source_type("", human), human);
  EXPECT_EQ(stronger_source_type("digsrctype:digitalCapture", human), human);
  EXPECT_EQ(stronger_source_type(human, ""), human);
}

}  // namespace
}  // namespace countenance::record::test

// SPDX-License-Identifier: GPL-3.0-or-later
// What of a photo is seen, and what of a dialog is plain text.
#include "viewport.h"

#include <gtest/gtest.h>

#include "advice.h"
#include "mnemonics.h"
#include "offers.h"
#include "units.h"

namespace countenance::plugin {
namespace {

const Viewport kLarge = fitted({.photo = {4000, 3000}, .window = {400, 400}});

TEST(Viewport, FitsAllOfAPhotoButDoesNotEnlargeIt) {
  EXPECT_DOUBLE_EQ(kLarge.zoom, 0.1);
  EXPECT_EQ(seen(kLarge), (Rect{0, 0, 4000, 3000}));
  EXPECT_DOUBLE_EQ(fitted({.photo = {100, 50}, .window = {400, 400}}).zoom, 1);
}

TEST(Viewport, ZoomKeepsWhatIsUnderThePointer) {
  const Spot pointer{300, 250}, there = on_photo(kLarge, pointer);
  const Viewport close = at_zoom(kLarge, 1, pointer);
  EXPECT_FALSE(close.whole);
  EXPECT_NEAR(on_photo(close, pointer).x, there.x, 1e-6);
  EXPECT_NEAR(on_photo(close, pointer).y, there.y, 1e-6);
  EXPECT_TRUE(at_zoom(close, 0.01, pointer).whole) << "no smaller than all of it";
}

TEST(Viewport, PansNoFurtherThanThePhotoGoes) {
  const Viewport close = at_zoom(kLarge, 1, {200, 200});
  EXPECT_EQ(seen(panned(close, 1e6, 1e6)), (Rect{0, 0, 400, 400}));
  EXPECT_EQ(seen(panned(close, -1e6, -1e6)), (Rect{3600, 2600, 400, 400}));
  EXPECT_EQ(seen(panned(close, -10, 20)).x, seen(close).x + 10);
}

TEST(Viewport, CentresAPartWithSomethingAround) {
  const Rect face{1000, 1200, 500, 500};
  const Viewport on_face = centred(kLarge, face);
  EXPECT_DOUBLE_EQ(on_face.x, 1250);
  EXPECT_DOUBLE_EQ(on_face.y, 1450);
  EXPECT_EQ(intersect(seen(on_face), face), face);
  EXPECT_LT(seen(on_face).width, 1000);
  EXPECT_TRUE(centred(kLarge, {0, 0, 4000, 3000}).whole);
}

TEST(Viewport, KeepsItsMiddleWhenTheWindowGrows) {
  const Viewport close = at_zoom(kLarge, 1, {200, 200}), grown = resized(close, {800, 600});
  EXPECT_DOUBLE_EQ(grown.x, close.x);
  EXPECT_DOUBLE_EQ(grown.zoom, close.zoom);
  EXPECT_DOUBLE_EQ(resized(kLarge, {800, 800}).zoom, 0.2);
}

TEST(Mnemonics, DoNotClash) {
  Mnemonics letters;
  EXPECT_EQ(letters.mark("Reset"), "_Reset");
  EXPECT_EQ(letters.mark("Retouch"), "R_etouch");
  EXPECT_EQ(letters.mark("Even reds"), "E_ven reds") << "e and r are taken";
  EXPECT_EQ(letters.mark("Red tones"), "Red _tones") << "the beginning of a word comes first";
  EXPECT_EQ(letters.mark("rest"), "re_st");
  EXPECT_EQ(letters.mark("tree"), "tree") << "none is left";
  EXPECT_EQ(letters.mark("a_b"), "_a__b");
  EXPECT_EQ(letters.mark("Über uns"), "Über _uns") << "only letters that every keyboard has";
}

TEST(Units, AreReadAsTheyAreShown) {
  for (const Parameter& p : parameters()) {
    if (p.kind != Kind::real) continue;
    for (const float share : {0.f, 0.25f, 1.f}) {
      const float value = p.low + share * (p.high - p.low);
      const auto read = typed(p, in_words(p, value));
      ASSERT_TRUE(read) << p.name;
      EXPECT_NEAR(*read, value, 0.006f) << p.name;
    }
    EXPECT_EQ(typed(p, "1e9"), p.high) << p.name;
    EXPECT_FALSE(typed(p, "much")) << p.name;
    EXPECT_FALSE(typed(p, "nan")) << p.name;
  }
  EXPECT_EQ(in_words(*find_parameter("even"), 0.58f), "58 %");
  EXPECT_EQ(in_words(*find_parameter("fill"), 0.4f), "0.40 st");
  EXPECT_EQ(in_words(*find_parameter("key"), -0.001f), "0.00 st");
  EXPECT_EQ(typed(*find_parameter("fill"), "0,25"), 0.25f);
}

TEST(Offers, AreWhatAChooserShows) {
  const auto presets = offers_of(*find_parameter("preset"), {}, {});
  EXPECT_EQ(presets.size(), policies().size());
  for (const Offer& offer : presets) EXPECT_EQ(offer.locked, load_policy(offer.value)->locked) << offer.value;
  const auto limits = offers_of(*find_parameter("limits"), {}, {});
  EXPECT_EQ(limits.at(0).value, "");
  const auto maps = offers_of(*find_parameter("paint"), {}, {"Scar", "Hair"});
  ASSERT_EQ(maps.size(), 3u);
  EXPECT_EQ(maps[1].value, "Scar");
  const auto outputs = offers_of(*find_parameter("output"), {}, {});
  EXPECT_EQ(outputs.at(0).value, kNewLayer);
}

TEST(Advice, SaysWhatToDo) {
  const Advice models = advice_on({Code::models, "a.onnx: model not found; run models/fetch"});
  EXPECT_NE(models.remedy.find("run models/fetch"), std::string::npos);
  const Advice face = advice_on({Code::not_measurable, "no face was found"});
  EXPECT_EQ(face.what, "No face was found.");
  EXPECT_FALSE(face.remedy.empty());
  const Advice gone = advice_on({Code::not_measurable, "its original is gone: undo, or choose another layer"});
  EXPECT_TRUE(gone.remedy.empty()) << "it says what to do itself";
}

}  // namespace
}  // namespace countenance::plugin

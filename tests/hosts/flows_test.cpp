// SPDX-License-Identifier: GPL-3.0-or-later
// What a user does one after the other: again, in place, as last time, painted and protected, measured; and a crash.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/pictures.h"
#include "samples.h"
#include "scheme.h"
#include "stage.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const Procedure& retouch() { return *plugin::find_procedure("plug-in-countenance-retouch"); }

Settings dials(float even, float fill, const char* output = plugin::kNewLayer) {
  Settings s;
  s.dials = plugin::kOwn;
  s.wishes = {.even = even, .fill = fill};
  s.output = output;
  return s;
}
const Settings kLittle = dials(0.2f, 0.1f), kMore = dials(0.5f, 0.3f);

std::string call(const Settings& settings) { return editor().call(retouch(), settings); }
std::string measure(const Settings& settings, const std::string& original, const std::string& file) {
  return editor().against(*plugin::find_procedure("plug-in-countenance-measure"), settings, original, file);
}
/// What fails, in words, into a file.
std::string words_of(const std::string& expression, const std::string& file) {
  return fmt::format("(cnt-put \"{}\" (cnt-error (lambda () {})))\n", file, expression);
}

/// With other settings, which no later "as last time" is to take over: one face of this picture, painted on.
std::string by_script() {
  Settings one = kLittle;
  one.face = 1;
  one.paint = "here";
  return "(cnt-select image layer \"flows.cover.png\")(let* ((image (cnt-copy image)) (layer (cnt-layer image)))"
         "(cnt-channel image layer \"here\")" +
         call(one) + "(cnt-free image))(cnt-unselect image)";
}

std::string again() {
  const std::string sixteen = "(cnt-precision image \"u16\" #f)\n";
  return scene("again", "flows.png",
               sixteen + "(let* ((original layer) (layer (car " + call(kLittle) + R"()))
                         (cnt-put "again.first" (cnt-note layer))
                         (cnt-put "again.name" (cnt-name layer))
                         (let* ((second (car )" +
                   call(kMore) + R"()))
                           (cnt-put "again.second" (cnt-note second))
                           (cnt-put "again.seen" (string-append (if (cnt-visible? original) "original" "")
                                                                (if (cnt-visible? layer) " first" "")
                                                                (if (cnt-visible? second) " second" ""))))
                         (cnt-save image "again.tif")))") +
         scene("fresh", "flows.png", sixteen + call(kMore) + "(cnt-save image \"fresh.tif\")") +
         scene("repeat", "flows.png",
               sixteen + editor().remember(retouch(), kMore) + by_script() +
                   "(cnt-put \"repeat.note\" (cnt-note (car " + editor().repeat(retouch()) +
                   ")))(cnt-save image \"repeat.tif\")") +
         scene("alone", "flows.png",
               "(cnt-put \"alone.note\" (cnt-note (car " +
                   editor().repeat(*plugin::find_procedure("plug-in-countenance-even-skin")) + ")))");
}

/// The original is no cover for what lies over it.
std::string through(const std::string& name, const Settings& settings) {
  return scene("through." + name, "flows.png",
               "(cnt-opacity layer 60)" + call(settings) + fmt::format("(cnt-save image \"through.{}.tif\")", name));
}

std::string in_place() {
  const std::string selected = "(number->string (cnt-selected image 300 200))";
  return scene("both", "flows.png",
               R"(
    (cnt-save image "both.before.tif")
    (cnt-select image layer "flows.cover.png")
    (let* ((other (cnt-copy image)))
      (cnt-put "both.selected" )" +
                   selected + ")" + call(kMore) + R"((cnt-save image "both.new.tif")
      (let* ((image other) (layer (cnt-layer other)))
        )" + call(dials(0.5f, 0.3f, plugin::kInPlace)) +
                   "(cnt-put \"both.kept\" " + selected + R"()
        (cnt-put "both.note" (cnt-note layer))
        (cnt-save image "both.place.tif")
        )" + words_of(call(kMore), "both.again") +
                   "(cnt-free image)))") +
         through("new", kMore) + through("place", dials(0.5f, 0.3f, plugin::kInPlace));
}

std::string maps() {
  Settings painted = kMore, protected_ = kMore, gone = kMore;
  painted.paint = "here";
  protected_.protect = "there";
  gone.paint = "nowhere";
  return scene("paint", "flows.png",
               "(cnt-select image layer \"flows.cover.png\")(cnt-channel image layer \"here\")(cnt-unselect image)" +
                   words_of(call(gone), "paint.gone") + call(painted) + "(cnt-save image \"paint.tif\")") +
         scene(
             "protect", "flows.png",
             "(let ((there (cnt-add image layer \"flows.mask.png\"))) (cnt-rename there \"there\") (cnt-hide there))" +
                 call(protected_) + "(cnt-save image \"protect.tif\")");
}

constexpr const char* kIntegers[] = {"u8", "u16"};

/// Selected softly, and painted with a channel that was saved from that selection.
std::string soft() {
  Settings painted = kMore;
  painted.paint = "soft";
  std::string out;
  for (const std::string component : kIntegers) {
    const std::string made =
                          "(cnt-precision image \"" + component + "\" #f)(cnt-select image layer \"flows.soft.png\")",
                      saves = "(cnt-save image \"soft." + component;
    out += scene(
        "soft." + component, "flows.png",
        made + "(let* ((other (cnt-copy image)))" + call(kMore) + saves + ".selected.tif\")" +
            "(let* ((image other) (layer (cnt-layer other)))(cnt-channel image layer \"soft\")(cnt-unselect image)" +
            call(painted) + saves + ".painted.tif\")(cnt-free image)))");
  }
  return out;
}

std::string measured(const fs::path& folder) {
  Settings natural, document;
  document.limits = "document";
  const std::string file = (folder / "flows.png").string();
  const auto kept = [](const std::string& expression, const std::string& name) {
    return fmt::format(
        "(let ((found {})) (cnt-put \"{}.report\" (car found)) (cnt-put \"{}.drift\" (number->string "
        "(cadr found))))\n",
        expression, name, name);
  };
  return scene("measure", "flows.png",
               kept(measure(natural, "layer", ""), "measure.none") + "(cnt-put \"measure.note\" (cnt-note (car " +
                   call(kMore) + ")))" + kept(measure(natural, "layer", ""), "measure.layer") +
                   kept(measure(natural, "", file), "measure.file") +
                   kept(measure(document, "layer", ""), "measure.document") +
                   words_of(measure(natural, "", ""), "measure.neither") +
                   words_of(measure(natural, "layer", file), "measure.both") +
                   words_of(measure(natural, "", (folder / "dot.png").string()), "measure.other") +
                   "(cnt-put \"measure.count\" (number->string (cnt-count image)))");
}

std::string crash() {
  return scene("crash", "flows.png",
               "(cnt-save image \"crash.before.tif\")(cnt-put \"kill\" \"\")" + words_of(call(kMore), "crash.words") +
                   "(cnt-put \"crash.count\" (number->string (cnt-count image)))(cnt-save image \"crash.after.tif\")" +
                   call(kMore) + "(cnt-put \"crash.then\" (number->string (cnt-count image)))");
}

Image8 right_half(Size size) {
  Image8 out(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = size.width / 2; x < size.width; ++x) out.at(x, y) = 255;
  return out;
}

Image8 soft_cover(Size size) {
  Image8 out(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) out.at(x, y) = std::uint8_t(255 * x / size.width);
  return out;
}

const Chapter chapter([](const fs::path& folder) {
  const Size size = write_portrait("grace_hopper.jpg", folder / "flows.png");
  write_cover(folder / "flows.cover.png", right_half(size));
  write_grey(folder / "flows.mask.png", right_half(size));
  write_cover(folder / "flows.soft.png", soft_cover(size));
  test::write_ramp(folder / "dot.png", 1, 1);
  return again() + in_place() + maps() + soft() + measured(folder) + crash();
});

class Flows : public OnStage {};

Difference between(const char* a, const char* b) { return difference(picture(left(a)), picture(left(b))); }

TEST_F(Flows, AgainIsMadeFromTheOriginal) {
  ASSERT_EQ(trouble("again"), "");
  ASSERT_EQ(trouble("fresh"), "");
  const json first = json::parse(text_left("again.first")), second = json::parse(text_left("again.second"));
  EXPECT_EQ(second.at("original"), first.at("original"));
  EXPECT_EQ(second.at("settings"), json::parse(to_json(kMore)));
  EXPECT_EQ(text_left("again.seen"), "original second") << "the earlier retouch is hidden";
  EXPECT_EQ(between("again.tif", "fresh.tif").pixels, 0) << "as if there had been no earlier one";
}

TEST_F(Flows, TheNoteSaysWhatWasMade) {
  ASSERT_EQ(trouble("again"), "");
  const json note = json::parse(text_left("again.first"));
  EXPECT_EQ(note.at("schema"), "countenance.note/1");
  EXPECT_EQ(note.at("settings"), json::parse(to_json(kLittle)));
  EXPECT_EQ(note.at("policy").at("name"), "natural");
  EXPECT_EQ(note.at("verdict").at("verified"), "host");
  const double drift = note.at("verdict").at("report").at("drift");
  EXPECT_EQ(text_left("again.name"), fmt::format("Countenance: {:.2f} of limit", drift));
}

TEST_F(Flows, AsLastTime) {
  ASSERT_EQ(trouble("repeat"), "");
  EXPECT_EQ(json::parse(text_left("repeat.note")).at("settings"), json::parse(to_json(kMore)));
  EXPECT_EQ(between("repeat.tif", "fresh.tif").pixels, 0);
  ASSERT_EQ(trouble("alone"), "");
  EXPECT_EQ(json::parse(text_left("alone.note")).at("settings"),
            json::parse(to_json(plugin::find_procedure("plug-in-countenance-even-skin")->settings)));
}

TEST_F(Flows, InPlaceShowsTheSame) {
  ASSERT_EQ(trouble("both"), "");
  EXPECT_EQ(between("both.new.tif", "both.place.tif").pixels, 0);
  EXPECT_GT(between("both.new.tif", "both.before.tif").pixels, 1000);
  EXPECT_EQ(text_left("both.kept"), text_left("both.selected")) << "the selection is as it was";
  EXPECT_EQ(text_left("both.kept"), "255");
  EXPECT_EQ(json::parse(text_left("both.note")).at("schema"), "countenance.note/1");
  EXPECT_NE(text_left("both.again").find("original is not in the image"), std::string::npos) << text_left("both.again");
}

TEST_F(Flows, WhatIsSeenThroughIsRetouchedAllTheSame) {
  ASSERT_EQ(trouble("through.new"), "");
  ASSERT_EQ(trouble("through.place"), "");
  EXPECT_EQ(between("through.new.tif", "through.place.tif").pixels, 0);
  EXPECT_EQ(between("through.new.tif", "through.place.tif").alpha, 0);
}

TEST_F(Flows, PaintsAndProtects) {
  ASSERT_EQ(trouble("paint"), "");
  ASSERT_EQ(trouble("protect"), "");
  EXPECT_EQ(between("paint.tif", "both.new.tif").pixels, 0) << "as a selection does";
  EXPECT_NE(text_left("paint.gone").find("nowhere"), std::string::npos) << text_left("paint.gone");
  const Photo before = picture(left("both.before.tif")), after = picture(left("protect.tif"));
  const Image8 right = right_half(before.size);
  EXPECT_EQ(difference(before, after, 0, right).pixels, 0);
  EXPECT_GT(difference(before, after, 0, right, false).pixels, 1000);
}

TEST_F(Flows, PaintsSoftlyAsASoftSelectionDoes) {
  for (const std::string component : kIntegers) {
    ASSERT_EQ(trouble("soft." + component), "");
    const Photo selected = picture(left("soft." + component + ".selected.tif")),
                painted = picture(left("soft." + component + ".painted.tif"));
    EXPECT_EQ(difference(selected, painted).pixels, 0) << component;
    EXPECT_GT(difference(selected, picture(left("both.before.tif"))).pixels, 1000);
  }
}

TEST_F(Flows, MeasuresAgainstALayerOrAFile) {
  ASSERT_EQ(trouble("measure"), "");
  const auto drift = [](const char* name) { return std::stod(text_left(std::string(name) + ".drift")); };
  const auto report = [](const char* name) { return json::parse(text_left(std::string(name) + ".report")); };
  EXPECT_EQ(drift("measure.none"), 0) << "nothing was changed yet";
  const double noted = json::parse(text_left("measure.note")).at("verdict").at("report").at("drift");
  EXPECT_GT(noted, 0.1);
  EXPECT_NEAR(drift("measure.layer"), noted, 1e-6);
  EXPECT_NEAR(drift("measure.file"), noted, 1e-6);
  EXPECT_NEAR(report("measure.layer").at("drift").get<double>(), noted, 1e-6);
  EXPECT_EQ(report("measure.layer").at("schema"), "countenance.measure/1");
  EXPECT_EQ(report("measure.document").at("policy"), "document");
  EXPECT_NEAR(drift("measure.document"), report("measure.document").at("drift").get<double>(), 1e-6);
  EXPECT_GT(drift("measure.document"), 0) << "it refuses retouch, and measures";
  EXPECT_NE(text_left("measure.neither").find("original-file"), std::string::npos) << text_left("measure.neither");
  EXPECT_NE(text_left("measure.both").find("original-file"), std::string::npos) << text_left("measure.both");
  EXPECT_NE(text_left("measure.other").find("1 × 1"), std::string::npos) << text_left("measure.other");
  EXPECT_EQ(text_left("measure.count"), "2") << "what it looked at is gone again";
}

TEST_F(Flows, AnEndInTheMiddleLeavesAll) {
  ASSERT_EQ(trouble("crash"), "");
  EXPECT_NE(text_left("crash.words"), "") << "it was not ended";
  EXPECT_EQ(text_left("crash.count"), "1");
  EXPECT_EQ(between("crash.before.tif", "crash.after.tif").pixels, 0);
  EXPECT_EQ(text_left("crash.then"), "2") << "the next one works";
}

}  // namespace
}  // namespace countenance::hosts

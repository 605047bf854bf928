// SPDX-License-Identifier: GPL-3.0-or-later
// A layer that another tool made is held against its original.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/pictures.h"
#include "plugin/edits.h"
#include "scheme.h"
#include "stage.h"
#include "studio.h"
#include "support/must.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char *kOriginal = "guard.original.png", *kLighter = "guard.lighter.png",
                     *kSmoothed = "guard.smoothed.png";

std::string guard(const Settings& settings, const std::string& original, const std::string& file) {
  return editor().against(*plugin::find_procedure("plug-in-countenance-guard"), settings, original, file);
}

/// `original` is the image's layer, and `layer` one of another file over it.
std::string over(const char* edited, const std::string& body) {
  return fmt::format("(let* ((original layer) (layer (cnt-add image layer {})))\n{})", quoted(edited), body);
}

/// What is given back: the layer, words, and the report.
std::string kept(const std::string& name, const std::string& call) {
  return fmt::format(
      "(let ((found {1}))\n(cnt-put \"{0}.same\" (if (= layer (car found)) \"same\" \"another\"))\n(cnt-put "
      "\"{0}.words\" "
      "(cadr found))\n(cnt-put \"{0}.report\" (caddr found))\n(cnt-put \"{0}.count\" (number->string (cnt-count "
      "image)))\n(set! layer (car found)))\n",
      name, call);
}

/// As `over`; what is said, and what the image shows before and after.
std::string refused(const std::string& name, const char* edited, const std::string& call) {
  return scene("guard." + name, kOriginal,
               over(edited, fmt::format("(cnt-save image \"guard.{0}.before.tif\")\n(cnt-put \"guard.{0}.words\" "
                                        "(cnt-error (lambda () {1})))\n(cnt-put \"guard.{0}.count\" (number->string "
                                        "(cnt-count image)))\n(cnt-save image \"guard.{0}.after.tif\")\n",
                                        name, call)));
}

struct Refusal {
  const char *name, *words;
};
void PrintTo(const Refusal& r, std::ostream* out) { *out << r.name; }
constexpr Refusal kRefusals[] = {{"neither", "original-file"},
                                 {"both", "original-file"},
                                 {"itself", "its own original"},
                                 {"document", "passports"},
                                 {"other", "no face"},
                                 {"retouch", "a retouch itself"}};

const Chapter chapter([](const fs::path& folder) {
  write_portrait("grace_hopper.jpg", folder / kOriginal);
  const Photo original = picture(folder / kOriginal);
  plugin::Studio studio;
  const Rect face = test::must(studio.original(original, {})).faces().front().box;
  write_photo(folder / kLighter, plugin::lightened(original, 3));
  write_photo(folder / kSmoothed, plugin::smoothed(original, face));
  test::write_ramp(folder / "guard.ramp.png", 320, 240);
  const std::string file = (folder / kOriginal).string();
  Settings natural, document;
  document.limits = "document";
  const std::string retouched = "(car " +
                                editor().call(*plugin::find_procedure("plug-in-countenance-even-skin"),
                                              plugin::find_procedure("plug-in-countenance-even-skin")->settings) +
                                ")";
  return scene("guard.nothing", kOriginal,
               over(kLighter, kept("guard.layer", guard(natural, "original", "")) +
                                  kept("guard.file", guard(natural, "", file)))) +
         scene("guard.made", kOriginal,
               over(kSmoothed, kept("guard.layer.made", guard(natural, "original", "")) +
                                   "(cnt-put \"guard.name\" (cnt-name layer))(cnt-put \"guard.note\" (cnt-note layer))"
                                   "(cnt-save image \"guard.made.tif\")")) +
         refused("neither", kLighter, guard(natural, "", "")) +
         refused("both", kLighter, guard(natural, "original", file)) +
         refused("itself", kLighter, guard(natural, "layer", "")) +
         refused("document", kLighter, guard(document, "original", "")) +
         refused("other", kLighter, guard(natural, "", (folder / "guard.ramp.png").string())) +
         refused("retouch", kLighter,
                 "(let* ((made (let ((layer original)) " + retouched + "))) " + guard(natural, "made", "") + ")");
});

class Guard : public OnStage {};
class GuardRefusals : public OnStage, public ::testing::WithParamInterface<Refusal> {};
INSTANTIATE_TEST_SUITE_P(Guard, GuardRefusals, ::testing::ValuesIn(kRefusals),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(Guard, WhatIsInsideStaysAsItIs) {
  ASSERT_EQ(trouble("guard.nothing"), "");
  for (const std::string name : {"guard.layer", "guard.file"}) {
    EXPECT_EQ(text_left(name + ".same"), "same");
    EXPECT_EQ(text_left(name + ".count"), "2");
    EXPECT_EQ(text_left(name + ".words").find("Nothing had to be taken back."), 0u) << text_left(name + ".words");
    const json report = json::parse(text_left(name + ".report"));
    EXPECT_EQ(report.at("schema"), "countenance.guard/1");
    EXPECT_TRUE(report.at("nothing").get<bool>() && report.at("within").get<bool>());
  }
}

TEST_F(Guard, WhatMovedThePersonIsTakenBackOnALayer) {
  ASSERT_EQ(trouble("guard.made"), "");
  EXPECT_EQ(text_left("guard.layer.made.same"), "another");
  EXPECT_EQ(text_left("guard.layer.made.count"), "3");
  EXPECT_EQ(text_left("guard.name"), "Countenance Guard");
  const json report = json::parse(text_left("guard.layer.made.report")), note = json::parse(text_left("guard.note"));
  EXPECT_GT(report.at("before").at("drift"), 1);
  EXPECT_LE(report.at("after").at("drift"), 1);
  EXPECT_EQ(report.at("verified"), "host");
  EXPECT_EQ(note.at("guard"), report);
  const test::Outcome measured = editor().command_line(
      {"measure", left(kOriginal).string(), left("guard.made.tif").string(), "--policy", "natural", "--json"});
  EXPECT_EQ(measured.code, 0) << measured.out << measured.err;
}

TEST_P(GuardRefusals, AreSaidAndChangeNothing) {
  const std::string name = std::string("guard.") + GetParam().name;
  ASSERT_EQ(trouble(name), "");
  EXPECT_NE(text_left(name + ".words"), "");
  EXPECT_NE(text_left(name + ".words").find(GetParam().words), std::string::npos) << text_left(name + ".words");
  EXPECT_EQ(text_left(name + ".count"), GetParam().name == std::string("retouch") ? "3" : "2");
  if (GetParam().name == std::string("retouch")) return;  // which is the third layer
  EXPECT_EQ(picture(left(name + ".after.tif")).bytes, picture(left(name + ".before.tif")).bytes);
}

}  // namespace
}  // namespace countenance::hosts

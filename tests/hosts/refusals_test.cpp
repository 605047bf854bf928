// SPDX-License-Identifier: GPL-3.0-or-later
// What cannot be done is said in words, and leaves the image alone.
#include <fmt/format.h>

#include "cli/pictures.h"
#include "scheme.h"
#include "stage.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;

struct Refusal {
  const char *name, *picture;
  const char* made;   ///< of the image, or of what `layer` is to be
  const char* words;  ///< said
  Settings settings{};
};
void PrintTo(const Refusal& r, std::ostream* out) { *out << r.name; }

Settings with(const char* preset, int face = 0, float even = -1) {
  Settings s;
  s.preset = preset;
  s.face = face;
  if (even >= 0) s.wishes.even = even;
  return s;
}

Settings in_place() {
  Settings s;
  s.output = plugin::kInPlace;
  return s;
}

const Refusal kRefusals[] = {
    {"indexed", "person.png", "(cnt-indexed image)", "convert it to RGB"},
    {"mask", "person.png", "(set! layer (cnt-mask layer))", "choose the layer itself"},
    {"channel", "person.png", "(set! layer (cnt-channel image layer \"a channel\"))", "choose a layer"},
    {"group", "person.png", "(set! layer (cnt-group image layer))", "choose a layer in it"},
    {"dot", "dot.png", "", "no face"},
    {"ramp", "ramp.png", "", "no face"},
    {"document", "person.png", "", "passports", with("document")},
    {"unknown", "person.png", "", "nobody", with("nobody")},
    {"dials", "person.png", "", "dials 'own'", with("natural", 0, 0.9f)},
    {"locked", "person.png", "(cnt-lock layer)", "pixels are locked", in_place()},
    {"switched_off", "person.png", "(cnt-switch-off-red image)", "colour channels is off", in_place()},
    {"faces", "person.png", "", "there is no face 7", with("natural", 7)},
};

constexpr const char* kCover = "refusals.cover.png";

/// Selected in part.
Image8 left_half(Size size) {
  Image8 out(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x <= size.width / 2; ++x) out.at(x, y) = 200;
  return out;
}

/// Layers, selection and pixels.
std::string looked_at(const std::string& name, const char* when) {
  return fmt::format(
      "(cnt-put \"{0}.{1}\" (string-append (number->string (cnt-count image)) \" layers, selected \" (number->string "
      "(cnt-selected image 0 0)) \" and \" (number->string (cnt-selected image 500 200))))\n(cnt-save image "
      "\"{0}.{1}.tif\")\n",
      name, when);
}

const Chapter chapter([](const fs::path& folder) {
  const Size size = write_portrait("grace_hopper.jpg", folder / "person.png");
  write_cover(folder / kCover, left_half(size));
  test::write_ramp(folder / "dot.png", 1, 1);
  test::write_ramp(folder / "ramp.png", 320, 240);
  std::string script;
  for (const Refusal& r : kRefusals)
    script +=
        scene(fmt::format("refused.{}", r.name), r.picture,
              fmt::format("(cnt-select image layer \"{}\"){}{}(cnt-put \"{}.words\" (cnt-error (lambda () {})))\n{}",
                          kCover, r.made, looked_at(r.name, "before"), r.name,
                          editor().call(*plugin::find_procedure("plug-in-countenance-retouch"), r.settings),
                          looked_at(r.name, "after")));
  return script;
});

class Refusals : public OnStage, public ::testing::WithParamInterface<Refusal> {};
INSTANTIATE_TEST_SUITE_P(Retouch, Refusals, ::testing::ValuesIn(kRefusals),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(Refusals, AreSaidAndChangeNothing) {
  const std::string name = GetParam().name;
  ASSERT_EQ(trouble("refused." + name), "");
  const std::string words = text_left(name + ".words");
  EXPECT_NE(words.find(GetParam().words), std::string::npos) << words;
  EXPECT_EQ(text_left(name + ".after"), text_left(name + ".before"));
  EXPECT_NE(text_left(name + ".after").find("selected 200 and 0"), std::string::npos) << text_left(name + ".after");
  const Photo before = picture(left(name + ".before.tif")), after = picture(left(name + ".after.tif"));
  ASSERT_EQ(after.size, before.size);
  EXPECT_EQ(after.bytes, before.bytes);
}

class Models : public OnStage {};

TEST_F(Models, ThatAreNotThereAreNamed) {
  const test::Folder folder;
  write_portrait("grace_hopper.jpg", folder / "person.png");
  const std::string call = editor().call(*plugin::find_procedure("plug-in-countenance-retouch"), {});
  const auto ended = editor().run(
      folder.path(),
      scene("models", "person.png",
            fmt::format("(cnt-put \"words\" (cnt-error (lambda () {}))) (cnt-put \"count\" (number->string "
                        "(cnt-count image)))",
                        call)),
      {"COUNTENANCE_MODELS=/nonexistent"});
  ASSERT_TRUE(ended.well) << ended.log;
  EXPECT_NE(test::bytes_of(folder / "words").find("/nonexistent"), std::string::npos)
      << test::bytes_of(folder / "words");
  EXPECT_EQ(test::bytes_of(folder / "count"), "1");
}

}  // namespace
}  // namespace countenance::hosts

// SPDX-License-Identifier: GPL-3.0-or-later
// Precisions, profiles, selections and kinds of layers, each met with several of the others: what the image shows afterwards
// is what the command line makes of the same pixels, and what was not selected is as it was.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "samples.h"
#include "scheme.h"
#include "stage.h"
#include "unit/colour/profiles.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;

enum class Kind { plain, alpha, cutout, grey, offset, group, larger, smaller };

struct Case {
  const char* component;
  bool linear;
  const char* profile;  ///< "": none, sRGB
  bool selected;
  Kind kind;
  const char* portrait;
  bool in_place = false;
  [[nodiscard]] std::string name() const {
    constexpr const char* kKinds[] = {"plain", "alpha", "cutout", "grey", "offset", "group", "larger", "smaller"};
    return fmt::format("{}{}_{}_{}{}_{}{}", component, linear ? "_linear" : "", *profile ? profile : "srgb",
                       kKinds[int(kind)], selected ? "_selected" : "", portrait, in_place ? "_in_place" : "");
  }
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name(); }

constexpr const char *kOne = "obama2", *kOther = "grace_hopper";
const Case kCases[] = {
    {"u8", false, "", false, Kind::plain, kOne},
    {"u8", false, "adobe", true, Kind::alpha, kOther},
    {"u8", false, "tables", false, Kind::offset, kOne, true},
    {"u8", true, "adobe", true, Kind::group, kOther},
    {"u16", false, "adobe", false, Kind::larger, kOne},
    {"u16", false, "tables", true, Kind::plain, kOther, true},
    {"u16", false, "", true, Kind::grey, kOther},
    {"u16", true, "", false, Kind::alpha, kOther},
    {"u32", false, "", true, Kind::smaller, kOne, true},
    {"u32", true, "tables", false, Kind::group, kOther},
    {"half", false, "tables", true, Kind::larger, kOther},
    {"half", true, "adobe", false, Kind::smaller, kOther, true},
    {"float", false, "adobe", true, Kind::offset, kOther},
    {"float", true, "", false, Kind::grey, kOther, true},
    {"float", true, "adobe", true, Kind::cutout, kOne},
    {"double", false, "adobe", false, Kind::cutout, kOther, true},
    {"double", true, "", true, Kind::larger, kOther},
};

/// Where a kind of layer lies: `layer` in the picture it is cut from, `canvas` in the layer.
struct Places {
  Rect layer, canvas;
};
Places places_of(Kind kind, Size picture) {
  const Rect all{0, 0, picture.width, picture.height};
  switch (kind) {
    case Kind::offset:
      return {all, {-37, 21, all.width, all.height}};
    case Kind::larger:
      return {all, {20, 30, all.width - 50, all.height - 60}};
    case Kind::smaller:
      return {{15, 20, all.width - 40, all.height - 50}, {-15, -20, all.width, all.height}};
    default:
      return {all, all};
  }
}

/// Soft on the right; nothing on the left, and nothing where there is no canvas.
Image8 selection(const Places& places) {
  Image8 out(places.layer.size());
  const Rect seen = intersect(places.canvas, {0, 0, out.width(), out.height()});
  for (int y = seen.y; y < seen.bottom(); ++y)
    for (int x = seen.x; x < seen.right(); ++x)
      out.at(x, y) = std::uint8_t(std::clamp(2 * (x - out.width() / 2), 0, 255));
  return out;
}

/// Alpha that falls over the face, or at the borders alone.
Image8 fading(Size size, bool over_the_face) {
  Image8 out(size);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const int border = std::min({x, y, size.width - 1 - x, size.height - 1 - y});
      out.at(x, y) = std::uint8_t(over_the_face ? 255 - 155 * x / size.width : std::min(255, 12 * border));
    }
  return out;
}

std::string made(const Case& c, const Places& at) {
  std::string out;
  if (*c.profile) out += fmt::format("(cnt-profile image (string-append cnt-folder \"/{}.icc\"))\n", c.profile);
  if (c.kind == Kind::grey) out += "(cnt-grey image)\n";
  out += fmt::format("(cnt-precision image {} {})\n", quoted(c.component), c.linear ? "#t" : "#f");
  if (c.kind == Kind::alpha || c.kind == Kind::cutout)
    out += fmt::format("(cnt-alpha image layer \"{}.alpha.png\")\n", c.name());
  if (c.kind == Kind::offset) out += fmt::format("(cnt-move layer {} {})\n", -at.canvas.x, -at.canvas.y);
  if (c.kind == Kind::group) out += "(cnt-group image layer)\n";
  if (c.kind == Kind::larger)
    out +=
        fmt::format("(cnt-canvas image {} {} {} {})\n", at.canvas.width, at.canvas.height, -at.canvas.x, -at.canvas.y);
  if (c.kind == Kind::smaller)
    out += fmt::format("(cnt-cut layer {} {} {} {})\n", at.layer.width, at.layer.height, -at.layer.x, -at.layer.y);
  return out;
}

Settings settings_of(const Case& c) {
  Settings s;
  s.dials = plugin::kOwn;
  s.wishes = {.even = 0.5f, .fill = 0.3f};
  s.output = c.in_place ? plugin::kInPlace : plugin::kNewLayer;
  return s;
}

Size size_of(const std::string& portrait) {
  static std::map<std::string, Size> known;
  const auto found = known.find(portrait);
  if (found != known.end()) return found->second;
  return known[portrait] = picture(left(portrait + ".png")).size;
}

std::string write(const fs::path& folder) {
  std::string script = fmt::format("(define cnt-folder {})\n", quoted(folder.string()));
  std::map<std::string, Size> sizes;
  for (const char* portrait : {kOne, kOther})
    sizes[portrait] = write_portrait(portrait + std::string(".jpg"), folder / (portrait + std::string(".png")));
  const auto put = [&](const char* name, const test::Bytes& icc) {
    test::put(folder / name, std::string(icc.begin(), icc.end()));
  };
  put("adobe.icc", test::rgb_profile(test::Primaries::adobe, 2.2));
  put("tables.icc", test::lut_profile(2.1));
  const auto& retouch = *plugin::find_procedure("plug-in-countenance-retouch");
  for (const Case& c : kCases) {
    const Places at = places_of(c.kind, sizes[c.portrait]);
    const std::string name = c.name();
    if (c.kind == Kind::alpha || c.kind == Kind::cutout)
      write_cover(folder / (name + ".alpha.png"), fading(sizes[c.portrait], c.kind == Kind::alpha));
    std::string body = made(c, at) + fmt::format("(cnt-save image \"{}.before.tif\")\n", name);
    if (c.selected) {
      write_cover(folder / (name + ".cover.png"), selection(at));
      write_grey(folder / (name + ".mask.png"), selection(at));
      body += fmt::format("(cnt-select image layer \"{}.cover.png\")\n", name);
    }
    body += editor().call(retouch, settings_of(c)) + "\n(cnt-unselect image)\n" +
            fmt::format("(cnt-save image \"{}.after.tif\")", name);
    script += scene(name, c.portrait + std::string(".png"), body);
  }
  return script;
}
const Chapter chapter(write);

/// One code of 8 bit, eight of 16; more of floats and of linear light. There the file names sRGB or a linear curve by a
/// profile where the plug-in knows it without, which is another last bit; and faces are found from pictures of 8 bit, so
/// that a bit which flips there moves floats by more in places, though hardly in the mean.
double tolerance_of(const Case& c) {
  const std::string component = c.component;
  if (c.linear && component == "u8") return 0.03;
  if (c.linear || (component != "u8" && component != "u16")) return 0.02;
  return component == "u8" ? 1.01 / 255 : 8.01 / 65535;
}
/// Of the mean change. Steps of 8 bits in linear light are as large as what is changed in the dark, and a file may hold
/// floats.
double most_mean_of(const Case& c) { return c.linear && c.component == std::string("u8") ? 0.6 : 0.1; }

/// What was not selected is as it was, but for what the editor does where it lays layers over one another.
double laying_of(const Case& c) {
  const std::string component = c.component;
  return c.in_place || component == "u8" ? 0 : editor().laying(component == "u16");
}

/// Where they differ.
Image8 differing(const Photo& a, const Photo& b) {
  Image8 out(a.size);
  for (int y = 0; y < a.size.height; ++y)
    for (int x = 0; x < a.size.width; ++x)
      for (int i = 0; i < 3; ++i)
        if (colour_at(a, x, y, i) != colour_at(b, x, y, i)) out.at(x, y) = 255;
  return out;
}

class Matrix : public OnStage, public ::testing::WithParamInterface<Case> {};
INSTANTIATE_TEST_SUITE_P(Retouch, Matrix, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name(); });

TEST_P(Matrix, IsWhatTheCommandLineGives) {
  const Case& c = GetParam();
  const std::string name = c.name();
  if (const std::string words = editor().of_linear_tables();
      !words.empty() && c.linear && c.profile == std::string("tables")) {
    EXPECT_NE(trouble(name).find(words), std::string::npos) << trouble(name);
    return;
  }
  ASSERT_EQ(trouble(name), "");
  const fs::path before_file = left(name + ".before.tif"), expected_file = left(name + ".expected.tif");
  std::vector<std::string> arguments{"retouch", before_file.string(), "-o", expected_file.string(),
                                     "-q",      "--retouch",          "0"};
  for (const Dial& dial : kDials) {
    arguments.push_back(fmt::format("--{}", dial.name));
    arguments.push_back(fmt::format("{}", settings_of(c).wishes.*dial.value));
  }
  if (c.selected) arguments.insert(arguments.end(), {"--mask", left(name + ".mask.png").string()});
  const auto ran = editor().command_line(arguments);
  ASSERT_EQ(ran.code, 0) << ran.err;

  const Photo before = picture(before_file), after = picture(left(name + ".after.tif"));
  Photo expected = picture(expected_file);
  if (c.component == std::string("u32")) clip(expected);
  EXPECT_EQ(after.icc, before.icc) << "the profile is kept";
  ASSERT_EQ(after.size, before.size);
  // Of the changed pixels alone where laying layers over one another moves the others too.
  const Image8 where = laying_of(c) > 1e-5 ? differing(expected, before) : Image8();
  const Difference wanted = difference(expected, before), got = difference(after, expected, 0, where);
  EXPECT_GT(wanted.pixels, 1000) << "nothing to see";
  EXPECT_LE(got.largest, std::max(tolerance_of(c), laying_of(c)));
  EXPECT_LE(got.mean, most_mean_of(c) * wanted.mean);
  EXPECT_EQ(difference(after, before).alpha, 0);
  fmt::print("  {}: off by {:.2g} at most where the change is {:.2g}; {:.2g} of the mean change\n", name, got.largest,
             wanted.largest, got.mean / wanted.mean);
  if (c.selected) {
    const Image8 selected = selection(places_of(c.kind, size_of(c.portrait)));
    const Difference outside = difference(after, before, laying_of(c), selected, false);
    EXPECT_EQ(outside.pixels, 0) << outside.largest;
  }
}

}  // namespace
}  // namespace countenance::hosts

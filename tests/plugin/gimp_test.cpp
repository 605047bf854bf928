// SPDX-License-Identifier: GPL-3.0-or-later
// Writing into a GIMP in which a step fails, or in which somebody went on painting: then the image is as it was.
#include <gtest/gtest.h>

#include "change.h"
#include "fails.h"
#include "fake_gimp.h"
#include "gegl_started.h"
#include "gimp_host.h"
#include "studio.h"
#include "support/must.h"

namespace countenance::plugin {
namespace {

using test::FakeGimp;
using test::must;

constexpr gint32 kImage = 1;
const Rect kArea{2, 2, 6, 5};

/// One layer, which was read, and a part of it retouched.
struct Scene {
  FakeGimp gimp;
  gint32 original, chosen;
  GimpHost host;
  Photo photo;
  explicit Scene(const char* name = "opaque", bool again = false)
      : original(gimp.add(name, 12, 10)), chosen(again ? gimp.add("earlier", 6, 5) : original), host(kImage, chosen) {
    gimp.layers = again ? std::vector<int>{chosen, original} : std::vector<int>{original};
    paint(original, 5, 5, 90);
    gimp.items.at(original).note = "what was noted before";
    photo = must(host.read()).photo;
    if (again) {
      const Photo whole = must(read_whole());
      photo = must(host.find(content_hash(whole))).value().photo;
    }
  }
  Result<Photo> read_whole() const { return photo_of(kImage, original); }
  void paint(gint32 layer, int x, int y, std::uint8_t value) {
    const std::uint8_t rgb[] = {value, value, value};
    const GeglRectangle at{x, y, 1, 1};
    gegl_buffer_set(gimp.items.at(layer).pixels, &at, 0, babl_format("R'G'B' u8"), rgb, GEGL_AUTO_ROWSTRIDE);
  }
  [[nodiscard]] Output output(bool in_place) const {
    Output out{in_place, kArea, kArea.x, kArea.y, part(photo, kArea), Image8(kArea.size()), "retouched", "a note"};
    out.pixels.bytes[0] ^= 1;
    out.mask.at(0, 0) = 255;
    return out;
  }
};

struct Failure {
  const char *layer, *function;
  bool in_place = false, again = false, selected = false;
};
void PrintTo(const Failure& f, std::ostream* out) { *out << f.function << " of " << f.layer; }

TEST(GimpWrite, AStepThatFailsIsTakenBack) {
  const Failure failures[] = {{"opaque", "gimp_layer_new"},
                              {"opaque", "gimp_layer_create_mask"},
                              {"opaque", "gimp_layer_add_mask"},
                              {"opaque", "gimp_layer_set_offsets"},
                              {"opaque", "gimp_item_attach_parasite"},
                              {"opaque", "gimp_image_insert_layer"},
                              {"opaque", "hide earlier", false, true},
                              {"thin", "gimp_layer_copy"},
                              {"thin", "gimp_item_set_name"},
                              {"thin", "hide thin"},
                              {"thin", "hide earlier", false, true},
                              {"opaque", "gimp_item_attach_parasite", true},
                              {"opaque", "gimp_drawable_merge_shadow", true},
                              {"opaque", "gimp_selection_save", true, false, true},
                              {"opaque", "gimp_selection_none", true, false, true},
                              {"opaque", "gimp_drawable_merge_shadow", true, false, true}};
  for (const Failure& failure : failures) {
    SCOPED_TRACE(::testing::PrintToString(failure));
    Scene scene(failure.layer, failure.again);
    scene.gimp.selected = failure.selected;
    const std::string before = scene.gimp.state();
    scene.gimp.fails = failure.function;
    fails(scene.host.write(scene.output(failure.in_place)), Code::cannot_write, "it was made to");
    EXPECT_EQ(scene.gimp.state(), before);
    EXPECT_EQ(scene.gimp.groups, 0);
    EXPECT_EQ(scene.host.result(), scene.chosen);
  }
}

TEST(GimpWrite, WithoutAFailureItIsThere) {
  for (const bool again : {false, true}) {
    Scene scene("thin", again);
    must(scene.host.write(scene.output(false)));
    const auto& layers = scene.gimp.layers;
    ASSERT_EQ(layers.size(), again ? 3u : 2u);
    EXPECT_EQ(scene.host.result(), layers[again ? 1 : 0]);
    EXPECT_EQ(scene.gimp.items.at(scene.host.result()).note, "a note");
    EXPECT_TRUE(scene.gimp.items.at(scene.host.result()).visible);
    EXPECT_FALSE(scene.gimp.items.at(scene.original).visible);
    EXPECT_EQ(scene.gimp.items.at(scene.chosen).visible, false);
  }
  Scene scene;
  scene.gimp.selected = true;
  const std::string before = scene.gimp.state();
  must(scene.host.write(scene.output(true)));
  EXPECT_EQ(scene.gimp.items.at(scene.original).note, "a note");
  EXPECT_EQ(must(scene.read_whole()).row(2)[6], scene.photo.row(2)[6] ^ 1);
  EXPECT_TRUE(scene.gimp.selected);
  EXPECT_EQ(scene.gimp.items.size(), 1u) << "where the selection was kept";
}

TEST(GimpWrite, WhatWasChangedMeanwhileIsLeftAlone) {
  using Change = std::function<void(Scene&)>;
  const std::pair<const char*, Change> changes[] = {
      {"painted", [](Scene& s) { s.paint(s.original, 11, 9, 7); }},
      {"moved", [](Scene& s) { s.gimp.items.at(s.original).x = 1; }},
      {"converted",
       [](Scene& s) {
         GeglBuffer*& pixels = s.gimp.items.at(s.original).pixels;
         const GeglRectangle all{0, 0, 12, 10};
         GeglBuffer* wider = gegl_buffer_new(&all, babl_format("R'G'B' u16"));
         gegl_buffer_copy(pixels, nullptr, GEGL_ABYSS_NONE, wider, nullptr);
         g_object_unref(pixels);
         pixels = wider;
       }},
      {"the earlier retouch removed", [](Scene& s) { s.gimp.remove(s.chosen); }},
      {"removed", [](Scene& s) { s.gimp.remove(s.original); }},
  };
  for (const auto& [what, change] : changes)
    for (const bool in_place : {false, true}) {
      SCOPED_TRACE(what);
      Scene scene("opaque", true);
      change(scene);
      const std::string before = scene.gimp.state();
      fails(scene.host.write(scene.output(in_place)), Code::cannot_write, "changed meanwhile");
      EXPECT_EQ(scene.gimp.state(), before);
    }
}

}  // namespace
}  // namespace countenance::plugin

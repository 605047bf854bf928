// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawable.h"

#include "base/sha256.h"
#include "pixels.h"

namespace countenance::plugin {
namespace {

/// Of an attached profile; empty: there is none.
std::vector<std::uint8_t> profile_of(gint32 image) {
  GimpColorProfile* profile = gimp_image_get_color_profile(image);
  if (!profile) return {};
  gsize length = 0;
  const guint8* icc = gimp_color_profile_get_icc_profile(profile, &length);
  std::vector<std::uint8_t> out(icc, icc + length);
  g_object_unref(profile);
  return out;
}

/// Without an attached profile nothing is named, which is sRGB: GIMP's own profiles of that carry the time when they
/// were made, and a picture is known again by its content.
void name_profile(gint32 image, Photo& photo) {
  const std::vector<std::uint8_t> icc = profile_of(image);
  if (!icc.empty()) name_colours(photo, icc.data(), icc.size());
}

void collect(const gint* items, int count, std::vector<gint32>& out) {
  for (int i = 0; i < count; ++i) {
    if (!gimp_item_is_group(items[i])) {
      out.push_back(items[i]);
      continue;
    }
    gint children = 0;
    gint* inside = gimp_item_get_children(items[i], &children);
    collect(inside, children, out);
    g_free(inside);
  }
}

}  // namespace

std::string take(gchar* text) {
  std::string out = text ? text : "";
  g_free(text);
  return out;
}

Result<> check_layer(gint32 image, gint32 drawable) {
  const auto bad = [](const char* why) { return fail(Code::bad_input, why); };
  if (!gimp_item_is_valid(drawable)) return bad("there is no such layer");
  if (gimp_item_get_image(drawable) != image) return bad("the layer is of another image");
  if (gimp_image_base_type(image) == GIMP_INDEXED)
    return bad("an image of indexed colours cannot be retouched: convert it to RGB first (Image > Mode > RGB)");
  if (gimp_item_is_layer_mask(drawable)) return bad("a layer's mask cannot be retouched: choose the layer itself");
  if (!gimp_item_is_layer(drawable)) return bad("a channel cannot be retouched: choose a layer");
  if (gimp_item_is_group(drawable)) return bad("a group of layers cannot be retouched: choose a layer in it");
  if (gimp_item_is_text_layer(drawable)) return bad("a layer of text cannot be retouched: choose a layer of pixels");
  if (gimp_image_get_floating_sel(image) != kNone)
    return bad("there is a floating selection: anchor it, or make it a layer, first");
  if (has_effects(drawable))
    return bad("the layer has effects, which a retouch would not see: merge them first (Layer > Merge Layer Effects)");
  return {};
}

Rect place_of(gint32 drawable) {
  gint x = 0, y = 0;
  gimp_drawable_offsets(drawable, &x, &y);
  return {x, y, gimp_drawable_width(drawable), gimp_drawable_height(drawable)};
}

Result<Photo> photo_of(gint32 image, gint32 drawable, const Rect& area) {
  CNT_TRY(photo, read_pixels(buffer_of(drawable).get(), area));
  const bool linear = photo.linear;
  name_profile(image, photo);
  if (linear && !photo.linear && !kLinearTables)
    return fail(Code::bad_input,
                "the image is of linear light, which its colour profile does not allow: choose a perceptual encoding "
                "(Image > Encoding), or convert it to another profile");
  return std::move(photo);
}

Result<Photo> photo_of(gint32 image, gint32 drawable) {
  const Rect place = place_of(drawable);
  return photo_of(image, drawable, {0, 0, place.width, place.height});
}

State state_of(gint32 image, gint32 layer, const Photo& photo) {
  return {place_of(layer), babl_format_get_encoding(gimp_drawable_get_format(layer)), profile_of(image),
          sha256(photo.bytes.data(), photo.bytes.size())};
}

Result<State> state_of(gint32 image, gint32 layer) {
  CNT_TRY(digest, digest_of(buffer_of(layer).get()));
  return State{place_of(layer), babl_format_get_encoding(gimp_drawable_get_format(layer)), profile_of(image),
               std::move(digest)};
}

std::string note_of_item(gint32 item) {
  GimpParasite* parasite = gimp_item_get_parasite(item, kNoteParasite);
  if (!parasite) return {};
  std::string note(static_cast<const char*>(gimp_parasite_data(parasite)),
                   static_cast<std::size_t>(gimp_parasite_data_size(parasite)));
  gimp_parasite_free(parasite);
  while (!note.empty() && note.back() == '\0') note.pop_back();
  return note;
}

bool attach_note(gint32 item, const std::string& note) {
  GimpParasite* parasite = gimp_parasite_new(kNoteParasite, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                             guint32(note.size() + 1), note.c_str());
  const bool taken = gimp_item_attach_parasite(item, parasite);
  gimp_parasite_free(parasite);
  return taken;
}

std::vector<gint32> layers_of(gint32 image) {
  gint count = 0;
  gint* top = gimp_image_get_layers(image, &count);
  std::vector<gint32> out;
  collect(top, count, out);
  g_free(top);
  return out;
}

}  // namespace countenance::plugin

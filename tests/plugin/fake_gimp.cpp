// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_gimp.h"

#include <fmt/format.h>
#include <libgimp/gimp.h>

#include <algorithm>

#include "base/sha256.h"

namespace countenance::test {
namespace {

FakeGimp* current = nullptr;

FakeGimp::Item& item(gint32 id) { return current->items.at(id); }
bool works(const char* function) { return current->fails != function; }

std::string sum_of(GeglBuffer* buffer) {
  std::vector<std::uint8_t> bytes(std::size_t(gegl_buffer_get_pixel_count(buffer)) *
                                  babl_format_get_bytes_per_pixel(gegl_buffer_get_format(buffer)));
  gegl_buffer_get(buffer, nullptr, 1, nullptr, bytes.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  return sha256(bytes.data(), bytes.size()).substr(0, 8);
}

}  // namespace

FakeGimp::FakeGimp() { current = this; }
FakeGimp::~FakeGimp() {
  while (!items.empty()) remove(items.begin()->first);
  if (shadow) g_object_unref(shadow);
}

int FakeGimp::add(const std::string& name, int width, int height) {
  const GeglRectangle all{0, 0, width, height};
  items[next_] = {name, "", gegl_buffer_new(&all, babl_format("R'G'B' u8"))};
  return next_++;
}

int FakeGimp::copy(int id) {
  items[next_] = items.at(id);
  items[next_].mask = -1;
  items[next_].pixels = gegl_buffer_dup(items.at(id).pixels);
  return next_++;
}

void FakeGimp::remove(int id) {
  if (const int mask = items.at(id).mask; mask != -1) remove(mask);
  g_object_unref(items.at(id).pixels);
  items.erase(id);
  layers.erase(std::remove(layers.begin(), layers.end(), id), layers.end());
}

std::string FakeGimp::state() const {
  std::string out = fmt::format("{}{} items; ", selected ? "selected; " : "", items.size());
  for (const int id : layers) {
    const Item& it = items.at(id);
    out += fmt::format("{} '{}' {} {},{} {} mask {}; ", id, it.name, it.note, it.x, it.y,
                       it.visible ? "seen" : "hidden", it.mask);
    out += sum_of(it.pixels);
  }
  return out;
}

FakeGimp& fake_gimp() { return *current; }

}  // namespace countenance::test

using namespace countenance::test;

extern "C" {
const gchar* gimp_get_pdb_error(void) { return "it was made to"; }
gboolean gimp_progress_update(gdouble) { return TRUE; }

GimpImageBaseType gimp_image_base_type(gint32) { return GIMP_RGB; }
GimpColorProfile* gimp_image_get_color_profile(gint32) { return nullptr; }
gint32 gimp_image_get_floating_sel(gint32) { return -1; }
gint* gimp_image_get_layers(gint32, gint* count) {
  *count = gint(fake_gimp().layers.size());
  gint* out = g_new(gint, std::size_t(*count));
  std::copy(fake_gimp().layers.begin(), fake_gimp().layers.end(), out);
  return out;
}
gint gimp_image_get_item_position(gint32, gint32 id) {
  const auto& layers = fake_gimp().layers;
  return gint(std::find(layers.begin(), layers.end(), id) - layers.begin());
}
gboolean gimp_image_insert_layer(gint32, gint32 layer, gint32, gint position) {
  if (!works("gimp_image_insert_layer")) return FALSE;
  fake_gimp().layers.insert(fake_gimp().layers.begin() + position, layer);
  return TRUE;
}
gboolean gimp_image_remove_layer(gint32, gint32 layer) { return fake_gimp().remove(layer), TRUE; }
gboolean gimp_image_remove_channel(gint32, gint32 channel) { return fake_gimp().remove(channel), TRUE; }
gboolean gimp_image_get_component_active(gint32, GimpChannelType) { return TRUE; }
gboolean gimp_image_set_active_layer(gint32, gint32) { return TRUE; }
gboolean gimp_image_undo_group_start(gint32) { return ++fake_gimp().groups, TRUE; }
gboolean gimp_image_undo_group_end(gint32) { return --fake_gimp().groups, TRUE; }
gboolean gimp_image_select_item(gint32, GimpChannelOps, gint32) {
  if (!works("gimp_image_select_item")) return FALSE;
  return fake_gimp().selected = true;
}
gboolean gimp_selection_is_empty(gint32) { return !fake_gimp().selected; }
gint32 gimp_selection_save(gint32) {
  return works("gimp_selection_save") ? fake_gimp().add("Selection Mask copy", 1, 1) : -1;
}
gboolean gimp_selection_none(gint32) {
  if (!works("gimp_selection_none")) return FALSE;
  fake_gimp().selected = false;
  return TRUE;
}

gboolean gimp_item_is_valid(gint32 id) { return fake_gimp().items.count(id) != 0; }
gint32 gimp_item_get_image(gint32) { return 1; }
gboolean gimp_item_is_layer(gint32) { return TRUE; }
gboolean gimp_item_is_layer_mask(gint32) { return FALSE; }
gboolean gimp_item_is_group(gint32) { return FALSE; }
gboolean gimp_item_is_text_layer(gint32) { return FALSE; }
gint32 gimp_item_get_parent(gint32) { return -1; }
gboolean gimp_item_get_lock_content(gint32) { return FALSE; }
gboolean gimp_item_get_visible(gint32 id) { return item(id).visible; }
gboolean gimp_item_set_visible(gint32 id, gboolean visible) {
  if (!visible && !works(("hide " + item(id).name).c_str())) return FALSE;
  item(id).visible = visible != FALSE;
  return TRUE;
}
gboolean gimp_item_set_name(gint32 id, const gchar* name) {
  if (!works("gimp_item_set_name")) return FALSE;
  item(id).name = name;
  return TRUE;
}
gboolean gimp_item_delete(gint32 id) { return fake_gimp().remove(id), TRUE; }
GimpParasite* gimp_item_get_parasite(gint32 id, const gchar* name) {
  const std::string& note = item(id).note;
  return note.empty() ? nullptr : gimp_parasite_new(name, 0, guint32(note.size() + 1), note.c_str());
}
gboolean gimp_item_attach_parasite(gint32 id, const GimpParasite* parasite) {
  if (!works("gimp_item_attach_parasite")) return FALSE;
  item(id).note = static_cast<const char*>(gimp_parasite_data(parasite));
  return TRUE;
}
gboolean gimp_item_detach_parasite(gint32 id, const gchar*) { return item(id).note.clear(), TRUE; }

gboolean gimp_drawable_offsets(gint32 id, gint* x, gint* y) {
  *x = item(id).x;
  *y = item(id).y;
  return TRUE;
}
gint gimp_drawable_width(gint32 id) { return gegl_buffer_get_width(item(id).pixels); }
gint gimp_drawable_height(gint32 id) { return gegl_buffer_get_height(item(id).pixels); }
const Babl* gimp_drawable_get_format(gint32 id) { return gegl_buffer_get_format(item(id).pixels); }
GeglBuffer* gimp_drawable_get_buffer(gint32 id) { return GEGL_BUFFER(g_object_ref(item(id).pixels)); }
GeglBuffer* gimp_drawable_get_shadow_buffer(gint32 id) {
  fake_gimp().shadow = gegl_buffer_dup(item(id).pixels);
  return GEGL_BUFFER(g_object_ref(fake_gimp().shadow));
}
gboolean gimp_drawable_merge_shadow(gint32 id, gboolean) {
  if (!works("gimp_drawable_merge_shadow")) return FALSE;
  std::swap(item(id).pixels, fake_gimp().shadow);
  return TRUE;
}
gboolean gimp_drawable_update(gint32, gint, gint, gint, gint) { return TRUE; }
GimpImageType gimp_drawable_type(gint32) { return GIMP_RGB_IMAGE; }
gboolean gimp_drawable_is_gray(gint32) { return FALSE; }

gint32 gimp_layer_new(gint32, const gchar* name, gint width, gint height, GimpImageType, gdouble, GimpLayerMode) {
  return works("gimp_layer_new") ? fake_gimp().add(name, width, height) : -1;
}
gint32 gimp_layer_copy(gint32 id) { return works("gimp_layer_copy") ? fake_gimp().copy(id) : -1; }
gdouble gimp_layer_get_opacity(gint32 id) { return item(id).name == "thin" ? 50 : 100; }
GimpLayerMode gimp_layer_get_mode(gint32) { return GIMP_LAYER_MODE_NORMAL; }
gint32 gimp_layer_get_mask(gint32 id) { return item(id).mask; }
gint32 gimp_layer_create_mask(gint32 id, GimpAddMaskType) {
  return works("gimp_layer_create_mask") ? fake_gimp().add("mask", gimp_drawable_width(id), gimp_drawable_height(id))
                                         : -1;
}
gboolean gimp_layer_add_mask(gint32 id, gint32 mask) {
  if (!works("gimp_layer_add_mask")) return FALSE;
  item(id).mask = mask;
  return TRUE;
}
gboolean gimp_layer_set_offsets(gint32 id, gint x, gint y) {
  if (!works("gimp_layer_set_offsets")) return FALSE;
  item(id).x = x;
  item(id).y = y;
  return TRUE;
}
}

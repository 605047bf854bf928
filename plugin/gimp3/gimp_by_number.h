// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 3 as plugin/gimp asks for it: images, layers and channels by their numbers, −1 for none. A function does what GIMP 3's
// of the same name does, or GIMP 2.10's.
#pragma once

#include <libgimp/gimp.h>

namespace countenance::plugin {

namespace number {

inline GimpImage* image(gint32 id) { return id < 0 ? nullptr : gimp_image_get_by_id(id); }
inline GimpItem* item(gint32 id) { return id < 0 ? nullptr : gimp_item_get_by_id(id); }
inline GimpDrawable* drawable(gint32 id) { return GIMP_DRAWABLE(item(id)); }
inline GimpLayer* layer(gint32 id) { return GIMP_LAYER(item(id)); }

template <class T>
gint32 of(T* thing) {
  return thing ? gimp_item_get_id(GIMP_ITEM(thing)) : -1;
}
/// Takes an array that ends with a null.
template <class T>
gint* of_all(T** things, gint* count) {
  *count = gint(gimp_core_object_array_get_length(reinterpret_cast<GObject**>(things)));
  gint* ids = g_new(gint, std::size_t(*count));
  for (gint i = 0; i < *count; ++i) ids[i] = of(things[i]);
  g_free(things);
  return ids;
}

}  // namespace number

inline constexpr GimpChannelType GIMP_RED_CHANNEL = GIMP_CHANNEL_RED, GIMP_GREEN_CHANNEL = GIMP_CHANNEL_GREEN,
                                 GIMP_BLUE_CHANNEL = GIMP_CHANNEL_BLUE, GIMP_GRAY_CHANNEL = GIMP_CHANNEL_GRAY;

inline const gchar* gimp_get_pdb_error() { return gimp_pdb_get_last_error(gimp_get_pdb()); }
inline gconstpointer gimp_parasite_data(const GimpParasite* parasite) {
  guint32 size = 0;
  return gimp_parasite_get_data(parasite, &size);
}
inline guint32 gimp_parasite_data_size(const GimpParasite* parasite) {
  guint32 size = 0;
  gimp_parasite_get_data(parasite, &size);
  return size;
}

// Images
inline gint32 gimp_file_load(GimpRunMode mode, const gchar* path, const gchar* /*as entered*/) {
  GFile* file = g_file_new_for_path(path);
  GimpImage* image = ::gimp_file_load(mode, file);
  g_object_unref(file);
  return image ? gimp_image_get_id(image) : -1;
}
inline gboolean gimp_image_delete(gint32 image) { return ::gimp_image_delete(number::image(image)); }
inline GimpImageBaseType gimp_image_base_type(gint32 image) { return gimp_image_get_base_type(number::image(image)); }
inline gint gimp_image_width(gint32 image) { return gimp_image_get_width(number::image(image)); }
inline gint gimp_image_height(gint32 image) { return gimp_image_get_height(number::image(image)); }
inline gboolean gimp_image_convert_rgb(gint32 image) { return ::gimp_image_convert_rgb(number::image(image)); }
inline GimpColorProfile* gimp_image_get_color_profile(gint32 image) {
  return ::gimp_image_get_color_profile(number::image(image));
}
inline gboolean gimp_image_get_component_active(gint32 image, GimpChannelType channel) {
  return ::gimp_image_get_component_active(number::image(image), channel);
}
inline gint* gimp_image_get_layers(gint32 image, gint* count) {
  return number::of_all(::gimp_image_get_layers(number::image(image)), count);
}
inline gint* gimp_image_get_channels(gint32 image, gint* count) {
  return number::of_all(::gimp_image_get_channels(number::image(image)), count);
}
inline gint32 gimp_image_get_layer_by_name(gint32 image, const gchar* name) {
  return number::of(::gimp_image_get_layer_by_name(number::image(image), name));
}
inline gint32 gimp_image_get_channel_by_name(gint32 image, const gchar* name) {
  return number::of(::gimp_image_get_channel_by_name(number::image(image), name));
}
inline gint32 gimp_image_get_floating_sel(gint32 image) {
  return number::of(::gimp_image_get_floating_sel(number::image(image)));
}
inline gint32 gimp_image_get_selection(gint32 image) {
  return number::of(::gimp_image_get_selection(number::image(image)));
}
inline gboolean gimp_selection_is_empty(gint32 image) { return ::gimp_selection_is_empty(number::image(image)); }
inline gboolean gimp_selection_none(gint32 image) { return ::gimp_selection_none(number::image(image)); }
inline gint32 gimp_selection_save(gint32 image) { return number::of(::gimp_selection_save(number::image(image))); }
inline gboolean gimp_image_remove_channel(gint32 image, gint32 channel) {
  return ::gimp_image_remove_channel(number::image(image), GIMP_CHANNEL(number::item(channel)));
}
inline gboolean gimp_image_set_active_layer(gint32 image, gint32 layer) {
  const GimpLayer* layers[] = {number::layer(layer), nullptr};
  return gimp_image_set_selected_layers(number::image(image), layers);
}
inline gboolean gimp_image_select_item(gint32 image, GimpChannelOps operation, gint32 item) {
  return ::gimp_image_select_item(number::image(image), operation, number::item(item));
}
inline gboolean gimp_image_undo_group_start(gint32 image) {
  return ::gimp_image_undo_group_start(number::image(image));
}
inline gboolean gimp_image_undo_group_end(gint32 image) { return ::gimp_image_undo_group_end(number::image(image)); }
inline gint gimp_image_get_item_position(gint32 image, gint32 item) {
  return ::gimp_image_get_item_position(number::image(image), number::item(item));
}
inline gboolean gimp_image_insert_layer(gint32 image, gint32 layer, gint32 parent, gint position) {
  return ::gimp_image_insert_layer(number::image(image), number::layer(layer), number::layer(parent), position);
}
inline gboolean gimp_image_remove_layer(gint32 image, gint32 layer) {
  return ::gimp_image_remove_layer(number::image(image), number::layer(layer));
}

// Items
inline gboolean gimp_item_is_valid(gint32 item) { return number::item(item) != nullptr; }
inline gint32 gimp_item_get_image(gint32 item) {
  GimpImage* image = ::gimp_item_get_image(number::item(item));
  return image ? gimp_image_get_id(image) : -1;
}
inline gboolean gimp_item_is_group(gint32 item) { return ::gimp_item_is_group(number::item(item)); }
inline gboolean gimp_item_is_layer(gint32 item) { return ::gimp_item_is_layer(number::item(item)); }
inline gboolean gimp_item_is_layer_mask(gint32 item) { return ::gimp_item_is_layer_mask(number::item(item)); }
inline gboolean gimp_item_is_text_layer(gint32 item) { return ::gimp_item_is_text_layer(number::item(item)); }
inline gint* gimp_item_get_children(gint32 item, gint* count) {
  return number::of_all(::gimp_item_get_children(number::item(item)), count);
}
inline gint32 gimp_item_get_parent(gint32 item) { return number::of(::gimp_item_get_parent(number::item(item))); }
inline gchar* gimp_item_get_name(gint32 item) { return ::gimp_item_get_name(number::item(item)); }
inline gboolean gimp_item_set_name(gint32 item, const gchar* name) {
  return ::gimp_item_set_name(number::item(item), name);
}
inline gboolean gimp_item_get_visible(gint32 item) { return ::gimp_item_get_visible(number::item(item)); }
inline gboolean gimp_item_set_visible(gint32 item, gboolean visible) {
  return ::gimp_item_set_visible(number::item(item), visible);
}
inline gboolean gimp_item_get_lock_content(gint32 item) { return ::gimp_item_get_lock_content(number::item(item)); }
inline GimpParasite* gimp_item_get_parasite(gint32 item, const gchar* name) {
  return ::gimp_item_get_parasite(number::item(item), name);
}
inline gboolean gimp_item_attach_parasite(gint32 item, const GimpParasite* parasite) {
  return ::gimp_item_attach_parasite(number::item(item), parasite);
}
inline gboolean gimp_item_detach_parasite(gint32 item, const gchar* name) {
  return ::gimp_item_detach_parasite(number::item(item), name);
}
inline gboolean gimp_item_delete(gint32 item) { return ::gimp_item_delete(number::item(item)); }

// Drawables
inline GeglBuffer* gimp_drawable_get_buffer(gint32 drawable) {
  return ::gimp_drawable_get_buffer(number::drawable(drawable));
}
inline GeglBuffer* gimp_drawable_get_shadow_buffer(gint32 drawable) {
  return ::gimp_drawable_get_shadow_buffer(number::drawable(drawable));
}
inline const Babl* gimp_drawable_get_format(gint32 drawable) {
  return ::gimp_drawable_get_format(number::drawable(drawable));
}
inline gint gimp_drawable_width(gint32 drawable) { return gimp_drawable_get_width(number::drawable(drawable)); }
inline gint gimp_drawable_height(gint32 drawable) { return gimp_drawable_get_height(number::drawable(drawable)); }
inline gboolean gimp_drawable_offsets(gint32 drawable, gint* x, gint* y) {
  return gimp_drawable_get_offsets(number::drawable(drawable), x, y);
}
inline GimpImageType gimp_drawable_type(gint32 drawable) { return ::gimp_drawable_type(number::drawable(drawable)); }
inline gboolean gimp_drawable_is_gray(gint32 drawable) { return ::gimp_drawable_is_gray(number::drawable(drawable)); }
inline gboolean gimp_drawable_merge_shadow(gint32 drawable, gboolean undo) {
  return ::gimp_drawable_merge_shadow(number::drawable(drawable), undo);
}
inline gboolean gimp_drawable_update(gint32 drawable, gint x, gint y, gint width, gint height) {
  return ::gimp_drawable_update(number::drawable(drawable), x, y, width, height);
}

// Layers and channels
inline gint32 gimp_layer_new(gint32 image, const gchar* name, gint width, gint height, GimpImageType type,
                             gdouble opacity, GimpLayerMode mode) {
  return number::of(::gimp_layer_new(number::image(image), name, width, height, type, opacity, mode));
}
inline gint32 gimp_layer_new_from_visible(gint32 image, gint32 into, const gchar* name) {
  return number::of(::gimp_layer_new_from_visible(number::image(image), number::image(into), name));
}
inline gint32 gimp_layer_copy(gint32 layer) { return number::of(::gimp_layer_copy(number::layer(layer))); }
inline gboolean gimp_layer_set_offsets(gint32 layer, gint x, gint y) {
  return ::gimp_layer_set_offsets(number::layer(layer), x, y);
}
inline GimpLayerMode gimp_layer_get_mode(gint32 layer) { return ::gimp_layer_get_mode(number::layer(layer)); }
inline gdouble gimp_layer_get_opacity(gint32 layer) { return ::gimp_layer_get_opacity(number::layer(layer)); }
inline gint32 gimp_layer_get_mask(gint32 layer) { return number::of(::gimp_layer_get_mask(number::layer(layer))); }
inline gint32 gimp_layer_create_mask(gint32 layer, GimpAddMaskType type) {
  return number::of(::gimp_layer_create_mask(number::layer(layer), type));
}
inline gboolean gimp_layer_add_mask(gint32 layer, gint32 mask) {
  return ::gimp_layer_add_mask(number::layer(layer), GIMP_LAYER_MASK(number::item(mask)));
}
/// GIMP 3 keeps samples of an image whose profile is of tables when its precision becomes linear, and yet shows and exports
/// them as if they were linear light: nobody can say what they are.
inline constexpr bool kLinearTables = false;

/// Whether the layer looks other than its pixels are: an effect that is switched off does nothing.
inline bool has_effects(gint32 layer) {
  GimpDrawableFilter** effects = gimp_drawable_get_filters(number::drawable(layer));
  bool any = false;
  for (GimpDrawableFilter** effect = effects; effect && *effect; ++effect)
    any = any || gimp_drawable_filter_get_visible(*effect);
  g_free(effects);
  return any;
}

}  // namespace countenance::plugin

// SPDX-License-Identifier: GPL-3.0-or-later
#include "write.h"

#include <fmt/format.h>

#include "change.h"
#include "maps.h"
#include "pixels.h"

namespace countenance::plugin {
namespace {

tl::unexpected<Error> refused(const char* what) {
  const char* why = gimp_get_pdb_error();
  return fail(Code::cannot_write, fmt::format("{}{}{}", what, why && *why ? ": " : "", why ? why : ""));
}

/// What is done to the image while it lives is one step of undo.
class Step {
 public:
  explicit Step(gint32 image) : image_(image) { gimp_image_undo_group_start(image_); }
  ~Step() { gimp_image_undo_group_end(image_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  gint32 image_;
};

/// A layer that no image has taken yet goes with the one who made it.
class Loose {
 public:
  explicit Loose(gint32 layer) : layer_(layer) {}
  ~Loose() {
    if (layer_ != kNone) gimp_item_delete(layer_);
  }
  Loose(const Loose&) = delete;
  Loose& operator=(const Loose&) = delete;
  [[nodiscard]] gint32 get() const { return layer_; }
  gint32 taken() { return std::exchange(layer_, kNone); }

 private:
  gint32 layer_;
};

/// Whether what lies right above this layer, opaque, is all that is seen.
bool hides_what_is_below(gint32 layer) {
  const auto mode = gimp_layer_get_mode(layer);
  return gimp_item_get_visible(layer) && gimp_layer_get_opacity(layer) == 100 && gimp_layer_get_mask(layer) == kNone &&
         (mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY);
}

/// The rectangle alone, with its mask.
Result<> fill_cut(gint32 layer, gint32 original, const Output& output, const Image8& mask) {
  const GeglRectangle from{output.area.x, output.area.y, output.area.width, output.area.height}, to{0, 0, 0, 0};
  {
    const Buffer pixels = buffer_of(layer);
    gegl_buffer_copy(buffer_of(original).get(), &from, GEGL_ABYSS_NONE, pixels.get(), &to);
    CNT_CHECK(write_pixels(pixels.get(), 0, 0, output.pixels));
  }
  const gint32 hides = gimp_layer_create_mask(layer, GIMP_ADD_MASK_BLACK);
  if (hides == kNone || !gimp_layer_add_mask(layer, hides)) {
    auto why = refused("the new layer takes no mask");
    if (hides != kNone) gimp_item_delete(hides);
    return why;
  }
  write_coverage(buffer_of(hides).get(), mask);
  return gimp_layer_set_offsets(layer, output.x, output.y) ? Result<>() : refused("the new layer stays elsewhere");
}

Result<> fill_copy(gint32 layer, const Output& output) {
  if (!gimp_item_set_name(layer, output.name.c_str()) || !gimp_item_set_visible(layer, TRUE))
    return refused("the new layer takes no name");
  return write_pixels(buffer_of(layer).get(), output.area.x, output.area.y, output.pixels);
}

/// Both, or none.
Result<> hide(gint32 one, gint32 other) {
  const bool seen = one != kNone && gimp_item_get_visible(one);
  if (one != kNone && !gimp_item_set_visible(one, FALSE)) return refused("the original cannot be hidden");
  if (other == kNone || gimp_item_set_visible(other, FALSE)) return {};
  auto why = refused("the earlier retouch cannot be hidden");
  if (seen) gimp_item_set_visible(one, TRUE);
  return why;
}

Result<gint32> write_layer(gint32 image, gint32 original, gint32 chosen, const Output& output) {
  Image8 mask = output.mask;
  const bool cut = hides_what_is_below(original) && lies_over(output.pixels, mask);
  Loose layer(cut ? gimp_layer_new(image, output.name.c_str(), output.area.width, output.area.height,
                                   gimp_drawable_type(original), 100, GIMP_LAYER_MODE_NORMAL)
                  : gimp_layer_copy(original));
  if (layer.get() == kNone) return refused("GIMP makes no new layer");
  CNT_CHECK(cut ? fill_cut(layer.get(), original, output, mask) : fill_copy(layer.get(), output));
  if (!attach_note(layer.get(), output.note)) return refused("the new layer takes no note");
  const Step step(image);
  if (!gimp_image_insert_layer(image, layer.get(), gimp_item_get_parent(original),
                               gimp_image_get_item_position(image, original)))
    return refused("the image takes no new layer");
  const auto hidden = hide(cut ? kNone : original, chosen == original ? kNone : chosen);
  if (!hidden) {
    gimp_image_remove_layer(image, layer.taken());
    return tl::unexpected(hidden.error());
  }
  return layer.taken();
}

/// GIMP applies the selection to all that it merges, and that has been done already. It is kept as a channel meanwhile.
class WithoutSelection {
 public:
  WithoutSelection(gint32 image, gint32 layer) : image_(image), layer_(layer) {
    if (gimp_selection_is_empty(image)) return;
    kept_ = gimp_selection_save(image);
    set_aside_ = kept_ != kNone && gimp_selection_none(image);
  }
  ~WithoutSelection() {
    if (kept_ == kNone) return;
    // where it is not taken back, the user still has the channel
    if (gimp_image_select_item(image_, GIMP_CHANNEL_OP_REPLACE, kept_)) gimp_image_remove_channel(image_, kept_);
    gimp_image_set_active_layer(image_, layer_);
  }
  WithoutSelection(const WithoutSelection&) = delete;
  WithoutSelection& operator=(const WithoutSelection&) = delete;
  [[nodiscard]] bool set_aside() const { return set_aside_; }

 private:
  gint32 image_, layer_, kept_ = kNone;
  bool set_aside_ = true;
};

Result<> check_writable(gint32 image, gint32 layer) {
  if (gimp_item_get_lock_content(layer))
    return fail(Code::cannot_write, "the layer's pixels are locked: unlock them, or take the retouch as a new layer");
  const bool grey = gimp_drawable_is_gray(layer);
  for (const GimpChannelType channel :
       {grey ? GIMP_GRAY_CHANNEL : GIMP_RED_CHANNEL, grey ? GIMP_GRAY_CHANNEL : GIMP_GREEN_CHANNEL,
        grey ? GIMP_GRAY_CHANNEL : GIMP_BLUE_CHANNEL})
    if (!gimp_image_get_component_active(image, channel))
      return fail(Code::cannot_write,
                  "one of the image's colour channels is off: switch it on, or take the retouch as "
                  "a new layer");
  return {};
}

Result<gint32> write_in_place(gint32 image, gint32 layer, const Output& output) {
  CNT_CHECK(check_writable(image, layer));
  {
    const Buffer shadow(gimp_drawable_get_shadow_buffer(layer));
    gegl_buffer_copy(buffer_of(layer).get(), nullptr, GEGL_ABYSS_NONE, shadow.get(), nullptr);
    CNT_CHECK(write_pixels(shadow.get(), output.area.x, output.area.y, output.pixels));
  }
  const Step step(image);
  const WithoutSelection all(image, layer);
  if (!all.set_aside()) return refused("GIMP does not set the selection aside");
  // The pixels last: a note can be taken back.
  const std::string before = note_of_item(layer);
  if (!attach_note(layer, output.note)) return refused("the layer takes no note");
  if (!gimp_drawable_merge_shadow(layer, TRUE)) {
    auto why = refused("GIMP does not take the retouched pixels");
    if (before.empty())
      gimp_item_detach_parasite(layer, kNoteParasite);
    else
      (void)attach_note(layer, before);
    return why;
  }
  gimp_drawable_update(layer, output.area.x, output.area.y, output.area.width, output.area.height);
  return layer;
}

}  // namespace

Result<gint32> write_output(gint32 image, gint32 original, gint32 chosen, const Output& output) {
  return output.in_place ? write_in_place(image, original, output) : write_layer(image, original, chosen, output);
}

}  // namespace countenance::plugin

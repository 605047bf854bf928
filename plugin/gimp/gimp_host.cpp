// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp_host.h"

#include <algorithm>

#include "maps.h"
#include "pixels.h"
#include "studio.h"
#include "translate.h"
#include "write.h"

namespace countenance::plugin {
namespace {

constexpr std::chrono::milliseconds kBetween{50};  // from one word of progress to the next

bool has_room_for(const Rect& large, const Rect& small) {
  return large.width >= small.width && large.height >= small.height;
}

/// Those below `chosen` first: there a retouch was put over its original.
std::vector<gint32> from_below(std::vector<gint32> layers, gint32 chosen) {
  std::rotate(layers.begin(), std::find(layers.begin(), layers.end(), chosen), layers.end());
  return layers;
}

Rect moved(const Rect& area, const Rect& to) { return {area.x - to.x, area.y - to.y, area.width, area.height}; }

}  // namespace

Drawable GimpHost::taken(gint32 layer, Photo photo) {
  original_ = layer;
  format_ = gimp_drawable_get_format(layer);
  state_ = state_of(image_, layer, photo);
  return {std::move(photo), state_.place.x, state_.place.y, note_of_item(layer)};
}

Result<Drawable> GimpHost::read() {
  CNT_CHECK(check_layer(image_, chosen_));
  CNT_TRY(photo, photo_of(image_, chosen_));
  return taken(chosen_, std::move(photo));
}

Result<std::optional<Drawable>> GimpHost::find(const std::string& content) {
  const Rect retouched = place_of(chosen_);
  for (const gint32 layer : from_below(layers_of(image_), chosen_)) {
    if (layer == chosen_ || !has_room_for(place_of(layer), retouched)) continue;
    CNT_TRY(photo, photo_of(image_, layer));
    if (content_hash(photo) != content) continue;
    CNT_CHECK(check_layer(image_, layer));
    return std::optional(taken(layer, std::move(photo)));
  }
  return std::optional<Drawable>();
}

Result<Image8> GimpHost::selection(const Rect& area) {
  if (gimp_selection_is_empty(image_)) return Image8();
  return read_coverage(buffer_of(gimp_image_get_selection(image_)).get(), area);
}

std::vector<std::string> GimpHost::maps() {
  std::vector<std::string> names;
  for (const gint32 layer : layers_of(image_)) names.push_back(take(gimp_item_get_name(layer)));
  gint count = 0;
  gint* channels = gimp_image_get_channels(image_, &count);
  for (int i = 0; i < count; ++i) names.push_back(take(gimp_item_get_name(channels[i])));
  g_free(channels);
  return names;
}

Result<Image8> GimpHost::map(const std::string& name, const Rect& area) {
  const gint32 layer = gimp_image_get_layer_by_name(image_, name.c_str());
  if (layer != kNone) return read_brightness(buffer_of(layer).get(), moved(area, place_of(layer)));
  const gint32 channel = gimp_image_get_channel_by_name(image_, name.c_str());
  if (channel != kNone) return read_coverage(buffer_of(channel).get(), moved(area, place_of(channel)));
  return fail(Code::bad_input, "there is no layer and no channel '" + name + "'");
}

bool GimpHost::progress(double share, std::string_view words) {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_ < kBetween) return true;
  told_ = now;
  if (words != words_) {
    words_ = words;
    gimp_progress_set_text(_(words_.c_str()));
  }
  gimp_progress_update(share);
  return true;
}

Result<Photo> GimpHost::settle(Photo rendered) { return settled(format_, std::move(rendered)); }

Result<> GimpHost::check_unchanged() {
  const auto changed = [] {
    return fail(Code::cannot_write, "the layer was changed meanwhile: open the dialog again");
  };
  if (!check_layer(image_, original_) || (chosen_ != original_ && !check_layer(image_, chosen_))) return changed();
  CNT_TRY(now, state_of(image_, original_));
  return now == state_ ? Result<>() : changed();
}

Result<> GimpHost::write(const Output& output) {
  CNT_CHECK(check_unchanged());
  CNT_TRY(layer, write_output(image_, original_, chosen_, output));
  result_ = layer;
  return {};
}

}  // namespace countenance::plugin

// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp_originals.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "change.h"
#include "note.h"

namespace countenance::plugin {
namespace {

/// What an image shows of `area`, made for reading and gone again.
Result<Photo> visible(gint32 image, const Rect& area) {
  const gint32 layer = gimp_layer_new_from_visible(image, image, "visible");
  if (layer == kNone) return fail(Code::bad_input, "GIMP does not say what is visible");
  auto photo = photo_of(image, layer, area);
  gimp_item_delete(layer);
  return photo;
}

Rect canvas_of(gint32 image) { return {0, 0, gimp_image_width(image), gimp_image_height(image)}; }

Result<> check_colours(gint32 image) {
  if (gimp_image_base_type(image) != GIMP_INDEXED) return {};
  return fail(Code::bad_input,
              "an image of indexed colours cannot be measured: convert it to RGB first (Image > Mode > RGB)");
}

/// The layout of both is the original's.
Pair pair_of(Photo original, Photo edited) {
  if (!original.view().has_alpha()) edited = without_alpha(std::move(edited));
  return {std::move(original), std::move(edited)};
}

/// What a file shows; `size`: it must be as large, if that is given.
Result<Photo> load(const std::string& file, std::optional<Size> size) {
  const gint32 image = gimp_file_load(GIMP_RUN_NONINTERACTIVE, file.c_str(), file.c_str());
  if (image == kNone)
    return fail(Code::bad_input, fmt::format("the original cannot be opened: {}", gimp_get_pdb_error()));
  const Rect canvas = canvas_of(image);
  Result<Photo> photo = Photo();
  if (size && canvas.size() != *size) {
    photo = fail(Code::bad_input,
                 fmt::format("{} is no original of this image: it is {} × {} pixels large, and the image {} × {}", file,
                             canvas.width, canvas.height, size->width, size->height));
  } else {
    if (gimp_image_base_type(image) == GIMP_INDEXED) gimp_image_convert_rgb(image);
    photo = visible(image, canvas);
  }
  gimp_image_delete(image);
  return photo;
}

}  // namespace

GimpOriginals::GimpOriginals(gint32 image, gint32 edited) : image_(image), edited_(edited), layers_(layers_of(image)) {
  layers_.erase(std::remove(layers_.begin(), layers_.end(), edited), layers_.end());
}

std::vector<std::string> GimpOriginals::layers() {
  std::vector<std::string> names;
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
    names.push_back(take(gimp_item_get_name(*layer)));
  return names;
}

Result<gint32> GimpOriginals::number_of(int layer) const {
  if (layer < 0 || layer >= int(layers_.size())) return fail(Code::bad_input, "there is no such layer");
  return layers_[layers_.size() - 1 - std::size_t(layer)];
}

Result<> GimpOriginals::check(gint32 layer) const {
  CNT_CHECK(check_colours(image_));
  if (!gimp_item_is_valid(layer) || !gimp_item_is_layer(layer) || gimp_item_get_image(layer) != image_)
    return fail(Code::bad_input, "the original must be a layer of this image, or a file");
  return {};
}

Result<Pair> GimpOriginals::with_layer(int layer) {
  CNT_TRY(number, number_of(layer));
  return with(number);
}

Result<Pair> GimpOriginals::with(gint32 layer) {
  CNT_CHECK(check(layer));
  const Rect place = place_of(layer), shared = intersect(place, canvas_of(image_));
  if (shared.empty()) return fail(Code::bad_input, "nothing of the original lies on the canvas");
  CNT_TRY(original, photo_of(image_, layer, {shared.x - place.x, shared.y - place.y, shared.width, shared.height}));
  CNT_TRY(edited, visible(image_, shared));
  return pair_of(std::move(original), std::move(edited));
}

Result<Pair> GimpOriginals::with_file(const std::string& file) {
  CNT_CHECK(check_colours(image_));
  const Rect canvas = canvas_of(image_);
  CNT_TRY(original, load(file, canvas.size()));
  CNT_TRY(edited, visible(image_, canvas));
  return pair_of(std::move(original), std::move(edited));
}

Result<Photo> GimpOriginals::layer(int layer) {
  CNT_TRY(number, number_of(layer));
  return alone(number);
}

Result<Photo> GimpOriginals::alone(gint32 layer) {
  CNT_CHECK(check(layer));
  if (layer == edited_)
    return fail(Code::bad_input, "the layer cannot be its own original: say another layer, or a file");
  CNT_TRY(photo, photo_of(image_, layer));
  CNT_CHECK(check_first(photo, note_of_item(layer)));
  return std::move(photo);
}

Result<Photo> GimpOriginals::file(const std::string& file) { return load(file, std::nullopt); }

}  // namespace countenance::plugin

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_host.h"

#include <cmath>
#include <stdexcept>

#include "change.h"
#include "studio.h"

namespace countenance::plugin {

Result<std::optional<Drawable>> FakeHost::find(const std::string& content) {
  for (const Drawable& layer : layers)
    if (content_hash(layer.photo) == content) return std::optional(layer);
  return std::optional<Drawable>();
}

std::vector<std::string> FakeHost::maps() {
  std::vector<std::string> names;
  for (const auto& [name, map] : painted) names.push_back(name);
  return names;
}

Result<Image8> FakeHost::map(const std::string& name, const Rect&) {
  const auto found = painted.find(name);
  if (found == painted.end()) return fail(Code::bad_input, "there is no layer or channel '" + name + "'");
  return found->second;
}

bool FakeHost::progress(double, std::string_view words) {
  if (stages.empty() || stages.back() != words) stages.emplace_back(words);
  return ++calls < cancel_at;
}

Result<Photo> FakeHost::settle(Photo rendered) {
  ++settled;
  if (precision) precision(rendered);
  return rendered;
}

Result<> FakeHost::write(const Output& output) {
  if (full) return fail(Code::cannot_write, "the image takes no more layers");
  written.push_back(output);
  Drawable& layer = layers.at(chosen);
  Photo shown = flattened(layers.front().photo, output);
  if (precision) precision(shown);
  if (output.in_place) {
    layer.photo = std::move(shown);
    layer.note = output.note;
  } else {
    layers.push_back({part(shown, output.area), output.x, output.y, output.note});
    chosen = layers.size() - 1;
  }
  return {};
}

/// Interleaved 8-bit samples, or floats: v = o + m (p − o).
template <class T>
static void lay_over(Photo& original, const Output& output) {
  const int channels = original.channels;
  for (int y = 0; y < output.area.height; ++y) {
    auto* under = reinterpret_cast<T*>(original.row(output.area.y + y)) + output.area.x * channels;
    const auto* over = reinterpret_cast<const T*>(output.pixels.view().row(y));
    for (int i = 0; i < output.area.width * channels; ++i) {
      const double m = output.in_place ? 1 : output.mask.at(i / channels, y) / 255.;
      const double v = double(under[i]) + m * (double(over[i]) - double(under[i]));
      under[i] = std::is_floating_point_v<T> ? T(v) : T(std::lround(v));
    }
  }
}

Photo flattened(Photo original, const Output& output) {
  if (original.sample == Sample::u8)
    lay_over<std::uint8_t>(original, output);
  else if (original.sample == Sample::f32)
    lay_over<float>(original, output);
  else
    throw std::logic_error("flattened: 8 bit or float");
  return original;
}

}  // namespace countenance::plugin

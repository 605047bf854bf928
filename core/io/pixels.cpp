// SPDX-License-Identifier: Apache-2.0
#include "io/pixels.h"

#include <algorithm>

namespace countenance::io {
namespace {

std::recursive_mutex& the_one() {
  static std::recursive_mutex mutex;
  return mutex;
}

/// Standard error is the user's; what matters comes as an Error or a note.
void silent(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

bool start() {
  static const bool ok = [] {
    g_log_set_handler("VIPS",
                      GLogLevelFlags(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG),
                      silent, nullptr);
    if (VIPS_INIT("countenance") != 0) return false;
    vips_cache_set_max(0);  // an operation kept is a picture kept
    return true;
  }();
  return ok;
}

VipsBandFormat format_of(Sample sample) {
  switch (sample) {
    case Sample::u8:
      return VIPS_FORMAT_UCHAR;
    case Sample::f32:
      return VIPS_FORMAT_FLOAT;
    default:
      return VIPS_FORMAT_USHORT;
  }
}

VipsInterpretation interpretation_of(const PhotoView& photo) {
  const bool wide = photo.sample == Sample::u16 || photo.sample == Sample::f16;
  if (photo.colours() == 1) return wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
  if (photo.sample == Sample::f32) return VIPS_INTERPRETATION_scRGB;
  return wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
}

}  // namespace

Session::Session() : lock_(the_one()) {
  start();
  vips_error_clear();
}

Result<> Session::started() const {
  if (!start()) return fail(Code::internal, "libvips does not start: " + complaint());
  return {};
}

std::string Session::complaint() const {
  // libvips adds a line a layer; the first is the cause.
  std::string line = vips_error_buffer();
  line.erase(std::min(line.find('\n'), line.size()));
  const std::size_t colon = line.find(": ");
  if (colon != std::string::npos) line.erase(0, colon + 2);
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  return line;
}

Watch::Watch(VipsImage* image, const Job& job, std::string_view stage) : image_(image), job_(job), stage_(stage) {
  if (!job.progress) return;
  vips_image_set_progress(image, TRUE);
  handler_ = g_signal_connect(image, "eval", G_CALLBACK(&Watch::evaluated), this);
}

Watch::~Watch() {
  if (handler_ != 0) g_signal_handler_disconnect(image_, handler_);
}

void Watch::evaluated(VipsImage*, VipsProgress* progress, Watch* self) {
  if (!self->state_ || self->thrown_) return;
  try {
    self->state_ = self->job_.report(std::clamp(progress->percent / 100.0, 0.0, 1.0), self->stage_);
  } catch (...) {
    self->thrown_ = std::current_exception();
  }
  if (!self->state_ || self->thrown_) vips_image_set_kill(self->image_, TRUE);
}

Result<> Watch::outcome() const {
  if (thrown_) std::rethrow_exception(thrown_);
  return state_;
}

ImagePtr as_image(const PhotoView& photo, const Job& job) {
  ImagePtr image(vips_image_new_from_memory(photo.data, std::size_t(photo.stride) * std::size_t(photo.size.height),
                                            photo.size.width, photo.size.height, photo.channels,
                                            format_of(photo.sample)));
  if (!image) return image;
  image->Type = interpretation_of(photo);
  if (job.threads > 0) vips_image_set_int(image.get(), VIPS_META_CONCURRENCY, job.threads);
  return image;
}

}  // namespace countenance::io

// SPDX-License-Identifier: Apache-2.0
#include "io/contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/exif.h"
#include "io/jpeg.h"
#include "io/photoshop.h"
#include "io/png.h"
#include "io/tiff.h"
#include "io/webp.h"

namespace countenance::io {
namespace {

Bytes blob_of(VipsImage* image, const char* field) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (!vips_image_get_typeof(image, field) || vips_image_get_blob(image, field, &data, &size) != 0) return {};
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  return {bytes, bytes + size};
}

int number_of(VipsImage* image, const char* field, int otherwise) {
  int value = otherwise;
  if (vips_image_get_typeof(image, field) && vips_image_get_int(image, field, &value) != 0) return otherwise;
  return value;
}

void lose_credentials(Loaded& out) {
  out.losses.emplace_back("embedded content credentials (bound to the original's bytes)");
}

Result<> take_jpeg(Span file, Loaded& out) {
  JpegContents c = read_jpeg(file);
  out.photo.icc = std::move(c.icc);
  out.metadata = {std::move(c.exif), std::move(c.xmp), std::move(c.photoshop), c.jfif.x, c.jfif.y};
  out.jpeg_quality = c.quality;
  out.jpeg_subsampled = c.subsampled;
  out.lossless = false;
  if (c.further_pictures) out.losses.emplace_back("the further pictures in the file (preview, depth or gain map)");
  if (c.extended_xmp) out.losses.emplace_back("extended XMP");
  if (c.content_credentials) lose_credentials(out);
  if (c.comment) out.losses.emplace_back("the JPEG comment");
  return {};
}

Result<> take_png(Span file, const std::string& name, VipsImage* image, Loaded& out) {
  PngContents c = read_png(file);
  if (!c.complete) return fault(name, "damaged or truncated (it has no end): get an intact copy");
  if (c.animated) return fault(name, "an animated PNG: save one frame of it as a picture of its own");
  out.photo.icc = blob_of(image, VIPS_META_ICC_NAME);
  if (c.has_profile && out.photo.icc.empty()) {
    if (image->Bands >= 3)
      return fault(name, "its colour profile is broken: convert it to sRGB or assign a profile again");
    out.notes.emplace_back("its colour profile is not one for grey and is ignored");
  }
  out.metadata = {std::move(c.exif), blob_of(image, VIPS_META_XMP_NAME), {}, c.resolution.x, c.resolution.y};
  if (c.text) out.losses.emplace_back("PNG text chunks");
  if (c.content_credentials) lose_credentials(out);
  if (c.palette) out.notes.emplace_back("a palette picture: read and written as RGB");
  return {};
}

Result<> take_tiff(Span file, const std::string& name, VipsImage* image, Loaded& out) {
  TiffContents c = read_tiff(file);
  if (c.raw) return fault(name, "a camera's raw file: develop it to a TIFF or JPEG first");
  const bool classic = IfdReader::open(file).has_value();
  if ((classic ? c.pages : number_of(image, VIPS_META_N_PAGES, 1)) > 1)
    return fault(name, "a TIFF of several pages: save one page as a picture of its own");
  if (c.half && (c.premultiplied || c.min_is_white))
    return fault(name, "half floats of an unusual kind: save it as 32-bit float");
  if (c.half) out.photo.sample = Sample::f16;
  out.photo.icc = blob_of(image, VIPS_META_ICC_NAME);
  Bytes photoshop = std::move(c.photoshop);
  // The tag of its own wins, as readers take it; the resources may hold an older copy or none.
  // (A tag that is but the start of the resource's records was cut by its writer: see set_iim.)
  const Bytes resource = iim_of(photoshop);
  const bool cut = c.iim.size() < resource.size() && std::equal(c.iim.begin(), c.iim.end(), resource.begin());
  if (!c.iim.empty() && !cut) {
    photoshop = without_iim(photoshop);
    append(photoshop, resource_of_iim(c.iim));
  }
  out.metadata = {{},
                  classic ? std::move(c.xmp) : blob_of(image, VIPS_META_XMP_NAME),
                  std::move(photoshop),
                  c.resolution.x,
                  c.resolution.y};
  out.orientation = number_of(image, VIPS_META_ORIENTATION, 1);
  if (c.exif) out.losses.emplace_back("EXIF of a TIFF");
  if (c.content_credentials) lose_credentials(out);
  if (c.layers) out.losses.emplace_back("Photoshop layers");
  if (c.reduced) out.losses.emplace_back("smaller versions of the picture in the file");
  if (c.premultiplied) out.notes.emplace_back("premultiplied alpha: read and written as straight alpha");
  if (c.unnamed_channel) out.notes.emplace_back("an extra channel of no stated meaning is taken for straight alpha");
  return {};
}

Result<> take_webp(Span file, const std::string& name, VipsImage* image, Loaded& out) {
  WebpContents c = read_webp(file);
  if (c.animated || number_of(image, VIPS_META_N_PAGES, 1) > 1)
    return fault(name, "an animated WebP: save one frame of it as a picture of its own");
  out.photo.icc = std::move(c.icc);
  out.metadata = {std::move(c.exif), std::move(c.xmp), {}, 0, 0};
  out.lossless = c.lossless;
  if (c.content_credentials) lose_credentials(out);
  return {};
}

}  // namespace

tl::unexpected<Error> fault(const std::string& name, std::string_view what) {
  return fail(Code::bad_input, fmt::format("{}: {}", name, what));
}

Result<> take_contents(Span file, const std::string& name, VipsImage* image, Loaded& out) {
  CNT_CHECK(out.format == Format::jpeg   ? take_jpeg(file, out)
            : out.format == Format::png  ? take_png(file, name, image, out)
            : out.format == Format::tiff ? take_tiff(file, name, image, out)
                                         : take_webp(file, name, image, out));
  // Some writers count the end mark of the text in; no format but theirs bears it.
  while (!out.metadata.xmp.empty() && out.metadata.xmp.back() == 0) out.metadata.xmp.pop_back();
  return {};
}

void take_exif(Loaded& out) {
  const ExifFacts exif = read_exif(out.metadata.exif);
  if (out.format != Format::tiff) out.orientation = exif.orientation;
  if (exif.resolution.x > 0 && exif.resolution.y > 0)
    out.metadata.x_resolution = exif.resolution.x, out.metadata.y_resolution = exif.resolution.y;
  if (!out.photo.icc.empty()) return;
  const bool floats = out.photo.sample == Sample::f16 || out.photo.sample == Sample::f32;
  out.photo.linear = floats;
  out.notes.emplace_back(floats           ? "no colour profile: linear light in sRGB primaries assumed"
                         : exif.adobe_rgb ? "no colour profile, though EXIF says Adobe RGB: sRGB assumed"
                                          : "no colour profile: sRGB assumed");
}

}  // namespace countenance::io

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/pages.h"
#include "io/contents.h"
#include "io/jpeg.h"
#include "io/pixels.h"
#include "io/tiff.h"

namespace countenance::io {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

/// Other pictures people have, to say more than "no".
const char* kind_of_other(Span file) {
  if (starts_with(file, "GIF8"sv)) return "a GIF";
  if (starts_with(file, "BM"sv)) return "a BMP";
  if (starts_with(file, "8BPS"sv)) return "a Photoshop document";
  if (starts_with(file, "%PDF"sv)) return "a PDF";
  if (matches(file, 4, "ftyp")) return "a HEIC, AVIF or video file";
  if (starts_with(file, "\xFF\x0A"sv) || matches(file, 4, "JXL ")) return "a JPEG XL";
  return nullptr;
}

/// Told by the first bytes.
Result<Format> format_in(Span file, const std::string& name) {
  if (file.empty()) return fault(name, "the file is empty");
  if (const auto format = sniff(file)) return *format;
  const char* other = kind_of_other(file);
  return fault(name, fmt::format("{}: JPEG, PNG, TIFF and WebP are read", other ? other : "not a picture"));
}

/// No coding of `pixels` takes more than they take as they are (8 bits in JPEG and WebP, 16 in PNG, floats in TIFF,
/// each with alpha); and ample metadata.
std::uintmax_t largest_file(Format format, std::size_t pixels) {
  const std::uintmax_t a_pixel = format == Format::tiff ? 16 : format == Format::png ? 8 : 4;
  return a_pixel * pixels + (std::uintmax_t{64} << 20);
}

tl::unexpected<Error> too_long(const std::string& name, std::uintmax_t size, Format format,
                               const LoadOptions& options) {
  return fault(name, fmt::format("{:.1f} GB are more than any {} of {:.0f} megapixels takes, the most allowed: scale "
                                 "the picture down first",
                                 double(size) / 1e9, name_of(format), double(options.largest_pixels) / 1e6));
}

constexpr std::size_t kStart = 16;  // bytes that tell the format

Result<ImagePtr> open(Format format, Span file, const std::string& name, const Session& session) {
  VipsImage* out = nullptr;
  const auto load = [&](auto&& loader) {
    return loader(const_cast<std::uint8_t*>(file.data()), file.size(), &out, "access", VIPS_ACCESS_SEQUENTIAL,
                  "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
  };
  const int failed = format == Format::jpeg   ? load(vips_jpegload_buffer)
                     : format == Format::png  ? load(vips_pngload_buffer)
                     : format == Format::tiff ? load(vips_tiffload_buffer)
                                              : load(vips_webpload_buffer);
  ImagePtr image(out);
  if (failed || !image)
    return fault(name, fmt::format("damaged or unsupported {} ({}): save it again with another program",
                                   name_of(format), session.complaint()));
  return image;
}

Result<> check_size(VipsImage* image, const std::string& name, const LoadOptions& options) {
  const std::size_t pixels = std::size_t(image->Xsize) * std::size_t(image->Ysize);
  if (pixels > options.largest_pixels)
    return fault(
        name, fmt::format("{} x {} pixels are declared, more than the {:.0f} megapixels allowed: scale it down first",
                          image->Xsize, image->Ysize, double(options.largest_pixels) / 1e6));
  return {};
}

Result<> check_kind(VipsImage* image, const std::string& name, Photo& photo) {
  switch (image->Type) {
    case VIPS_INTERPRETATION_CMYK:
      return fault(name, "a CMYK picture: convert it to RGB first");
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16:
      if (image->Bands > 2) return fault(name, "grey with more than one extra channel: save it as plain grey or RGB");
      break;
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB16:
    case VIPS_INTERPRETATION_scRGB:
      if (image->Bands > 4 || image->Bands < 3)
        return fault(name, "RGB with more than one extra channel: save it as plain RGB");
      break;
    default:
      return fault(name, "neither RGB nor grey: convert it to RGB first");
  }
  if (image->BandFmt == VIPS_FORMAT_UCHAR)
    photo.sample = Sample::u8;
  else if (image->BandFmt == VIPS_FORMAT_FLOAT)
    photo.sample = Sample::f32;
  else if (image->BandFmt == VIPS_FORMAT_USHORT)
    photo.sample = photo.sample == Sample::f16 ? Sample::f16 : Sample::u16;
  else
    return fault(name, "samples of an unusual kind: save it with 8 or 16 bits, or 32-bit float");
  photo.size = {image->Xsize, image->Ysize};
  photo.channels = image->Bands;
  return {};
}

/// libjpeg carries on from damage and tells of the first alone: whatever it says is taken for lost pixels, but for
/// bytes too many before the end of the image.
bool is_damage(Format format, std::string_view complaint) {
  return format == Format::jpeg && !complaint.empty() &&
         complaint.find("extraneous bytes before marker 0xd9") == complaint.npos;
}

/// Evaluates `image` straight into the photo's own bytes.
Result<> fill(VipsImage* image, Loaded& out, const std::string& name, const Session& session, const Job& job) {
  Photo& photo = out.photo;
  const std::size_t bytes = std::size_t(photo.stride()) * std::size_t(photo.size.height);
  reserve_large(photo.bytes, bytes);
  photo.bytes.resize(bytes);
  const ImagePtr memory = as_image(photo.view(), job);
  if (job.threads > 0) vips_image_set_int(image, VIPS_META_CONCURRENCY, job.threads);
  Watch watch(image, job, "reading");
  const bool failed = !memory || vips_image_write(image, memory.get()) != 0;
  CNT_CHECK(watch.outcome());
  if (failed || is_damage(out.format, session.complaint()))
    return fault(name, fmt::format("damaged or truncated ({}): get an intact copy", session.complaint()));
  return job.report(1, "reading");
}

Result<> turn_upright(Photo& photo, int orientation, const Job& job) {
  const ImagePtr lying = as_image(photo.view(), job);
  VipsImage* turned = nullptr;
  if (lying) vips_image_set_int(lying.get(), VIPS_META_ORIENTATION, orientation);
  if (!lying || vips_autorot(lying.get(), &turned, nullptr) != 0)
    return fail(Code::internal, "the picture cannot be turned upright");
  const ImagePtr upright(turned);
  Photo out = {{turned->Xsize, turned->Ysize}, photo.channels, photo.sample, photo.linear, {}, std::move(photo.icc)};
  out.bytes.resize(photo.bytes.size());
  const ImagePtr memory = as_image(out.view(), job);
  if (!memory || vips_image_write(turned, memory.get()) != 0)
    return fail(Code::internal, "the picture cannot be turned upright");
  photo = std::move(out);
  return {};
}

Result<Loaded> load_bytes(Span file, const std::string& name, const LoadOptions& options, const Job& job) {
  CNT_TRY(format, format_in(file, name));
  const Session session;
  CNT_CHECK(session.started());
  Loaded out;
  out.format = format;
  Bytes altered;  // as libvips takes it
  const Span original = file;
  if (format == Format::tiff && read_tiff(file).half) {
    altered.assign(file.begin(), file.end());
    set_half(altered, false);
    file = altered;
  } else if (auto usual = format == Format::jpeg ? with_usual_header(file) : std::nullopt) {
    altered = std::move(*usual);
    file = altered;
  }
  CNT_TRY(image, open(format, file, name, session));
  CNT_CHECK(check_size(image.get(), name, options));
  CNT_CHECK(take_contents(original, name, image.get(), out));
  CNT_CHECK(check_kind(image.get(), name, out.photo));
  take_exif(out);
  CNT_CHECK(fill(image.get(), out, name, session, job));
  if (options.honour_orientation && out.orientation > 1) {
    CNT_CHECK(turn_upright(out.photo, out.orientation, job));
    if (out.orientation > 4) std::swap(out.metadata.x_resolution, out.metadata.y_resolution);
  }
  return out;
}

}  // namespace

std::optional<Format> sniff(Span file) {
  if (starts_with(file, "\xFF\xD8\xFF"sv)) return Format::jpeg;
  if (starts_with(file, "\x89PNG\r\n\x1a\n"sv)) return Format::png;
  if (starts_with(file, "RIFF"sv) && matches(file, 8, "WEBP")) return Format::webp;
  for (const auto mark : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv})
    if (starts_with(file, mark)) return Format::tiff;
  return std::nullopt;
}

const char* name_of(Format format) {
  constexpr std::array names = {"JPEG", "PNG", "TIFF", "WebP"};
  return names[std::size_t(format)];
}

std::optional<Format> format_of(const fs::path& path) {
  std::string ending = path.extension().string();
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  if (ending == ".jpg" || ending == ".jpeg" || ending == ".jpe" || ending == ".jfif") return Format::jpeg;
  if (ending == ".png") return Format::png;
  if (ending == ".tif" || ending == ".tiff") return Format::tiff;
  if (ending == ".webp") return Format::webp;
  return std::nullopt;
}

Result<Bytes> read(const fs::path& path, const LoadOptions& options) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const std::string name = path.string();
  if (!fs::exists(status)) return fault(name, "no such file");
  if (fs::is_directory(status)) return fault(name, "this is a folder, not a picture");
  if (!fs::is_regular_file(status)) return fault(name, "this is not an ordinary file");
  const auto size = fs::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return fault(name, "cannot be read: check its permissions");
  Bytes bytes(std::size_t(std::min<std::uintmax_t>(size, kStart)));
  const auto read_on = [&](std::size_t from) {
    in.read(reinterpret_cast<char*>(bytes.data() + from), std::streamsize(bytes.size() - from));
    return std::size_t(in.gcount()) == bytes.size() - from;
  };
  if (!read_on(0)) return fault(name, "cannot be read to its end");
  CNT_TRY(format, format_in(bytes, name));
  if (size > largest_file(format, options.largest_pixels)) return too_long(name, size, format, options);
  const std::size_t start = bytes.size();
  bytes.resize(std::size_t(size));
  if (!read_on(start)) return fault(name, "cannot be read to its end");
  return bytes;
}

Result<Loaded> load(const fs::path& path, const LoadOptions& options, const Job& job) {
  CNT_CHECK(job.report(0, "reading"));
  CNT_TRY(file, read(path, options));
  return load_bytes(file, path.string(), options, job);
}

Result<Loaded> load(const Bytes& bytes, const std::string& name, const LoadOptions& options, const Job& job) {
  CNT_CHECK(job.report(0, "reading"));
  return load_bytes(bytes, name, options, job);
}

Result<Bytes> read(const Stream& stream, const std::string& name, const LoadOptions& options) {
  constexpr std::size_t kStep = 1 << 20;
  Bytes bytes;
  const auto read_to = [&](std::uintmax_t size) -> Result<bool> {  // false: it has ended before
    while (bytes.size() < size) {
      const std::size_t at = bytes.size();
      bytes.resize(std::size_t(std::min<std::uintmax_t>(size, at + kStep)));
      CNT_TRY(some, stream(bytes.data() + at, bytes.size() - at));
      bytes.resize(at + some);
      if (some == 0) return false;
    }
    return true;
  };
  CNT_CHECK(read_to(kStart));
  CNT_TRY(format, format_in(bytes, name));
  CNT_TRY(goes_on, read_to(largest_file(format, options.largest_pixels) + 1));
  if (goes_on) return too_long(name, bytes.size(), format, options);
  return bytes;
}

Result<Photo> decode(const std::vector<std::uint8_t>& bytes, const std::string& name, const Job& job) {
  CNT_TRY(loaded, load_bytes(bytes, name, {}, job));
  return std::move(loaded.photo);
}

}  // namespace countenance::io

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "io/exif.h"
#include "io/file.h"
#include "io/jpeg.h"
#include "io/photoshop.h"
#include "io/pixels.h"
#include "io/png.h"
#include "io/tiff.h"
#include "io/webp.h"
#include "io/xmp.h"

namespace countenance::io {
namespace {

constexpr int kQuality = 95, kLargestJpegSide = 65500;
constexpr int kThumbnailSide = 160, kThumbnailQuality = 80;  // the side EXIF asks for
constexpr std::size_t kBigTiff = 4'000'000'000;

bool is_float(Sample s) { return s == Sample::f16 || s == Sample::f32; }

/// 16 bits to 8: round(v · 255 / 65535).
Photo to_8_bits(const Photo& photo) {
  Photo out{photo.size, photo.channels, Sample::u8, photo.linear, {}, photo.icc};
  out.bytes.resize(photo.bytes.size() / 2);
  const auto* in = reinterpret_cast<const std::uint16_t*>(photo.bytes.data());
  std::transform(in, in + out.bytes.size(), out.bytes.begin(),
                 [](std::uint32_t v) { return std::uint8_t((v * 255 + 32767) / 65535); });
  return out;
}

/// libvips leaves out a profile that does not fit the pixels; without it they would look otherwise.
tl::unexpected<Error> profile_refused(Format format) {
  return fail(Code::bad_input,
              fmt::format("{} cannot hold this picture's colour profile: write a JPEG", name_of(format)));
}

bool has_hidden_colours(const Photo& photo) {
  if (!photo.view().has_alpha() || photo.sample != Sample::u8) return false;
  for (std::size_t i = std::size_t(photo.channels) - 1; i < photo.bytes.size(); i += std::size_t(photo.channels))
    if (photo.bytes[i] == 0) return true;
  return false;
}

Result<> check(const Photo& photo, Format format) {
  const int side = std::max(photo.size.width, photo.size.height);
  if (is_float(photo.sample) && format != Format::tiff)
    return fail(Code::bad_input, fmt::format("{} cannot hold floating-point pixels: write a TIFF", name_of(format)));
  if (format == Format::jpeg && photo.view().has_alpha())
    return fail(Code::bad_input, "JPEG cannot hold transparency: write a PNG, TIFF or WebP");
  if (format == Format::webp && photo.view().colours() == 1 && !photo.icc.empty())
    return fail(Code::bad_input, "WebP cannot hold a grey picture with its profile: write a PNG, TIFF or JPEG");
  if (format == Format::webp && side > kLargestWebpSide)
    return fail(Code::bad_input, fmt::format("WebP cannot hold more than {} pixels a side: write a PNG, TIFF or JPEG",
                                             kLargestWebpSide));
  if (format == Format::jpeg && side > kLargestJpegSide)
    return fail(Code::bad_input,
                fmt::format("JPEG cannot hold more than {} pixels a side: write a PNG or TIFF", kLargestJpegSide));
  return {};
}

struct FreeBuffer {
  void operator()(void* p) const { g_free(p); }
};
struct Buffer {
  std::unique_ptr<void, FreeBuffer> data;
  std::size_t size = 0;
  [[nodiscard]] Span span() const { return {static_cast<const std::uint8_t*>(data.get()), size}; }
};

/// Runs a libvips saver: `save(image, &data, &size)` gives 0.
template <class Save>
Result<Buffer> run(VipsImage* image, const Session& session, const Job& job, const Save& save) {
  Watch watch(image, job, "writing");
  void* data = nullptr;
  Buffer out;
  const bool failed = save(image, &data, &out.size) != 0;
  out.data.reset(data);
  CNT_CHECK(watch.outcome());
  if (failed) return fail(Code::internal, "the picture cannot be encoded: " + session.complaint());
  return out;
}

Result<Bytes> thumbnail(const Photo& photo, const Session& session, const Job& job) {
  const ImagePtr image = as_image(photo.view(), job);
  VipsImage* out = nullptr;
  if (!image || vips_thumbnail_image(image.get(), &out, kThumbnailSide, "height", kThumbnailSide, "size",
                                     VIPS_SIZE_DOWN, nullptr) != 0)
    return fail(Code::internal, "no thumbnail can be made: " + session.complaint());
  const ImagePtr small(out);
  CNT_TRY(
      coded,
      run(out, session, {.progress = {}, .threads = job.threads}, [](VipsImage* in, void** data, std::size_t* size) {
        return vips_jpegsave_buffer(in, data, size, "Q", kThumbnailQuality, "optimize_coding", TRUE, nullptr);
      }));
  return with_metadata(coded.span(), JpegMetadata{});
}

void attach(VipsImage* image, const char* field, Span blob) {
  if (!blob.empty()) vips_image_set_blob_copy(image, field, blob.data(), blob.size());
}

/// The source's metadata as the new pixels need it.
struct Carried {
  Bytes exif, xmp, photoshop;
};

class Encoder {
 public:
  Encoder(const Photo& photo, const Loaded& source, const SaveOptions& options, const Session& session, const Job& job)
      : photo_(photo), source_(source), options_(options), session_(session), job_(job) {}

  Result<Encoded> as(Format format) {
    for (const std::string& loss : source_.losses) lose(loss);
    if (auto xmp = updated_xmp(source_.metadata.xmp, photo_.size))
      carried_.xmp = std::move(*xmp);
    else
      lose("XMP (it is damaged)");
    carried_.photoshop = without_previews(source_.metadata.iptc);
    if (format != Format::tiff) {
      CNT_CHECK(carry_exif(format));
    } else if (!source_.metadata.exif.empty()) {
      lose("EXIF (TIFF)");
    }
    if ((format == Format::png || format == Format::webp) && !carried_.photoshop.empty())
      lose(fmt::format("IPTC ({})", name_of(format)));
    image_ = as_image(photo_.view(), job_);
    if (!image_) return fail(Code::internal, "the picture cannot be encoded: " + session_.complaint());
    if (resolved()) image_->Xres = source_.metadata.x_resolution, image_->Yres = source_.metadata.y_resolution;
    CNT_TRY(bytes, format == Format::jpeg   ? jpeg()
                   : format == Format::png  ? png()
                   : format == Format::tiff ? tiff()
                                            : webp());
    return Encoded{std::move(bytes), std::move(notes_)};
  }

 private:
  void lose(std::string_view what) { notes_.push_back(fmt::format("not carried over: {}", what)); }
  [[nodiscard]] bool resolved() const { return source_.metadata.x_resolution > 0 && source_.metadata.y_resolution > 0; }

  Result<> carry_exif(Format format) {
    const Bytes& exif = source_.metadata.exif;
    ExifUpdate update{photo_.size, {}};
    Bytes small;
    const ExifFacts facts = read_exif(exif);
    if (!exif.empty() && !facts.readable) lose("EXIF (it is damaged)");
    if (facts.has_thumbnail) {
      CNT_TRY(made, thumbnail(photo_, session_, job_));
      small = std::move(made);
      update.thumbnail = small;
    }
    if (format == Format::jpeg) update.largest = kLargestExif;
    carried_.exif = updated_exif(exif, update);
    if (format == Format::jpeg && carried_.exif.size() > kLargestExif)
      lose("EXIF (too large for a JPEG)"), carried_.exif.clear();
    return {};
  }

  Result<Bytes> jpeg() {
    const int quality = options_.jpeg_quality > 0  ? options_.jpeg_quality
                        : source_.jpeg_quality > 0 ? source_.jpeg_quality
                                                   : kQuality;
    const bool subsampled =
        options_.jpeg_subsampled.value_or(source_.format == Format::jpeg && source_.jpeg_subsampled);
    // The usual Huffman tables: finding the picture's own takes a second pass, which more than doubles the time (22 MP:
    // .50 s against .21), for the same pixels in a file 1 to 12 % smaller (median 4 % on 12 portraits).
    CNT_TRY(coded, run(image_.get(), session_, job_, [&](VipsImage* in, void** data, std::size_t* size) {
              return vips_jpegsave_buffer(in, data, size, "Q", quality, "subsample_mode",
                                          subsampled ? VIPS_FOREIGN_SUBSAMPLE_ON : VIPS_FOREIGN_SUBSAMPLE_OFF, nullptr);
            }));
    if (photo_.icc.size() > kLargestIcc)
      return fail(Code::bad_input, fmt::format("JPEG cannot hold a colour profile of {:.1f} MB: write a PNG or TIFF",
                                               double(photo_.icc.size()) / 1e6));
    if (carried_.xmp.size() > kLargestXmp) lose("XMP (too large for a JPEG)"), carried_.xmp.clear();
    JpegMetadata metadata{carried_.exif, carried_.xmp, carried_.photoshop, photo_.icc, {}};
    if (read_exif(carried_.exif).resolution.x <= 0)
      metadata.jfif = {source_.metadata.x_resolution, source_.metadata.y_resolution};
    return with_metadata(coded.span(), metadata);
  }

  Result<Bytes> png() {
    attach(image_.get(), VIPS_META_ICC_NAME, photo_.icc);
    CNT_TRY(coded, run(image_.get(), session_, job_, [&](VipsImage* in, void** data, std::size_t* size) {
              return vips_pngsave_buffer(in, data, size, "compression", 6, "filter", VIPS_FOREIGN_PNG_FILTER_SUB,
                                         nullptr);
            }));
    if (!photo_.icc.empty() && !read_png(coded.span()).has_profile) return profile_refused(Format::png);
    return with_metadata(
        coded.span(), PngMetadata{carried_.exif, carried_.xmp,
                                  resolved() ? Resolution{source_.metadata.x_resolution, source_.metadata.y_resolution}
                                             : Resolution{}});
  }

  Result<Bytes> tiff() {
    const Bytes iim = iim_of(carried_.photoshop);
    Bytes words = iim;
    words.resize((iim.size() + 3) / 4 * 4);
    attach(image_.get(), VIPS_META_ICC_NAME, photo_.icc);
    attach(image_.get(), VIPS_META_XMP_NAME, carried_.xmp);
    attach(image_.get(), VIPS_META_IPTC_NAME, words);
    attach(image_.get(), VIPS_META_PHOTOSHOP_NAME, carried_.photoshop);
    // LZW is five times as quick as deflate, and a tenth larger; at more than 8 bits it would enlarge.
    const auto compression =
        photo_.sample == Sample::u8 ? VIPS_FOREIGN_TIFF_COMPRESSION_LZW : VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE;
    const auto predictor =
        photo_.sample == Sample::f32 ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL;
    CNT_TRY(coded, run(image_.get(), session_, job_, [&](VipsImage* in, void** data, std::size_t* size) {
              return vips_tiffsave_buffer(in, data, size, "compression", compression, "predictor", predictor, "resunit",
                                          VIPS_FOREIGN_TIFF_RESUNIT_INCH, "bigtiff", photo_.bytes.size() > kBigTiff,
                                          nullptr);
            }));
    Bytes bytes(coded.span().begin(), coded.span().end());
    if (!photo_.icc.empty() && IfdReader::open(bytes) && !read_tiff(bytes).profile)
      return profile_refused(Format::tiff);
    if (!resolved()) set_no_resolution(bytes);
    set_iim(bytes, iim);
    if (photo_.sample == Sample::f16 && !set_half(bytes, true))
      return fail(Code::internal, "half floats cannot be encoded");
    return bytes;
  }

  Result<Bytes> webp() {
    const bool lossless = source_.lossless && options_.jpeg_quality == 0;
    const int quality = options_.jpeg_quality > 0 ? options_.jpeg_quality : kQuality;
    if (photo_.view().colours() == 1) notes_.emplace_back("WebP has no grey: written as RGB");
    if (has_hidden_colours(photo_)) notes_.emplace_back("WebP: colours under full transparency are not kept");
    CNT_TRY(coded, run(image_.get(), session_, job_, [&](VipsImage* in, void** data, std::size_t* size) {
              return vips_webpsave_buffer(in, data, size, "lossless", lossless, "Q", quality, "smart_subsample", TRUE,
                                          nullptr);
            }));
    return with_metadata(coded.span(), photo_.size, photo_.view().has_alpha(),
                         WebpMetadata{carried_.exif, carried_.xmp, photo_.icc});
  }

  const Photo& photo_;
  const Loaded& source_;
  const SaveOptions& options_;
  const Session& session_;
  const Job& job_;
  ImagePtr image_;
  Carried carried_;
  std::vector<std::string> notes_;
};

}  // namespace

Result<Encoded> encode(const Photo& photo, const Loaded& source, Format format, const SaveOptions& options,
                       const Job& job) {
  CNT_CHECK(job.report(0, "writing"));
  CNT_CHECK(check(photo, format));
  const Session session;
  CNT_CHECK(session.started());
  const bool reduce = photo.sample == Sample::u16 && (format == Format::jpeg || format == Format::webp);
  const Photo reduced = reduce ? to_8_bits(photo) : Photo{};
  CNT_TRY(encoded, Encoder(reduce ? reduced : photo, source, options, session, job).as(format));
  if (reduce)
    encoded.notes.push_back(fmt::format("{} holds 8 bits a channel: the picture's 16 are rounded", name_of(format)));
  CNT_CHECK(job.report(1, "writing"));
  return std::move(encoded);
}

Result<std::vector<std::uint8_t>> png(View<const std::uint8_t> rgb) {
  const Session session;
  CNT_CHECK(session.started());
  Photo photo{rgb.size(), rgb.channels(), Sample::u8, false, {}, {}};
  const std::size_t row = std::size_t(rgb.width()) * std::size_t(rgb.channels());
  photo.bytes.reserve(row * std::size_t(rgb.height()));
  for (int y = 0; y < rgb.height(); ++y) photo.bytes.insert(photo.bytes.end(), rgb.row(y), rgb.row(y) + row);
  return Encoder(photo, Loaded{}, {}, session, {}).as(Format::png).map([](Encoded e) { return std::move(e.bytes); });
}

}  // namespace countenance::io

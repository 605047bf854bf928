// SPDX-License-Identifier: Apache-2.0
#include "tools.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>
#include <stdexcept>

#include "base/blur.h"
#include "base/cv.h"
#include "retouch/even.h"

namespace countenance::pareto {
namespace {

namespace fs = std::filesystem;

/// The face's part as a user sees it: display-encoded.
ImageF encoded(const Face& face) {
  ImageF out = linear_part(face, *face.study->photo);
  for (std::size_t i = 0; i < out.count(); ++i) out.data()[i] = colour::srgb_encode(out.data()[i]);
  return out;
}

using Filter = std::function<ImageF(const Face&, const ImageF& encoded)>;

Tool layer_tool(std::string name, std::string setting, Filter filter) {
  return {std::move(name), std::move(setting),
          [filter = std::move(filter)](const Face& face) { return layer_over(face, filter(face, encoded(face))); }};
}

/// A filter of OpenCV that works on 8 bits.
Filter on_bytes(std::function<void(const cv::Mat&, cv::Mat&, float iod)> filter) {
  return [filter = std::move(filter)](const Face& face, const ImageF& picture) {
    cv::Mat bytes, out;
    as_mat(picture).convertTo(bytes, CV_8U, 255);
    filter(bytes, out, face.iod());
    out.convertTo(out, CV_32F, 1. / 255);
    return to_image(out);
  };
}

int odd(float px) { return int(px) | 1; }

ImageF plus(ImageF a, const ImageF& b, float by = 1) {
  for (std::size_t i = 0; i < a.count(); ++i) a.data()[i] += by * b.data()[i];
  return a;
}

ImageF softened(const Face& face, const ImageF& x, float blur, bool within) {
  return within ? masked_gaussian(x, face.mask, blur * face.iod()) : gaussian(x, blur * face.iod());
}

ImageF frequency_separated(const Face& face, const ImageF& picture, float radius, float blur, bool within) {
  const ImageF low = gaussian(picture, radius * face.iod()), high = plus(picture, low, -1);
  return plus(high, softened(face, low, blur, within));
}

/// One à trous step: B3 spline with 2^scale − 1 holes.
ImageF spline(const ImageF& x, int scale) {
  cv::Mat kernel = cv::Mat::zeros(1, (4 << scale) + 1, CV_32F);
  const float weights[] = {1 / 16.f, 4 / 16.f, 6 / 16.f, 4 / 16.f, 1 / 16.f};
  for (int i = 0; i < 5; ++i) kernel.at<float>(i << scale) = weights[i];
  cv::Mat out;
  cv::sepFilter2D(as_mat(x), out, CV_32F, kernel, kernel, {-1, -1}, 0, cv::BORDER_REFLECT);
  return to_image(out);
}

/// Scales `first` to `last` (the finest is 1) are softened.
ImageF wavelets_softened(const Face& face, const ImageF& picture, int first, int last, bool within) {
  constexpr float kBlur = 0.08f;
  ImageF smooth = picture, out = picture;
  for (int scale = 1; scale <= last; ++scale) {
    const ImageF next = spline(smooth, scale - 1);
    if (scale >= first) {
      const ImageF detail = plus(smooth, next, -1);
      out = plus(plus(std::move(out), detail, -1), softened(face, detail, kBlur, within));
    }
    smooth = next;
  }
  return out;
}

ImageF guided(const Face& face, const ImageF& picture, float radius, float level) {
  ImageF out(picture.size(), 3);
  const int r = std::max(1, int(std::lround(radius * face.iod())));
  for (int c = 0; c < 3; ++c) {
    ImageF channel(picture.size());
    cv::Mat one = as_mat(channel), all = as_mat(out);
    cv::extractChannel(as_mat(picture), one, c);
    cv::insertChannel(as_mat(guided_filter(picture, channel, r, level * level / (255 * 255))), all, c);
  }
  return out;
}

/// Base scale in % of the picture; without a mask of its own, or in the skin that it finds itself. Smoothness as much as it
/// offers, details as they come.
ImageF gmic_smoothed(const Face& face, bool own_mask, float scale) {
  static std::atomic<int> count = 0;
  const fs::path at = fs::temp_directory_path() / fmt::format("countenance-pareto-{}-{}", ::getpid(), count++);
  const fs::path in = at.string() + ".png", out = at.string() + ".tif";
  const Photo& photo = *face.study->photo;
  const cv::Mat rgb(photo.size.height, photo.size.width, CV_16UC3, const_cast<std::uint8_t*>(photo.bytes.data()));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  bgr.convertTo(bgr, CV_8U, 1. / 257);
  if (!cv::imwrite(in.string(), bgr)) throw std::runtime_error(in.string() + " cannot be written");
  const std::string command = fmt::format(
      "OMP_NUM_THREADS=1 gmic -v 0 {} fx_smooth_skin {},0.5,1,1,1,50,50,5,{},0.2,10,1,0.05 mul 257 cut 0,65535 "
      "output {},ushort > /dev/null 2>&1",
      in.string(), own_mask ? 2 : 0, scale, out.string());
  const int status = std::system(command.c_str());
  cv::Mat result = status == 0 ? cv::imread(out.string(), cv::IMREAD_UNCHANGED) : cv::Mat();
  fs::remove(in), fs::remove(out);
  if (result.type() != CV_16UC3 || result.size() != rgb.size()) throw std::runtime_error("gmic gave no picture");
  cv::cvtColor(result, result, cv::COLOR_BGR2RGB);
  result(cv::Rect(face.part.x, face.part.y, face.part.width, face.part.height)).convertTo(result, CV_32F, 1. / 65535);
  return to_image(result);
}

}  // namespace

bool gmic_runs() {
  static const bool runs =
      std::system("gmic -v 0 16,16,1,3 fx_smooth_skin 2,0.5,1,1,1,50,50,5,2,0.2,3,1,0.05 > /dev/null 2>&1") == 0;
  return runs;
}

std::vector<Tool> tools(bool with_gmic) {
  std::vector<Tool> all;
  for (const float share : {0.312f, 0.45f, 0.6f})
    all.push_back({kOurs, fmt::format("share {}", share), [share](const Face& face) {
                     const auto& f = face.first();
                     return density_by(face, retouch::even(f.canvas, f.skin, {.share = share}).delta);
                   }});
  for (const bool within : {false, true}) {
    const std::string suffix = within ? " (within)" : "";
    for (const float radius : {0.012f, 0.02f, 0.03f})
      for (const float blur : {0.08f, 0.12f})
        all.push_back(layer_tool(
            kSeparation + suffix, fmt::format("radius {} blur {}", radius, blur),
            [=](const Face& f, const ImageF& p) { return frequency_separated(f, p, radius, blur, within); }));
    for (const auto& [first, last] : {std::pair{4, 5}, {4, 6}, {5, 6}})
      all.push_back(layer_tool("wavelet" + suffix, fmt::format("scales {}-{}", first, last),
                               [=, first = first, last = last](const Face& f, const ImageF& p) {
                                 return wavelets_softened(f, p, first, last, within);
                               }));
  }
  if (with_gmic)
    for (const bool own_mask : {false, true})
      for (const float scale : {4.f, 8.f})
        all.push_back(layer_tool(kGmic, fmt::format("scale {}{}", scale, own_mask ? " in its own mask" : ""),
                                 [=](const Face& f, const ImageF&) { return gmic_smoothed(f, own_mask, scale); }));
  for (const auto& [space, level] : {std::pair{0.04f, 35}, {0.04f, 60}, {0.06f, 110}})
    all.push_back(layer_tool("bilateral", fmt::format("space {} level {}", space, level),
                             on_bytes([space = space, level = level](const cv::Mat& in, cv::Mat& out, float iod) {
                               cv::bilateralFilter(in, out, odd(4 * space * iod), level, space * iod);
                             })));
  for (const int level : {8, 16, 30, 60})
    all.push_back(layer_tool("guided", fmt::format("radius 0.06 level {}", level),
                             [=](const Face& f, const ImageF& p) { return guided(f, p, 0.06f, float(level)); }));
  for (const float range : {0.25f, 0.4f, 0.6f})
    all.push_back(layer_tool("edge-preserving", fmt::format("range {}", range),
                             on_bytes([=](const cv::Mat& in, cv::Mat& out, float iod) {
                               cv::edgePreservingFilter(in, out, cv::RECURS_FILTER, 0.25f * iod, range);
                             })));
  for (const float size : {0.1f, 0.15f, 0.2f})
    all.push_back(layer_tool(
        "median", fmt::format("size {}", size),
        on_bytes([=](const cv::Mat& in, cv::Mat& out, float iod) { cv::medianBlur(in, out, odd(size * iod)); })));
  return all;
}

}  // namespace countenance::pareto

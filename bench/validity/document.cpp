// SPDX-License-Identifier: Apache-2.0
#include "document.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"
#include "io/file.h"
#include "support/must.h"

namespace countenance::validity {

using test::must;

cv::Point2f Document::centre(face::Indices region) const {
  cv::Point2f sum(0, 0);
  for (const int i : region) sum += at(i);
  return sum / float(region.size());
}

float Document::face_width() const {
  float low = points(face::kOval[0], 0), high = low;
  for (const int i : face::kOval) low = std::min(low, points(i, 0)), high = std::max(high, points(i, 0));
  return high - low;
}

Photo photo_of(const cv::Mat& pixels) {
  const cv::Mat whole = pixels.isContinuous() ? pixels : pixels.clone();
  return {{whole.cols, whole.rows},
          whole.channels(),
          Sample::u8,
          false,
          {whole.data, whole.data + whole.total() * whole.elemSize()},
          {}};
}

cv::Mat pixels_of(const Photo& photo) {
  return cv::Mat(photo.size.height, photo.size.width, CV_8UC3, const_cast<std::uint8_t*>(photo.bytes.data())).clone();
}

namespace {

const face::Face* largest_usable(const std::vector<face::Face>& faces) {
  for (const auto& f : faces)
    if (f.usable()) return &f;
  return nullptr;
}

cv::Mat mask_of(const ImageF& mask) { return as_mat(mask).clone(); }

}  // namespace

std::optional<cv::Mat> head_of(const Photo& photo, const Networks& with, float iod) {
  constexpr float kAside = 2.1f, kAbove = 2.0f, kBelow = 2.6f;  // of the bridge of the nose, IOD
  const colour::Space space = must(colour::Space::open(photo.icc, photo.view().colours()));
  const auto faces = must(with.networks->find(photo.view(), space, {}));
  const face::Face* face = largest_usable(faces);
  if (!face || face->iod < iod) return std::nullopt;
  const float x = face->points(168, 0), y = face->points(168, 1), u = face->iod;
  const Rect region =
      intersect({int(x - kAside * u), int(y - kAbove * u), int(2 * kAside * u), int((kAbove + kBelow) * u)},
                {0, 0, photo.size.width, photo.size.height});
  const float k = iod > 0 ? iod / face->iod : 1;
  const Size size{std::max(1, int(float(region.width) * k + 0.5f)), std::max(1, int(float(region.height) * k + 0.5f))};
  return as_mat(must(colour::read_srgb8(photo.view(), space, region, size))).clone();
}

std::optional<Document> make_document(const cv::Mat& pixels, const Networks& with, govern::Purpose purpose) {
  auto study = govern::study(std::make_shared<const Photo>(photo_of(pixels)), with.networks, with.topology, purpose);
  if (!study || !(*study)->faces.front().face.usable()) return std::nullopt;
  Document d;
  d.study = *study;
  d.pixels = pixels;
  d.points = d.study->faces.front().face.points;
  d.iod = d.study->faces.front().face.iod;
  const Size size{pixels.cols, pixels.rows};
  const ImageF oval = face::polygon(size, d.points, face::kOval);
  d.oval = mask_of(oval);
  d.skin = mask_of(face::grow(oval, -0.06f * d.iod));
  const auto cut = [&](face::Indices region, float grown) {
    d.skin.setTo(0, as_mat(face::grow(face::hull(size, d.points, region), grown * d.iod)) > 0.5f);
  };
  cut(face::kEyeRight, 0.09f), cut(face::kEyeLeft, 0.09f), cut(face::kBrowRight, 0.06f), cut(face::kBrowLeft, 0.06f);
  cut(face::kLipsOuter, 0.06f), cut(face::kNostrils, 0.03f);
  cv::resize(as_mat(d.study->person), d.person, pixels.size(), 0, 0, cv::INTER_LINEAR);
  return d;
}

cv::Mat linear_of(const cv::Mat& pixels) {
  static const cv::Mat table = [] {
    cv::Mat t(1, 256, CV_32F);
    for (int v = 0; v < 256; ++v) t.at<float>(v) = colour::srgb_decode(float(v) / 255);
    return t;
  }();
  cv::Mat out;
  cv::LUT(pixels, table, out);
  return out;
}

cv::Mat encoded(const cv::Mat& linear) {
  cv::Mat out(linear.size(), CV_8UC3);
  for (int y = 0; y < linear.rows; ++y) {
    const float* from = linear.ptr<float>(y);
    auto* to = out.ptr<std::uint8_t>(y);
    for (int i = 0; i < 3 * linear.cols; ++i)
      to[i] = cv::saturate_cast<std::uint8_t>(255 * colour::srgb_encode(std::clamp(from[i], 0.f, 1.f)));
  }
  return out;
}

cv::Mat blurred(const cv::Mat& m, float px) {
  constexpr float kWide = 4;  // wide Gaussians on a smaller grid
  int factor = 1;
  while (px / float(2 * factor) >= kWide) factor *= 2;
  cv::Mat out;
  if (factor == 1) {
    cv::GaussianBlur(m, out, {0, 0}, std::max(px, 0.3f), 0, cv::BORDER_REPLICATE);
    return out;
  }
  cv::resize(m, out, {std::max(1, m.cols / factor), std::max(1, m.rows / factor)}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(out, out, {0, 0}, px / float(factor), 0, cv::BORDER_REPLICATE);
  cv::resize(out, out, m.size(), 0, 0, cv::INTER_LINEAR);
  return out;
}

cv::Mat noise(cv::Size size, int channels, Random& random) {
  cv::Mat out(size, CV_32FC(channels));
  cv::RNG rng(random());
  rng.fill(out, cv::RNG::NORMAL, 0, 1);
  return out;
}

cv::Mat times(const cv::Mat& picture, const cv::Mat& w) {
  cv::Mat three, out;
  cv::merge(std::vector<cv::Mat>{w, w, w}, three);
  picture.convertTo(out, CV_32F);
  return out.mul(three);
}

cv::Mat mixed(const cv::Mat& a, const cv::Mat& b, const cv::Mat& w) {
  cv::Mat from, to, out;
  a.convertTo(from, CV_32F);
  b.convertTo(to, CV_32F);
  out = from + times(to - from, w);
  out.convertTo(out, a.type());
  return out;
}

cv::Mat jpeg(const cv::Mat& pixels, int quality) {
  io::SaveOptions options;
  options.jpeg_quality = quality;
  options.jpeg_subsampled = quality < 90;
  const auto coded = must(io::encode(photo_of(pixels), io::Loaded{}, io::Format::jpeg, options));
  return pixels_of(must(io::decode(coded.bytes, "the encoded picture")));
}

// Conditions ------------------------------------------------------------------------------------------------------------

const char* const kConditions[5] = {"studio", "phone", "wedding", "newsroom", "busy"};

namespace {

/// A camera and the light it found.
struct Taking {
  float exposure;        ///< stops; what passes white is clipped
  cv::Vec3f side;        ///< stops from the middle of the face to its side, by channel: light of mixed colours
  cv::Vec3f cast;        ///< stops, by channel
  float curve;           ///< of the camera's tone curve: v − a sin(2πv)/2π
  float noise, sharpen;  ///< levels; unsharp amount at 1.2 px
  int quality;           ///< of the JPEG
};
const std::map<std::string, Taking> kTakings = {
    {"phone", {0.5f, {0.72f, 0.18f, -0.3f}, {0, 0, 0}, 0.35f, 6, 0.8f, 90}},
    {"wedding", {0.25f, {0.15f, 0, -0.25f}, {0.18f, 0, -0.3f}, 0.15f, 3, 0.2f, 92}},
    {"newsroom", {0.35f, {0.55f, 0.55f, 0.55f}, {0, 0, 0.06f}, 0.25f, 4, 0.5f, 80}},
    {"busy", {0.1f, {0, 0, 0}, {0, 0, 0}, 0.1f, 2, 0.3f, 90}},
};

/// Out-of-focus shapes of every colour behind the person.
cv::Mat busy_background(cv::Size size, float iod, Random& random) {
  std::uniform_real_distribution<float> unit(0, 1);
  const auto colour = [&] {  // of rooms and streets, not of neon
    const float grey = 30 + 180 * unit(random);
    const auto near = [&] { return std::clamp(grey + 90 * (unit(random) - 0.5f), 0.f, 255.f); };
    const float r = near(), g = near(), b = near();
    return cv::Scalar(r, g, b);
  };
  cv::Mat out(size, CV_8UC3, colour());
  for (int i = 0; i < 160; ++i) {
    const cv::Point at(int(unit(random) * float(size.width)), int(unit(random) * float(size.height)));
    const int extent = std::max(2, int(iod * (0.05f + 0.5f * unit(random))));
    if (i % 2)
      cv::circle(out, at, extent / 2, colour(), cv::FILLED, cv::LINE_AA);
    else
      cv::rectangle(out, {at.x, at.y, extent, int(float(extent) * (0.2f + unit(random)))}, colour(), cv::FILLED);
  }
  return blurred(out, 0.01f * iod);
}

}  // namespace

cv::Mat taken(const Document& studio, const std::string& condition, Random& random) {
  if (condition == "studio") return studio.pixels;
  const Taking& t = kTakings.at(condition);
  cv::Mat pixels = studio.pixels;
  if (condition == "busy" || condition == "newsroom")
    pixels = mixed(busy_background(pixels.size(), studio.iod, random), pixels, studio.person);
  cv::Mat linear = linear_of(pixels);
  const float middle = studio.points(1, 0), half = studio.face_width();
  for (int y = 0; y < linear.rows; ++y)
    for (int x = 0; x < linear.cols; ++x) {
      const float across = std::clamp((float(x) - middle) / half, -0.9f, 0.9f);
      auto& p = linear.at<cv::Vec3f>(y, x);
      for (int c = 0; c < 3; ++c) p[c] *= std::exp2(t.exposure + t.cast[c] + across * t.side[c]);
    }
  cv::Mat out;
  encoded(linear).convertTo(out, CV_32F);
  cv::Mat grain = blurred(noise(out.size(), 3, random), 0.7f);
  cv::Scalar mean, sd;
  cv::meanStdDev(grain.reshape(1), mean, sd);
  for (int y = 0; y < out.rows; ++y)
    for (int i = 0; i < 3 * out.cols; ++i) {
      float& v = out.ptr<float>(y)[i];
      v -= 255 * t.curve * std::sin(float(2 * CV_PI) * v / 255) / float(2 * CV_PI);
      v += t.noise / float(sd[0]) * grain.ptr<float>(y)[i];
    }
  out += t.sharpen * (out - blurred(out, 1.2f));
  out.convertTo(out, CV_8U);
  return jpeg(out, t.quality);
}

}  // namespace countenance::validity

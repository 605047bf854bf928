// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/parallel.h"
#include "colour/cie.h"
#include "colour/colour.h"
#include "colour/cover.h"
#include "colour/samples.h"

namespace countenance::colour {
namespace {

constexpr int kStripPixels = 1 << 18;  // photo pixels a strip reads, about

void check_roi(const PhotoView& photo, const Rect& roi) {
  if (!photo.data || roi.empty() || intersect(roi, {0, 0, photo.size.width, photo.size.height}) != roi)
    throw std::logic_error("colour::read: region outside the photo");
}

const std::uint8_t* pixel(const PhotoView& photo, int x, int y) {
  return photo.row(y) + std::ptrdiff_t(x) * photo.channels * bytes_of(photo.sample);
}

Linear make(const PhotoView& photo, Size size) {
  return {ImageF(size, 3), photo.has_alpha() ? ImageF(size, 1) : ImageF()};
}

/// Sums photo pixels over cells, each row read once, weighted by alpha where there is any.
class CellSums {
 public:
  CellSums(const PhotoView& photo, const Space& space, const Rect& roi, const std::vector<Cover>& columns)
      : photo_(photo), roi_(roi), rows_(space, photo), columns_(columns) {
    cells_.resize(columns.size() * 3), sum_ = cells_;
    if (!photo.has_alpha()) return;
    line_.resize(count() * 3), alpha_.resize(count());
    alpha_cells_.resize(columns.size()), alpha_sum_ = alpha_cells_;
  }

  void sum(const Cover& cover) {
    std::fill(sum_.begin(), sum_.end(), 0.f);
    std::fill(alpha_sum_.begin(), alpha_sum_.end(), 0.f);
    for (int y = cover.first; y <= cover.last; ++y) {
      load(y);
      const float share = cover.share(y);
      for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += share * cells_[i];
      for (std::size_t i = 0; i < alpha_sum_.size(); ++i) alpha_sum_[i] += share * alpha_cells_[i];
    }
  }
  [[nodiscard]] const float* rgb() const { return sum_.data(); }
  [[nodiscard]] const float* alpha() const { return alpha_sum_.data(); }

 private:
  [[nodiscard]] std::size_t count() const { return std::size_t(roi_.width); }

  void load(int y) {
    if (y == loaded_) return;
    loaded_ = y;
    const std::uint8_t* samples = pixel(photo_, roi_.x, roi_.y + y);
    if (alpha_.empty()) return rows_.sum(samples, roi_.width, columns_, cells_.data());
    rows_.decode(samples, roi_.width, line_.data());
    read_alpha(photo_, samples, roi_.width, alpha_.data());
    for (std::size_t i = 0; i < line_.size(); ++i) line_[i] *= alpha_[i / 3];
    for (std::size_t x = 0; x < columns_.size(); ++x) {
      alpha_cells_[x] = sum_over(columns_[x], [&](int i) { return alpha_[std::size_t(i)]; });
      const Eigen::Array3f colour = sum_over(columns_[x], [&](int i) { return colour_at(i); });
      std::copy_n(colour.data(), 3, &cells_[3 * x]);
    }
  }
  [[nodiscard]] Eigen::Array3f colour_at(int i) const { return Eigen::Array3f::Map(&line_[3 * std::size_t(i)]); }

  const PhotoView photo_;
  const Rect roi_;
  Rows rows_;
  const std::vector<Cover>& columns_;
  std::vector<float> line_, cells_, sum_, alpha_, alpha_cells_, alpha_sum_;
  int loaded_ = -1;
};

const Space& srgb() {
  static const Space space = Space::open({}, 3).value();
  return space;
}

}  // namespace

Result<Linear> read(const PhotoView& photo, const Space& space, const Rect& roi, const Job& job) {
  check_roi(photo, roi);
  Linear out = make(photo, roi.size());
  const int rows = std::max(1, kStripPixels / roi.width);
  CNT_CHECK(for_tiles(roi.size(), {roi.width, rows}, job, "reading", [&](const Tile& tile) -> Result<> {
    const Rows decoder(space, photo);
    for (int y = tile.area.y; y < tile.area.bottom(); ++y) {
      const std::uint8_t* samples = pixel(photo, roi.x, roi.y + y);
      decoder.decode(samples, roi.width, out.rgb.row(y));
      if (photo.has_alpha()) read_alpha(photo, samples, roi.width, out.weight.row(y));
    }
    return {};
  }));
  return out;
}

Result<Linear> read(const PhotoView& photo, const Space& space, const Rect& roi, Size size, const Job& job) {
  check_roi(photo, roi);
  if (size == roi.size()) return read(photo, space, roi, job);
  if (size.width < 1 || size.height < 1 || size.width > roi.width || size.height > roi.height)
    throw std::logic_error("colour::read: the size must be in [1, roi]");
  Linear out = make(photo, size);
  std::vector<Cover> columns;
  for (int x = 0; x < size.width; ++x) columns.emplace_back(x, roi.width, size.width);
  const float cell = float(roi.width) / float(size.width) * (float(roi.height) / float(size.height));
  const double rows = double(kStripPixels) / roi.width * size.height / roi.height;
  const Size strip{size.width, std::clamp(int(rows), 1, size.height)};
  CNT_CHECK(for_tiles(size, strip, job, "reading", [&](const Tile& tile) -> Result<> {
    CellSums sums(photo, space, roi, columns);
    for (int y = tile.area.y; y < tile.area.bottom(); ++y) {
      sums.sum(Cover(y, roi.height, size.height));
      float* rgb = out.rgb.row(y);
      std::copy_n(sums.rgb(), 3 * size.width, rgb);
      if (!photo.has_alpha()) {
        for (int i = 0; i < 3 * size.width; ++i) rgb[i] /= cell;
        continue;
      }
      float* weight = out.weight.row(y);
      std::copy_n(sums.alpha(), size.width, weight);
      for (int x = 0; x < size.width; ++x) {
        for (int c = 0; c < 3; ++c) rgb[3 * x + c] = weight[x] > 0 ? rgb[3 * x + c] / weight[x] : 0;
        weight[x] = std::min(1.f, weight[x] / cell);
      }
    }
    return {};
  }));
  return out;
}

Image8 encode_srgb8(View<const float> linear) {
  Image8 out(linear.size(), 3);
  const Rows rows(srgb(), PhotoView{nullptr, linear.size(), 3, Sample::u8, 0, false});
  for (int y = 0; y < linear.height(); ++y) rows.encode(linear.row(y), linear.width(), out.row(y));
  return out;
}

Result<Image8> read_srgb8(const PhotoView& photo, const Space& space, const Rect& roi, Size size, const Job& job) {
  CNT_TRY(linear, read(photo, space, roi, size, job));
  return encode_srgb8(linear.rgb);
}

float srgb_decode(float encoded) {
  if (encoded < 0) return -srgb_decode(-encoded);
  return encoded <= 0.04045f ? encoded / 12.92f : std::pow((encoded + 0.055f) / 1.055f, 2.4f);
}

float srgb_encode(float linear) {
  if (linear < 0) return -srgb_encode(-linear);
  return linear <= 0.0031308f ? linear * 12.92f : 1.055f * std::pow(linear, 1 / 2.4f) - 0.055f;
}

}  // namespace countenance::colour

// SPDX-License-Identifier: Apache-2.0
#include "face/regions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "base/cv.h"

namespace countenance::face {
namespace {

/// Adds the signed cover of the edge a → b: a cell gets the part of its area to the right of the edge, and what it
/// hands on to the cells after it in the row. The running sum of a row is then the winding number weighted by area.
class Cover {
 public:
  explicit Cover(Size size) : size_(size), cells_(Size{size.width + 2, size.height}) {}

  /// Corner coordinates (the centre of the first pixel is (.5, .5)).
  void edge(double ax, double ay, double bx, double by) {
    if (ay == by) return;
    const double sign = ay < by ? 1 : -1;
    if (ay > by) std::swap(ax, bx), std::swap(ay, by);
    const double slope = (bx - ax) / (by - ay);
    const int first = std::max(0, int(std::floor(ay))), last = std::min(size_.height - 1, int(std::ceil(by)) - 1);
    for (int y = first; y <= last; ++y) {
      const double top = std::max(ay, double(y)), bottom = std::min(by, double(y + 1));
      if (bottom > top) span(y, ax + (top - ay) * slope, ax + (bottom - ay) * slope, sign * (bottom - top));
    }
  }

  [[nodiscard]] ImageF sum() const {
    ImageF out(size_);
    for (int y = 0; y < size_.height; ++y) {
      double running = 0;
      for (int x = 0; x < size_.width; ++x) {
        running += cells_.at(x, y);
        out.at(x, y) = float(std::min(std::abs(running), 1.0));
      }
    }
    return out;
  }

 private:
  /// The part of an edge within row y, from x0 to x1, of signed height h.
  void span(int y, double x0, double x1, double h) {
    if (x0 > x1) std::swap(x0, x1);
    const double left = std::clamp(x0, 0.0, double(size_.width)), right = std::clamp(x1, 0.0, double(size_.width));
    if (x1 - x0 < 1e-9) return cell(y, left, left, h);
    if (x0 < 0) cell(y, 0, 0, h * (std::min(x1, 0.0) - x0) / (x1 - x0));  // outside to the left: counts in full
    for (double x = left; x < right;) {
      const double next = std::min(right, std::floor(x) + 1);
      cell(y, x, next, h * (next - x) / (x1 - x0));
      x = next;
    }
  }
  void cell(int y, double x0, double x1, double h) {
    const int x = std::min(int(x0), size_.width);
    const double right = 1 - ((x0 + x1) / 2 - x);
    cells_.at(x, y) += h * right;
    cells_.at(x + 1, y) += h * (1 - right);
  }

  Size size_;
  Image<double> cells_;
};

ImageF fill(Size size, const std::vector<Point>& outline) {
  Cover cover(size);
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point &a = outline[i], &b = outline[(i + 1) % outline.size()];
    cover.edge(a.x() + 0.5, a.y() + 0.5, b.x() + 0.5, b.y() + 0.5);
  }
  return cover.sum();
}

std::vector<Point> outline_of(const Points& points, Indices region) {
  std::vector<Point> outline;
  outline.reserve(region.size());
  for (const int i : region) outline.emplace_back(points(i, 0), points(i, 1));
  return outline;
}

float cross(const Point& o, const Point& a, const Point& b) {
  return (a.x() - o.x()) * (b.y() - o.y()) - (a.y() - o.y()) * (b.x() - o.x());
}

/// Andrew's monotone chain.
std::vector<Point> convex_hull(std::vector<Point> p) {
  std::sort(p.begin(), p.end(),
            [](const Point& a, const Point& b) { return a.x() != b.x() ? a.x() < b.x() : a.y() < b.y(); });
  if (p.size() < 3) return p;
  std::vector<Point> h;
  const auto chain = [&h](auto from, auto to) {
    const std::size_t base = h.size();
    for (auto i = from; i != to; ++i) {
      while (h.size() >= base + 2 && cross(h[h.size() - 2], h.back(), *i) <= 0) h.pop_back();
      h.push_back(*i);
    }
    h.pop_back();
  };
  chain(p.begin(), p.end());
  chain(p.rbegin(), p.rend());
  return h;
}

/// Distance, px, of each pixel centre to the nearest one for which `inside` holds; infinite where none does.
template <class Predicate>
cv::Mat distance_to(View<const float> mask, Predicate inside) {
  cv::Mat outside(mask.height(), mask.width(), CV_8U), d;
  bool any = false;
  for (int y = 0; y < mask.height(); ++y)
    for (int x = 0; x < mask.width(); ++x) {
      const bool in = inside(mask.at(x, y));
      any = any || in;
      outside.at<std::uint8_t>(y, x) = in ? 0 : 255;
    }
  if (!any) return cv::Mat(outside.size(), CV_32F, cv::Scalar(std::numeric_limits<float>::infinity()));
  cv::distanceTransform(outside, d, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  return d;
}

/// The rectangle around the mask, `margin` px wider; empty where there is none.
Rect reached(View<const float> mask, int margin) {
  Rect out;
  for (int y = 0; y < mask.height(); ++y) {
    int first = mask.width(), last = -1;
    for (int x = 0; x < mask.width(); ++x)
      if (mask.at(x, y) >= 0.5f) first = std::min(first, x), last = x;
    if (last >= 0) out = bounding(out, {first, y, last - first + 1, 1});
  }
  if (out.empty()) return out;
  return intersect({out.x - margin, out.y - margin, out.width + 2 * margin, out.height + 2 * margin},
                   {0, 0, mask.width(), mask.height()});
}

}  // namespace

ImageF polygon(Size size, const Points& points, Indices region) { return fill(size, outline_of(points, region)); }

ImageF hull(Size size, const Points& points, Indices region) {
  return fill(size, convex_hull(outline_of(points, region)));
}

ImageF distance(View<const float> mask) {
  const cv::Mat d = distance_to(mask, [](float m) { return m >= 0.5f; });
  return to_image<float>(cv::min(d, float(mask.width() + mask.height())));
}

ImageF grow(View<const float> mask, float r) {
  const bool shrink = r < 0;
  ImageF out(mask.size());
  const Rect part = reached(mask, int(std::ceil(std::abs(r))) + 1);  // farther away nothing changes
  if (part.empty()) return out;
  const cv::Mat d = distance_to(mask.part(part), [shrink](float m) { return (m >= 0.5f) != shrink; });
  for (int y = 0; y < part.height; ++y)
    for (int x = 0; x < part.width; ++x) {
      const float px = d.at<float>(y, x);
      out.at(part.x + x, part.y + y) = (shrink ? px > -r : px <= r) ? 1.f : 0.f;
    }
  return out;
}

Points transform(const Points& points, const Affine& map) {
  Points out;
  out.leftCols<2>() = (points.leftCols<2>() * map.leftCols<2>().transpose()).rowwise() + map.col(2).transpose();
  out.col(2) = points.col(2) * scale_of(map);
  return out;
}

}  // namespace countenance::face

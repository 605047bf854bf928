// SPDX-License-Identifier: Apache-2.0
#include "govern/ownership.h"

#include <algorithm>
#include <cmath>

#include "base/blur.h"

namespace countenance::govern {
namespace {

// Of two faces 3 IOD apart one has 74 % a tenth of an IOD from the middle, 99 % at four tenths.
constexpr int kSharpness = 8;
constexpr float kMargin = 0.1f;  // of the box, beyond an unusable face

Point centre(const face::Face& face) { return face.points.topRows<468>().leftCols<2>().colwise().mean().transpose(); }

float closeness(const face::Face& face, const Point& p) {
  const float d = (p - centre(face)).norm() / std::max(face.iod, 1.f);
  return std::pow(1 / std::max(d, 1e-2f), float(kSharpness));
}

/// 0 in the box, 1 a margin beyond it.
float outside(const Rect& box, const Point& p) {
  const float margin = kMargin * std::max(box.width, box.height);
  const float dx = std::max({box.x - p.x(), p.x() - box.right(), 0.f}),
              dy = std::max({box.y - p.y(), p.y() - box.bottom(), 0.f});
  return smoothstep(std::hypot(dx, dy), 0.02f * margin, std::max(margin, 1.f));
}

}  // namespace

ImageF ownership(const Study& study, int index) {
  const skin::Canvas& canvas = study.faces[index].canvas;
  return ownership(study, index, inverse(canvas.work_from_photo), canvas.size());
}

ImageF ownership(const Study& study, int index, const Affine& photo_from_grid, Size grid) {
  const FaceStudy& mine = study.faces[index];
  ImageF own(grid);
  for (int y = 0; y < own.height(); ++y)
    for (int x = 0; x < own.width(); ++x) {
      const Point p = apply(photo_from_grid, Point(float(x), float(y)));
      float sum = 0, allowed = 1;
      for (const auto& other : study.faces) {
        if (other.face.usable())
          sum += closeness(other.face, p);
        else
          allowed *= outside(other.face.box, p);
      }
      own.at(x, y) = allowed * closeness(mine.face, p) / sum;
    }
  return own;
}

void hold(retouch::Edit& edit, const ImageF& own) {
  const int channels = edit.delta.channels();
  for (std::size_t i = 0; i < own.count(); ++i) {
    for (int c = 0; c < channels; ++c) edit.delta.data()[i * channels + c] *= own.data()[i];
    if (!edit.mask.empty()) edit.mask.data()[i] *= own.data()[i];
  }
}

}  // namespace countenance::govern

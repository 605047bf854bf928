// SPDX-License-Identifier: Apache-2.0
// before_after OUT.png ORIGINAL EDITED [ORIGINAL EDITED …]: the largest face of each pair at 100 %, before left, after
// right, a row a pair. No pixel is resampled, so what is seen is what is in the files.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "colour/colour.h"
#include "face/face.h"
#include "io/file.h"

namespace countenance {
namespace {

constexpr int kSide = 900;     // px, at most, of a panel
constexpr float kFace = 3.2f;  // IOD, across a panel
constexpr int kGap = 4;        // px between panels

Result<Image8> crop(const Photo& photo, const Rect& roi) {
  CNT_TRY(space, colour::Space::open(photo.icc, photo.view().colours()));
  return colour::read_srgb8(photo.view(), space, roi, roi.size());
}

/// Around the nose of the largest face; empty when there is none.
Result<Rect> place(const Photo& photo, const face::Networks& networks) {
  CNT_TRY(space, colour::Space::open(photo.icc, photo.view().colours()));
  CNT_TRY(faces, networks.find(photo.view(), space, {}));
  if (faces.empty() || !faces.front().usable()) return Rect{};
  const auto& face = faces.front();
  const int side = std::min({kSide, int(kFace * face.iod), photo.size.width, photo.size.height});
  const auto start = [&](float centre, int length) { return std::clamp(int(centre) - side / 2, 0, length - side); };
  return Rect{start(face.keypoints[2].x(), photo.size.width), start(face.keypoints[2].y(), photo.size.height), side,
              side};
}

/// Before and after side by side. An orientation tag that is wrong (no face as it turns the picture) is not followed.
Result<Image8> pair(const char* original, const char* edited, const face::Networks& networks) {
  for (const bool honoured : {true, false}) {
    CNT_TRY(before, io::load(original, {honoured}));
    CNT_TRY(roi, place(before.photo, networks));
    if (roi.empty()) continue;
    CNT_TRY(after, io::load(edited, {honoured}));
    if (after.photo.size != before.photo.size)
      return fail(Code::not_measurable, fmt::format("{}: not the size of {}", edited, original));
    CNT_TRY(left, crop(before.photo, roi));
    CNT_TRY(right, crop(after.photo, roi));
    Image8 row({2 * roi.width + kGap, roi.height}, 3, 255);
    for (int y = 0; y < roi.height; ++y) {
      std::copy_n(left.row(y), 3 * roi.width, row.row(y));
      std::copy_n(right.row(y), 3 * roi.width, row.row(y) + 3 * (roi.width + kGap));
    }
    return row;
  }
  return fail(Code::not_measurable, fmt::format("{}: no usable face", original));
}

Image8 stacked(const std::vector<Image8>& rows) {
  Size size{0, -kGap};
  for (const auto& row : rows) size = {std::max(size.width, row.width()), size.height + row.height() + kGap};
  Image8 sheet(size, 3, 255);
  int y = 0;
  for (const auto& row : rows) {
    for (int i = 0; i < row.height(); ++i) std::copy_n(row.row(i), 3 * row.width(), sheet.row(y + i));
    y += row.height() + kGap;
  }
  return sheet;
}

Result<> run(int count, char** arguments) {
  if (count < 4 || count % 2 != 0)
    return fail(Code::bad_input, "usage: before_after OUT.png ORIGINAL EDITED [ORIGINAL EDITED …]");
  CNT_TRY(networks, face::Networks::load());
  std::vector<Image8> rows;
  for (int i = 2; i < count; i += 2) {
    CNT_TRY(row, pair(arguments[i], arguments[i + 1], *networks));
    rows.push_back(std::move(row));
  }
  CNT_TRY(png, io::png(stacked(rows)));
  return io::write(arguments[1], png);
}

}  // namespace
}  // namespace countenance

int main(int count, char** arguments) {
  const auto done = countenance::run(count, arguments);
  if (!done) std::fprintf(stderr, "before_after: %s\n", done.error().message.c_str());
  return done ? 0 : int(done.error().code);
}

// SPDX-License-Identifier: Apache-2.0
// bench_opencv bilateral|edge-preserving IN OUT: OpenCV's own smoothing of a whole photo, decoded and encoded by libvips
// at the source's quality, as retouch does: a peer for run.
#include <fmt/format.h>

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>
#include <stdexcept>
#include <string>

#include "io/file.h"
#include "support/must.h"

namespace {

using namespace countenance;
using test::must;

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::runtime_error("bench_opencv bilateral|edge-preserving IN OUT");
  const std::string filter = argv[1];
  const io::Loaded source = must(io::load(argv[2]));
  Photo out = source.photo;
  if (out.sample != Sample::u8 || out.channels != 3) throw std::runtime_error("an 8-bit RGB photo is wanted");
  const cv::Mat in(out.size.height, out.size.width, CV_8UC3, const_cast<std::uint8_t*>(source.photo.bytes.data()));
  cv::Mat result(in.size(), CV_8UC3, out.bytes.data());
  if (filter == "bilateral")
    cv::bilateralFilter(in, result, 15, 30, 10);
  else if (filter == "edge-preserving")
    cv::edgePreservingFilter(in, result, cv::RECURS_FILTER, 20, 0.2f);
  else
    throw std::runtime_error("no such filter: " + filter);
  if (cv::norm(in, result, cv::NORM_INF) == 0) throw std::runtime_error("the filter did nothing");
  const auto encoded = must(io::encode(out, source, source.format));
  if (const auto written = io::write(argv[3], encoded.bytes, {argv[2]}); !written)
    throw std::runtime_error(written.error().message);
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "{}\n", e.what());
  return 1;
}

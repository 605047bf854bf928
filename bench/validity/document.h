// SPDX-License-Identifier: Apache-2.0
// A document: one face of a portrait as a photographer might have it: cropped around the head, at a given size, taken
// under a given condition. Edits are made on its 8-bit display pixels, as tools do. Lengths are fractions of the IOD.
#pragma once

#include <map>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <random>
#include <string>

#include "base/photo.h"
#include "face/regions.h"
#include "govern/study.h"

namespace countenance::validity {

using Random = std::mt19937;

struct Document {
  std::shared_ptr<const govern::Study> study;
  cv::Mat pixels;              ///< CV_8UC3, RGB, sRGB
  face::Points points;         ///< px
  float iod = 0;               ///< px
  cv::Mat oval, skin, person;  ///< CV_32F, 0…1: mesh oval; it less the features; a person is there
  [[nodiscard]] cv::Size size() const { return pixels.size(); }
  [[nodiscard]] cv::Point2f at(int i) const { return {points(i, 0), points(i, 1)}; }
  [[nodiscard]] cv::Point2f centre(face::Indices region) const;
  [[nodiscard]] float face_width() const;  ///< of the oval, px
};

[[nodiscard]] Photo photo_of(const cv::Mat& pixels);
[[nodiscard]] cv::Mat pixels_of(const Photo& photo);  ///< of 3 × 8 bits

/// The head of the largest face cut out, and shrunk to `iod` px (0: as it is; never enlarged). nullopt: no usable face,
/// or it is smaller than that.
struct Networks {
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
};
[[nodiscard]] std::optional<cv::Mat> head_of(const Photo& photo, const Networks& networks, float iod);
[[nodiscard]] std::optional<Document> make_document(const cv::Mat& pixels, const Networks& networks,
                                                    govern::Purpose purpose = govern::Purpose::measure);

/// How the picture was taken, before anybody edits it.
extern const char* const kConditions[5];  ///< "studio" (as it is), "phone", "wedding", "newsroom", "busy"
[[nodiscard]] cv::Mat taken(const Document& studio, const std::string& condition, Random& random);

// Pixels ----------------------------------------------------------------------------------------------------------------
[[nodiscard]] cv::Mat linear_of(const cv::Mat& pixels);                    ///< CV_32FC3
[[nodiscard]] cv::Mat encoded(const cv::Mat& linear);                      ///< CV_8UC3
[[nodiscard]] cv::Mat blurred(const cv::Mat& m, float px);                 ///< Gaussian
[[nodiscard]] cv::Mat noise(cv::Size size, int channels, Random& random);  ///< CV_32F, sd 1
/// a + w (b − a), w CV_32FC1.
[[nodiscard]] cv::Mat mixed(const cv::Mat& a, const cv::Mat& b, const cv::Mat& w);
[[nodiscard]] cv::Mat times(const cv::Mat& picture, const cv::Mat& w);  ///< each channel
[[nodiscard]] cv::Mat jpeg(const cv::Mat& pixels, int quality);

}  // namespace countenance::validity

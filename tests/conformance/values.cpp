// SPDX-License-Identifier: Apache-2.0
#include "conformance/values.h"

#include <opencv2/core.hpp>
#include <stdexcept>

#include "io/file.h"
#include "support/must.h"
#include "support/support.h"
#include "validity/pair.h"

namespace countenance::test {

namespace {

struct Taken {
  const char* portrait;
  float iod;  ///< px; 0: its own
};
constexpr Taken kPortraits[] = {
    {"obama3.jpg", 0}, {"biden.jpg", 0}, {"thumbor_woman.jpg", 0}, {"thumbor_henner_22mp.jpg", 180}};
// what passes and what must not, at least one for each measure
const char* const kEdits[] = {"jpeg 75",     "exposure +.4",    "curve .3",          "even .7",
                              "blur .015",   "lighter 4",       "mole 2 %",          "lines",
                              "jaw 3 %",     "eyes 8 %",        "mouth corners 2 %", "symmetrise 25 %",
                              "catchlights", "flat light 50 %", "hair lighter 12"};

const validity::Edit& edit_of(const std::string& name) {
  for (const auto* edits : {&validity::permitted_edits(), &validity::altering_edits()})
    for (const auto& edit : *edits)
      if (edit.name == name) return edit;
  throw std::runtime_error("no edit is called " + name);
}

}  // namespace

std::vector<validity::Row> conformance_rows() {
  if (cv::checkHardwareSupport(CV_CPU_AVX2) || cv::checkHardwareSupport(CV_CPU_AVX512_SKX))
    throw std::runtime_error("OpenCV is to use fewer instructions (OPENCV_CPU_DISABLE): run this by ctest or cmake");
  const validity::Networks networks = validity::load_networks();
  std::vector<validity::Row> rows;
  for (const auto& [portrait, iod] : kPortraits) {
    const auto head = validity::head_of(must(io::load(registry(portrait))).photo, networks, iod);
    const auto document = head ? validity::make_document(*head, networks, govern::Purpose::retouch) : std::nullopt;
    if (!document) throw std::runtime_error(std::string(portrait) + ": no usable face of this size");
    for (const char* name : kEdits) {
      validity::Random random(validity::hash(std::string(portrait) + "|" + name));
      const validity::Row of{portrait, "", "", "", "studio", int(iod)};
      if (auto row = validity::measured(of, edit_of(name), {*document, nullptr, random}, networks))
        rows.push_back(std::move(*row));
    }
  }
  return rows;
}

}  // namespace countenance::test

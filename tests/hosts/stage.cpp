// SPDX-License-Identifier: GPL-3.0-or-later
#include "stage.h"

#include <fmt/format.h>
#include <vips/vips.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "cli/pictures.h"
#include "io/file.h"
#include "scheme.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;
using test::must;

constexpr const char* kSkipped = "NOTHING IS TESTED IN";  // ctest takes a test that says so for skipped
constexpr int kWidest = 600;                              // px of a portrait

std::vector<std::function<std::string(const fs::path&)>>& chapters() {
  static std::vector<std::function<std::string(const fs::path&)>> all;
  return all;
}

/// Everything is run once, in a folder that goes when the program ends ($COUNTENANCE_HOSTS_KEEP: stays).
struct Played {
  test::Folder folder;
  std::string failure;
  Played() {
    std::string script;
    for (const auto& chapter : chapters()) script += chapter(folder.path());
    const auto ended = editor().run(folder.path(), script);
    if (!ended.well) failure = "the editor did not come to the end of its script:\n" + ended.log;
  }
};

const fs::path& played() {
  static const auto* const kept = std::getenv("COUNTENANCE_HOSTS_KEEP") ? new Played : nullptr;
  static const auto gone = kept ? nullptr : std::make_unique<Played>();
  const Played& it = kept ? *kept : *gone;
  if (!it.failure.empty()) throw std::runtime_error(it.failure);
  return it.folder.path();
}

std::string without(std::string text, const std::string& words) {
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words)) text.erase(at, words.size());
  return text;
}

void write_bands(const fs::path& to, const std::string& data, Size size, int bands, VipsInterpretation meaning) {
  if (VIPS_INIT("test") != 0) throw std::runtime_error(vips_error_buffer());
  VipsImage *raw =
                vips_image_new_from_memory(data.data(), data.size(), size.width, size.height, bands, VIPS_FORMAT_UCHAR),
            *out = nullptr;
  if (!raw || vips_copy(raw, &out, "interpretation", meaning, nullptr) != 0 ||
      vips_pngsave(out, to.c_str(), nullptr) != 0)
    throw std::runtime_error(vips_error_buffer());
  g_object_unref(out);
  g_object_unref(raw);
}

}  // namespace

Chapter::Chapter(std::function<std::string(const fs::path&)> write) { chapters().push_back(std::move(write)); }

std::string scene(const std::string& name, const std::string& picture, const std::string& body) {
  return fmt::format(
      "\n(cnt-case {} (lambda ()\n(let* ((image (cnt-load {})) (layer (cnt-layer image)))\n{}\n(cnt-free image))))\n",
      quoted(name), quoted(picture), body);
}

fs::path left(const std::string& file) { return played() / file; }
std::string text_left(const std::string& file) { return test::bytes_of(left(file)); }

std::string trouble(const std::string& name) {
  const fs::path done = left(name + ".done");
  return fs::exists(done) ? test::bytes_of(done) : "it never ran";
}

void OnStage::SetUp() {
  const std::string missing = editor().missing();
  if (missing.empty()) return;
  const char* ci = std::getenv("CI");
  if (ci && std::string(ci) == "true") {
    FAIL() << "with CI=true " << editor().name() << " must be there: " << without(missing, kSkipped);
  }
  std::fprintf(stderr, "%s %s: %s\n", kSkipped, editor().name().c_str(), missing.c_str());
  GTEST_SKIP() << missing;
}

Photo picture(const fs::path& file) { return must(io::load(file)).photo; }

Size write_portrait(const std::string& name, const fs::path& to) {
  const fs::path from = test::registry(name);
  const double k = std::min(1., double(kWidest) / test::load_photo(from).size.width);
  test::write_resized(from, to, k, k);
  return picture(to).size;
}

void write_photo(const fs::path& to, const Photo& photo) {
  write_bands(to, std::string(photo.bytes.begin(), photo.bytes.end()), photo.size, photo.channels,
              VIPS_INTERPRETATION_sRGB);
}

void write_cover(const fs::path& to, const Image8& alpha) {
  std::string data(alpha.count() * 4, '\xff');
  for (std::size_t i = 0; i < alpha.count(); ++i) data[4 * i + 3] = char(alpha.data()[i]);
  write_bands(to, data, alpha.size(), 4, VIPS_INTERPRETATION_sRGB);
}

void write_grey(const fs::path& to, const Image8& grey) {
  write_bands(to, std::string(reinterpret_cast<const char*>(grey.data()), grey.count()), grey.size(), 1,
              VIPS_INTERPRETATION_B_W);
}

}  // namespace countenance::hosts

// SPDX-License-Identifier: GPL-3.0-or-later
// One run of the editor for all cases: each test file gives its scripts, all run at once, and tests look at what they
// left.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "base/photo.h"
#include "editor.h"

namespace countenance::hosts {

/// Scripts of one test file. `write` puts the pictures they need into the folder they run in.
struct Chapter {
  explicit Chapter(std::function<std::string(const std::filesystem::path& folder)> write);
};
/// A case whose end leaves NAME.done. Its body may use `image` and `layer`, of that picture in the folder.
[[nodiscard]] std::string scene(const std::string& name, const std::string& picture, const std::string& body);

/// What the scripts left there; the first call runs them.
[[nodiscard]] std::filesystem::path left(const std::string& file);
[[nodiscard]] std::string text_left(const std::string& file);
/// Why the case of that name did not come to its end; empty: it did.
[[nodiscard]] std::string trouble(const std::string& name);

/// Every test of a host is of this kind: without the editor it is skipped, loudly; with CI=true that is a failure.
class OnStage : public ::testing::Test {
 protected:
  void SetUp() override;
};

/// Pixels of a file the scripts left, or of any other.
[[nodiscard]] Photo picture(const std::filesystem::path& file);

/// A test portrait of about a megapixel or less, as a PNG in the folder; its size.
Size write_portrait(const std::string& name, const std::filesystem::path& to);
/// 8 bits, without a profile, as a PNG.
void write_photo(const std::filesystem::path& to, const Photo& photo);
/// A white picture with this alpha, as a PNG: what a script selects by. And the same as grey, which the command line
/// takes.
void write_cover(const std::filesystem::path& to, const Image8& alpha);
void write_grey(const std::filesystem::path& to, const Image8& grey);

}  // namespace countenance::hosts

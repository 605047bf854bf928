// SPDX-License-Identifier: Apache-2.0
// Portraits and networks for tests.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/photo.h"
#include "face/face.h"

namespace countenance::test {

/// A portrait of a public package, fetched at set-up by pinned hash: in $COUNTENANCE_TEST_DATA, else the user's cache
/// (~/.cache/countenance/portraits). Throws if it is not there: these are not optional.
std::filesystem::path registry(const std::string& name);  // "obama3.jpg"

/// A portrait of the calibration set, where it is ($COUNTENANCE_PORTRAITS, else ../shared/data/portraits beside the
/// checkout); nullopt elsewhere: such a test skips and says so.
std::optional<std::filesystem::path> calibration(const std::string& name);  // "london/025_neutral.jpg"

/// 8-bit pixels of a file, upright by its EXIF tag unless told otherwise, profile kept.
Photo load_photo(const std::filesystem::path& path, bool honour_orientation = true);

/// The networks, loaded once a program.
std::shared_ptr<const face::Networks> networks();

}  // namespace countenance::test

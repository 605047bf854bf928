// SPDX-License-Identifier: Apache-2.0
// A picture file, read and turned upright.
#pragma once

#include <filesystem>

#include "countenance.h"
#include "io/file.h"

namespace countenance::cli {

/// io::load; where the file has an EXIF orientation and the faces say that the pixels were upright without it, the tag
/// is ignored, and a note says so.
Result<io::Loaded> load_upright(const Engine& engine, const std::filesystem::path& path, const Job& job);

/// Writes a picture for people (heatmap, overlay).
Result<> write_png(const Image8& picture, const std::filesystem::path& path,
                   const std::vector<std::filesystem::path>& inputs);

/// Error{cannot_write} when nothing can be created beside `path`; {bad_input} when it is one of the inputs. Asked
/// before any work is done.
Result<> check_target(const std::filesystem::path& path, const std::vector<std::filesystem::path>& inputs);

}  // namespace countenance::cli

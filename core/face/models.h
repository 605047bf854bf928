// SPDX-License-Identifier: Apache-2.0
// The networks and the canonical mesh: where they are looked for, and that they are the pinned ones.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace countenance::face {

struct ModelFile {
  const char* name;    ///< "face_detection_yunet_2023mar.onnx"
  const char* sha256;  ///< lower-case hex
  const char* purpose;
  const char* licence;
};
/// The pinned files; the same list as models/manifest.json (a test compares them).
[[nodiscard]] const std::vector<ModelFile>& model_files();

/// Folders searched, in order. A folder that was named (`given`, else $COUNTENANCE_MODELS) is the only one; else the
/// user's cache ($XDG_CACHE_HOME or ~/.cache)/countenance/models, then <install prefix>/share/countenance/models.
[[nodiscard]] std::vector<std::filesystem::path> model_folders(const std::filesystem::path& given = {});

/// What brings the models: "run models/fetch", or the script's place under the install prefix where it is installed.
[[nodiscard]] std::string models_remedy();

struct ModelStatus {
  std::string name;
  std::filesystem::path path;  ///< the first found; empty: none
  bool intact = false;         ///< its sha256 is the pinned one
};
[[nodiscard]] std::vector<ModelStatus> check_models(const std::filesystem::path& given = {});

/// Bytes of one file, sha256 verified. Error{models} names the file and says what to run.
Result<std::vector<unsigned char>> load_model(const std::string& name, const std::filesystem::path& given = {});

}  // namespace countenance::face

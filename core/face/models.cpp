// SPDX-License-Identifier: Apache-2.0
#include "face/models.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/pages.h"
#include "base/sha256.h"

namespace countenance::face {

namespace fs = std::filesystem;

namespace {

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

/// Where the file is first found; empty if nowhere.
fs::path find(const std::string& name, const std::vector<fs::path>& folders) {
  for (const auto& folder : folders) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / name, ignored)) return folder / name;
  }
  return {};
}

std::string listed(const std::vector<fs::path>& folders) {
  std::string out;
  for (const auto& folder : folders) out += (out.empty() ? "" : ", ") + folder.string();
  return out;
}

}  // namespace

const std::vector<ModelFile>& model_files() {
  static const std::vector<ModelFile> files = {
      {"face_detection_yunet_2023mar.onnx", "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
       "face detection (YuNet)", "MIT"},
      {"face_recognition_sface_2021dec.onnx", "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
       "face recognition (SFace)", "Apache-2.0"},
      {"face_attn_base.onnx", "9dcc2535ceb8f21f0d04d8a7a7e3083f96d730c675b5be3ff90776ec33fa945f",
       "478-point attention mesh: backbone, mesh and presence flag", "Apache-2.0"},
      {"face_attn_regions.onnx", "fc45c469b63612845f121c70421149eb8195d5ad894ebcd42b4c7f3ac025173c",
       "478-point attention mesh: lips, eyes and irises", "Apache-2.0"},
      {"selfie_segmentation.onnx", "06d0d9fd7f21c177bfabbdb0451c5eadb18521bf9d10fac1b40af745d7b23cd1",
       "person matte, 256 x 256", "Apache-2.0"},
      {"geometry_pipeline_metadata_landmarks.binarypb",
       "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4",
       "canonical face mesh: 468 points, UV, 898 triangles", "Apache-2.0"},
  };
  return files;
}

std::vector<fs::path> model_folders(const fs::path& given) {
  if (!given.empty()) return {given};
  if (const char* named = environment("COUNTENANCE_MODELS")) return {named};
  std::vector<fs::path> folders;
  if (const char* cache = environment("XDG_CACHE_HOME")) {
    folders.push_back(fs::path(cache) / "countenance/models");
  } else if (const char* home = environment("HOME")) {
    folders.push_back(fs::path(home) / ".cache/countenance/models");
  }
  folders.emplace_back(COUNTENANCE_MODELS_INSTALLED);
  return folders;
}

std::string models_remedy() {
  const fs::path installed = fs::path(COUNTENANCE_MODELS_INSTALLED).parent_path() / "setup/fetch";
  std::error_code ignored;
  if (!fs::exists(installed, ignored)) return "run models/fetch";
  return fmt::format("run {} (models/fetch in the source tree)", installed.string());
}

std::vector<ModelStatus> check_models(const fs::path& given) {
  const auto folders = model_folders(given);
  std::vector<ModelStatus> out;
  for (const auto& file : model_files()) {
    ModelStatus status{file.name, find(file.name, folders), false};
    if (!status.path.empty()) {
      const auto sum = sha256_file(status.path);
      status.intact = sum && *sum == file.sha256;
    }
    out.push_back(std::move(status));
  }
  return out;
}

Result<std::vector<unsigned char>> load_model(const std::string& name, const fs::path& given) {
  const auto& files = model_files();
  const auto pinned = std::find_if(files.begin(), files.end(), [&](const ModelFile& f) { return f.name == name; });
  if (pinned == files.end()) return fail(Code::internal, fmt::format("{}: not one of the pinned models", name));

  const auto folders = model_folders(given);
  const fs::path path = find(name, folders);
  if (path.empty())
    return fail(Code::models, fmt::format("{}: model not found in {}; {}", name, listed(folders), models_remedy()));
  std::error_code error;
  const auto size = fs::file_size(path, error);
  std::ifstream stream(path, std::ios::binary);
  std::vector<unsigned char> bytes;
  if (!error) {
    reserve_large(bytes, std::size_t(size));
    bytes.resize(std::size_t(size));
  }
  stream.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size()));
  if (error || !stream) return fail(Code::models, fmt::format("{}: model cannot be read; {}", path.string(), models_remedy()));
  if (sha256(bytes.data(), bytes.size()) != pinned->sha256)
    return fail(Code::models, fmt::format("{}: model is not the pinned one (altered or incomplete); {}", path.string(),
                                          models_remedy()));
  return bytes;
}

}  // namespace countenance::face

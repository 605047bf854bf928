// SPDX-License-Identifier: Apache-2.0
#include "face/models.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/sha256.h"

namespace countenance::face {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSmallest = "geometry_pipeline_metadata_landmarks.binarypb";

class Variable {  // set for one test, then as before
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

class Models : public testing::Test {
 protected:
  void SetUp() override {
    installed_ = model_folders();
    folder_ = fs::path(testing::TempDir()) /
              (std::string("models_test.") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A fetched model, copied into our own folder.
  fs::path copied(const std::string& name) {
    for (const auto& from : installed_)
      if (fs::exists(from / name)) {
        fs::copy_file(from / name, folder_ / name);
        return folder_ / name;
      }
    throw std::runtime_error(name + " is nowhere: run models/fetch");
  }
  static void flip(const fs::path& path, long at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const char byte = char(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
  }

  std::vector<fs::path> installed_;
  fs::path folder_;
};

TEST_F(Models, TheListIsTheManifest) {
  std::ifstream file(COUNTENANCE_SOURCE_DIR "/models/manifest.json");
  const auto manifest = nlohmann::json::parse(file).at("models");
  ASSERT_EQ(manifest.size(), model_files().size());
  for (std::size_t i = 0; i < manifest.size(); ++i) {
    const auto& ours = model_files()[i];
    EXPECT_EQ(manifest[i].at("name"), ours.name);
    EXPECT_EQ(manifest[i].at("sha256"), ours.sha256) << ours.name;
    EXPECT_EQ(manifest[i].at("purpose"), ours.purpose) << ours.name;
    EXPECT_EQ(manifest[i].at("licence"), ours.licence) << ours.name;
  }
}

TEST_F(Models, EveryManifestEntryHasSeveralPinnedSources) {
  std::ifstream file(COUNTENANCE_SOURCE_DIR "/models/manifest.json");
  const auto manifest = nlohmann::json::parse(file).at("models");
  for (const auto& entry : manifest) {
    EXPECT_GE(entry.at("sources").size(), 2u) << entry.at("name");
    for (const auto& source : entry.at("sources"))
      EXPECT_EQ(source.at("sha256").get<std::string>().size(), 64u) << entry.at("name");
  }
}

TEST_F(Models, AFetchedModelLoadsWithItsPinnedBytes) {
  const auto path = copied(kSmallest);
  const auto bytes = load_model(kSmallest, folder_);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(bytes->size(), fs::file_size(path));
  EXPECT_EQ(bytes->size(), 19376u);
}

TEST_F(Models, AMissingOneIsNamedWithWhatToRun) {
  const auto bytes = load_model(kSmallest, folder_);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Code::models);
  EXPECT_NE(bytes.error().message.find(kSmallest), std::string::npos);
  EXPECT_NE(bytes.error().message.find(folder_.string()), std::string::npos);
  EXPECT_NE(bytes.error().message.find("models/fetch"), std::string::npos);
  EXPECT_EQ(bytes.error().message.find('\n'), std::string::npos);
}

TEST_F(Models, OneAlteredByteIsRefused) {
  const auto path = copied(kSmallest);
  const long size = long(fs::file_size(path));
  for (const long at : {0L, size / 2, size - 1}) {
    flip(path, at);
    const auto altered = load_model(kSmallest, folder_);
    ASSERT_FALSE(altered) << "byte " << at;
    EXPECT_EQ(altered.error().code, Code::models);
    EXPECT_NE(altered.error().message.find(path.string()), std::string::npos);
    EXPECT_NE(altered.error().message.find("models/fetch"), std::string::npos);
    flip(path, at);
    EXPECT_TRUE(load_model(kSmallest, folder_)) << "byte " << at << " put back";
  }
}

TEST_F(Models, ATruncatedOneIsRefused) {
  fs::resize_file(copied(kSmallest), 19375);
  EXPECT_FALSE(load_model(kSmallest, folder_));
}

TEST_F(Models, AnUnknownNameIsAProgrammersError) {
  EXPECT_EQ(load_model("another.onnx", folder_).error().code, Code::internal);
}

TEST_F(Models, ANamedFolderIsTheOnlyOneSearched) {
  const Variable variable("COUNTENANCE_MODELS", "/named/by/variable");
  EXPECT_EQ(model_folders("/given"), std::vector<fs::path>{"/given"});
  EXPECT_EQ(model_folders(), std::vector<fs::path>{"/named/by/variable"});
}

TEST_F(Models, ElseTheCacheThenTheInstallPrefix) {
  const Variable unset("COUNTENANCE_MODELS", "");  // empty counts as unset
  const Variable home("HOME", "/home/someone");
  {
    const Variable cache("XDG_CACHE_HOME", "/var/cache/someone");
    const auto folders = model_folders();
    ASSERT_EQ(folders.size(), 2u);
    EXPECT_EQ(folders[0], "/var/cache/someone/countenance/models");
    EXPECT_TRUE(folders[1].is_absolute());
    EXPECT_TRUE(folders[1].string().ends_with("share/countenance/models")) << folders[1];
  }
  const Variable no_cache("XDG_CACHE_HOME", "");
  EXPECT_EQ(model_folders().at(0), "/home/someone/.cache/countenance/models");
}

TEST_F(Models, CheckSaysMissingAlteredAndIntact) {
  copied(kSmallest);
  const auto altered = copied("face_detection_yunet_2023mar.onnx");
  flip(altered, 1000);
  const auto all = check_models(folder_);
  ASSERT_EQ(all.size(), model_files().size());
  for (const auto& status : all) {
    EXPECT_EQ(status.intact, status.name == kSmallest) << status.name;
    const bool there = status.name == kSmallest || status.path == altered;
    EXPECT_EQ(status.path.empty(), !there) << status.name;
  }
}

TEST_F(Models, EveryFetchedModelIsIntact) {
  for (const auto& status : check_models()) EXPECT_TRUE(status.intact) << status.name << ": run models/fetch";
}

}  // namespace
}  // namespace countenance::face

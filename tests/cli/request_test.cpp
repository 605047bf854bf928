// SPDX-License-Identifier: Apache-2.0
// What a command line asks for: the Retouch dial, and what is healed because it was picked.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/pictures.h"
#include "cli/program.h"
#include "support/support.h"

namespace countenance::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class Asked : public testing::Test {
 protected:
  /// Under a policy that wishes for nothing and lets marks go. Each run writes a file of its own: libvips remembers what it
  /// read by name.
  fs::path retouch(const fs::path& in, const std::vector<std::string>& more) {
    const fs::path out = folder / fmt::format("{}.png", ++runs_);
    std::vector<std::string> arguments{"retouch",  in.string(), "-o",       out.string(),
                                       "--preset", policy,      "--report", (folder / "r.json").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome run = countenance(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    grants = run.code == 0 ? json::parse(bytes_of(folder / "r.json"))["grants"] : json::array();
    return out;
  }
  [[nodiscard]] std::string preset(const std::string& wishes) const {
    put(folder / "studio.json", R"({"schema":"countenance.policy/1","name":"studio","inherits":"natural","limits":)"
                                R"({"marks.lost":99,"marks.faded":99,"marks.stops":99},"wishes":)" +
                                    wishes + "}");
    return (folder / "studio.json").string();
  }
  [[nodiscard]] std::map<std::string, double> wished() const {
    std::map<std::string, double> out;
    for (const json& grant : grants) out[grant["dial"]] = grant["wished"];
    return out;
  }
  Folder folder;
  std::string policy = preset(R"({"retouch":0})");
  json grants;

 private:
  int runs_ = 0;
};

/// Largest difference of any sample.
int apart(const fs::path& a, const fs::path& b) {
  const Pixels left = pixels_of(a), right = pixels_of(b);
  int most = left.bytes.size() == right.bytes.size() ? 0 : 256;
  for (std::size_t i = 0; most < 256 && i < left.bytes.size(); ++i)
    most = std::max(most, std::abs(int(std::uint8_t(left.bytes[i])) - int(std::uint8_t(right.bytes[i]))));
  return most;
}

/// In place of all that the preset wishes for; what is given beside it stands, wherever it is given.
TEST_F(Asked, TheRetouchDialGoesBeforeThePresetsAndAfterThoseOfOnesOwn) {
  policy = preset(R"({"retouch":0.9,"even":0.8,"cast":0.5,"exposure":0.2})");
  retouch(registry("obama3.jpg"), {"--fill", "0.2", "--retouch", "0.1"});
  const std::map<std::string, double> path{{"heal", 0.2},      {"even", 0.12}, {"redness", 0.1}, {"shine", 0.08},
                                           {"under-eye", 0.1}, {"eyes", 0.1},  {"teeth", 0.08},  {"fill", 0.2}};
  const auto found = wished();
  EXPECT_EQ(found.size(), path.size());
  for (const auto& [dial, value] : path) {
    ASSERT_TRUE(found.contains(dial)) << dial;
    EXPECT_NEAR(found.at(dial), value, 1e-3) << dial;
  }
}

TEST_F(Asked, WithoutItThePresetsRetouchStands) {
  policy = preset(R"({"retouch":0.1,"even":0.3})");
  retouch(registry("obama3.jpg"), {"--fill", "0"});
  const auto found = wished();
  EXPECT_EQ(found.size(), 7u);
  EXPECT_NEAR(found.at("even"), 0.3, 1e-3);
  EXPECT_NEAR(found.at("redness"), 0.1, 1e-3);
}

/// The nose's mark by its number, by the place that 'study' gives, and not where it is protected from.
TEST_F(Asked, AMarkIsHealedByItsNumberAndByItsPlace) {
  const fs::path in = folder / "in.png";
  write_resized(registry("obama3.jpg"), in, 1, 1);
  const json marks = json::parse(countenance({"study", in.string(), "--json"}).out)["faces"][0]["marks"];
  ASSERT_FALSE(marks.empty());
  const json& last = marks.back();
  const fs::path by_number = retouch(in, {"--heal-mark", std::to_string(marks.size())});
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0]["dial"], "heal-mark");
  EXPECT_NEAR(grants[0]["granted"].get<double>(), 1, 1e-3);
  EXPECT_GT(apart(in, by_number), 3);
  const fs::path by_place =
      retouch(in, {"--heal-at", fmt::format("{},{}", last["x"].get<double>(), last["y"].get<double>())});
  EXPECT_EQ(apart(by_number, by_place), 0);
}

/// A place without a mark on the left half of the picture: healed, but not under a protecting mask.
TEST_F(Asked, ProtectedSkinIsNotHealed) {
  const fs::path in = folder / "in.png", left = folder / "left.png";
  write_resized(registry("obama3.jpg"), in, 1, 1);
  write_left_half(left, pixels_of(in).width, pixels_of(in).height);
  const std::vector<std::string> cheek{"--heal-at", "690,490"};
  EXPECT_GT(apart(in, retouch(in, cheek)), 3);
  for (const char* dial : {"", "heal:"})
    EXPECT_EQ(apart(in, retouch(in, {cheek[0], cheek[1], "--protect", dial + left.string()})), 0) << dial;
  EXPECT_GT(apart(in, retouch(in, {cheek[0], cheek[1], "--protect", "even:" + left.string()})), 3) << "another dial's";
}

TEST_F(Asked, AMarkOfTheSecondFaceIsThatFacesAlone) {
  const fs::path in = folder / "group.png";
  write_resized(registry("pyfeat_multi_face.jpg"), in, 2, 2);
  const json faces = json::parse(countenance({"study", in.string(), "--json"}).out)["faces"];
  ASSERT_GE(faces.size(), 2u);
  ASSERT_FALSE(faces[0]["marks"].empty());
  ASSERT_FALSE(faces[1]["marks"].empty());
  retouch(in, {"--heal-mark", "2:1"});
  int second = 0;
  for (const json& grant : grants) {
    EXPECT_EQ(grant["dial"], "heal-mark");
    EXPECT_EQ(grant["face"], 1);
    ++second;
  }
  EXPECT_EQ(second, 1);
}

}  // namespace
}  // namespace countenance::test

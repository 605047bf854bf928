// SPDX-License-Identifier: GPL-3.0-or-later
#include "beside.h"

#include <gtest/gtest.h>

namespace countenance::plugin {
namespace {

TEST(Beside, IsWhereTheProgramLies) {
  EXPECT_TRUE(std::filesystem::exists(program_folder() / "test_plugin_beside")) << program_folder();
}

TEST(Beside, EveryProcedureHasAnIconOfEverySize) {
  const std::filesystem::path drawn = COUNTENANCE_ICONS;
  for (const Procedure& procedure : procedures()) {
    for (const int px : {16, 24, 32, 48}) {
      const auto icon = icon_of(procedure, px);
      EXPECT_EQ(icon.parent_path(), program_folder() / "icons");
      EXPECT_TRUE(std::filesystem::exists(drawn / icon.filename())) << icon;
    }
  }
}

}  // namespace
}  // namespace countenance::plugin

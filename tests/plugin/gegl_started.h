// SPDX-License-Identifier: GPL-3.0-or-later
// GEGL, as long as the cases of a program run.
#pragma once

#include <gegl.h>
#include <gtest/gtest.h>

namespace countenance::test {

class Gegl : public ::testing::Environment {
 public:
  void SetUp() override { gegl_init(nullptr, nullptr); }
  void TearDown() override { gegl_exit(); }
};
inline const auto* const gegl_started = ::testing::AddGlobalTestEnvironment(new Gegl);

}  // namespace countenance::test

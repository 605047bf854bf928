// SPDX-License-Identifier: GPL-3.0-or-later
// What a refusal is held to.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/result.h"

namespace countenance::plugin {

/// Error `code`, whose message names that.
template <class T>
void fails(const Result<T>& r, Code code, const std::string& named) {
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, code) << r.error().message;
  EXPECT_NE(r.error().message.find(named), std::string::npos) << r.error().message;
}

}  // namespace countenance::plugin

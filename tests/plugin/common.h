// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the flow share: a studio, a portrait, settings of few dials.
#pragma once

#include <gtest/gtest.h>

#include "edits.h"
#include "fails.h"
#include "fake_host.h"
#include "session.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::plugin {

using test::must;

inline Studio& studio() {
  static Studio one;
  return one;
}
inline const Photo& person() {
  static const Photo photo = test::load_photo(test::registry("obama2.jpg"));
  return photo;
}
inline Settings even_and_fill() {
  Settings s;
  s.dials = kOwn;
  s.wishes = {.even = 0.5f, .fill = 0.3f};
  return s;
}

inline Photo smoothed(const Photo& photo) {
  return smoothed(photo, must(studio().study(photo, content_hash(photo), {})).faces().front().box);
}

}  // namespace countenance::plugin

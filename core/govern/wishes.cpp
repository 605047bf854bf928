// SPDX-License-Identifier: Apache-2.0
#include "govern/wishes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace countenance::govern {

const Dial* find_dial(const std::string& name) {
  const auto* dial = std::find_if(std::begin(kDials), std::end(kDials), [&](const Dial& d) { return name == d.name; });
  return dial == std::end(kDials) ? nullptr : dial;
}

bool same_edit(const std::string& dial, const std::string& other) {
  const auto edit = [](const std::string& d) { return d == "key-turn" ? "key" : d == kHealMark ? "heal" : d; };
  return edit(dial) == edit(other);
}

Wishes retouch_path(float amount) {
  Wishes wishes;
  for (const Dial& dial : kDials) wishes.*dial.value = std::min(dial.high, dial.path * amount);
  return wishes;
}

Result<> set_dials(Wishes& wishes, const std::map<std::string, float>& dials) {
  Wishes out = wishes;
  if (const auto all = dials.find(kRetouch); all != dials.end()) {
    if (!(all->second >= 0 && all->second <= 1))
      return fail(Code::bad_input, fmt::format("{} must be from 0 to 1, not {:g}", kRetouch, all->second));
    out = retouch_path(all->second);
  }
  for (const auto& [name, value] : dials) {
    if (name == kRetouch) continue;
    const Dial* dial = find_dial(name);
    if (!dial) return fail(Code::bad_input, fmt::format("'{}' is no dial", name));
    out.*dial->value = value;
  }
  CNT_CHECK(validate(out));
  wishes = out;
  return {};
}

Result<> validate(const Wishes& wishes) {
  for (const Dial& dial : kDials)
    if (const float v = wishes.*dial.value; !std::isfinite(v) || v < dial.low || v > dial.high)
      return fail(Code::bad_input,
                  fmt::format("{} must be from {:g} to {:g}, not {:g}", dial.name, dial.low, dial.high, v));
  return {};
}

const Wishes& Request::of(int face) const {
  const auto own = faces.find(face);
  return own == faces.end() ? wishes : own->second;
}

Result<> validate(const Request& request, int faces) {
  CNT_CHECK(validate(request.wishes));
  for (const auto& [face, wishes] : request.faces) {
    if (face < 0 || face >= faces)
      return fail(Code::bad_input,
                  fmt::format("there is no face {}: faces are numbered from 1 to {}", face + 1LL, faces));
    CNT_CHECK(validate(wishes));
  }
  for (const MarkPick& pick : request.marks)
    if (pick.face < 0 || pick.face >= faces)
      return fail(Code::bad_input,
                  fmt::format("there is no face {}: faces are numbered from 1 to {}", pick.face + 1LL, faces));
  for (const HealPlace& place : request.places)
    if (!std::isfinite(place.x) || !std::isfinite(place.y))
      return fail(Code::bad_input, "a place to heal is two numbers");
  for (const Paint& paint : request.paints) {
    if (!paint.dial.empty() && !find_dial(paint.dial))
      return fail(Code::bad_input, fmt::format("a mask is for '{}', which is no dial", paint.dial));
    const ImageF& map = paint.map;
    if (map.empty() || map.channels() != 1) return fail(Code::bad_input, "a mask is a map of one channel");
    if (!std::all_of(map.data(), map.data() + map.count(), [](float v) { return v >= 0 && v <= 1; }))
      return fail(Code::bad_input, "a mask has values from 0 to 1");
  }
  return {};
}

}  // namespace countenance::govern

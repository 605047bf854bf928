// SPDX-License-Identifier: GPL-3.0-or-later
// Guarding: what another tool made of a portrait, with only that taken back which moved the person past the limits; found
// through the host, and laid over the tool's picture as a layer.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gauges.h"
#include "host.h"
#include "parameters.h"
#include "studio.h"

namespace countenance::plugin {

struct Guarding {
  Guarded guarded;
  Policy policy;
  Photo result;  ///< of the edited picture's size and layout; empty: nothing had to be taken back
};
/// Of settings, `preset` and `limits` count. `settle` is Host::settle(). Errors as Portrait::guard() has them; {refused}
/// where the limits refuse retouch.
using Settle = std::function<Result<Photo>(Photo)>;
Result<Guarding> guard(const Portrait& original, const Photo& edited, const Settings& settings, const Settle& settle,
                       const Job& job = {});

/// May the result be written? Error{not_measurable}: some of it cannot be told, so it is not inside the limits.
Result<> check_inside(const Guarded& guarded);

/// A new layer over `edited`, whose first pixel lies at (x, y) of the image. Its area is empty where nothing was changed.
[[nodiscard]] Output output_of(const Guarding& guarding, const Photo& original, const Photo& edited, int x, int y,
                               const Settings& settings);

/// All of it, as a script does it: the host's drawable is read, guarded and written over. Only the last step writes.
struct GuardDone {
  Guarded guarded;
  bool written = false;
  std::string words;  ///< how it stands, and what was taken back; or that nothing had to be
};
Result<GuardDone> guard_drawable(Studio& studio, Host& host, Photo original, const Settings& settings);

}  // namespace countenance::plugin

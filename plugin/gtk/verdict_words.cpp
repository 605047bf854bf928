// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdict_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice.h"
#include "translate.h"
#include "units.h"

namespace countenance::plugin {
namespace {

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  return text;
}

bool any_held_back(const Standing& standing) {
  return std::any_of(standing.grants.begin(), standing.grants.end(), held_back);
}

/// "Fill light is granted 0.46 st of 0.50 st.": where limits hold something back, what hurts most first.
std::string granted(const Standing& standing) {
  const Grant* least = nullptr;
  for (const Grant& g : standing.grants)
    if (held_back(g) && (!least || std::abs(g.granted / g.wished) < std::abs(least->granted / least->wished)))
      least = &g;
  const Parameter* dial = least ? find_parameter(least->dial) : nullptr;
  if (!dial) return "";
  return fmt::format("{} {} {} {} {}.", _(dial->title), _("is granted"), in_words(*dial, least->granted), _("of"),
                     in_words(*dial, least->wished));
}

/// "Even skin could go to 71 %, Fill light to 0.60 st.": of what a limit would end, with the least room first.
std::string room(const Desk::State& state, const Procedure& procedure) {
  constexpr std::size_t kMost = 2;
  struct Room {
    const Parameter* dial;
    float most, left;
  };
  std::vector<Room> rooms;
  for (const Reach& reach : state.reach)
    for (const Parameter* p : procedure.parameters)
      if (reach.held && reach.dial == p->name)
        rooms.push_back({p, reach.most, (reach.most - std::get<float>(get(state.settings, *p))) / (p->high - p->low)});
  std::sort(rooms.begin(), rooms.end(), [](const Room& a, const Room& b) { return a.left < b.left; });
  std::string words;
  for (std::size_t i = 0; i < std::min(kMost, rooms.size()); ++i)
    words += fmt::format("{}{} {} {}", i == 0 ? "" : ", ", _(rooms[i].dial->title), i == 0 ? _("could go to") : _("to"),
                         in_words(*rooms[i].dial, rooms[i].most));
  return words.empty() ? "" : words + ".";
}

}  // namespace

Words words_of(const Desk::State& state, const Procedure& procedure) {
  if (state.problem) {
    const Advice advice = advice_on(*state.problem);
    return {true, Tone::over, advice.what, advice.remedy};
  }
  if (!state.notice.empty()) return {true, Tone::near, capital(state.notice) + ".", _("The image is as it was.")};
  if (!state.standing)
    return {false, Tone::calm,
            state.stage == Desk::Stage::opening ? _("Looking for the face…") : _("Holding it to the limits…"), ""};
  const Standing& standing = *state.standing;
  Words words{true, Tone::calm, capital(standing.sentence) + ".", ""};
  if (any_held_back(standing)) words.tone = Tone::near;
  if (!standing.within) words.tone = standing.exact ? Tone::over : Tone::near;
  words.more = !standing.exact           ? _("An estimate; the exact gauges follow.")
               : state.stale             ? ""
               : any_held_back(standing) ? granted(standing)
                                         : room(state, procedure);
  return words;
}

std::string status_of(const Desk::State& state) {
  using Stage = Desk::Stage;
  if (state.stage == Stage::failed) return "";
  if (state.working && !state.words.empty()) return capital(_(state.words.c_str())) + "…";
  if (state.stage == Stage::opening) return _("Reading the picture…");
  return fmt::format("{} × {} px, {} {}", state.size.width, state.size.height, state.faces.size(),
                     state.faces.size() == 1 ? _("face") : _("faces"));
}

}  // namespace countenance::plugin

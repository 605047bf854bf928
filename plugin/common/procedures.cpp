// SPDX-License-Identifier: GPL-3.0-or-later
#include "procedures.h"

#include <algorithm>
#include <variant>

#include "translate.h"

namespace countenance::plugin {
namespace {

using Task = Procedure::Task;

std::vector<const Parameter*> all_parameters() {
  std::vector<const Parameter*> all;
  for (const Parameter& p : parameters()) all.push_back(&p);
  return all;
}

std::vector<const Parameter*> some(std::initializer_list<const char*> names) {
  std::vector<const Parameter*> chosen;
  for (const char* name : names) chosen.push_back(find_parameter(name));
  return chosen;
}

/// One dial by itself.
Settings alone(float Wishes::*dial, float value) {
  Settings settings;
  settings.dials = kOwn;
  settings.wishes = {};
  settings.wishes.*dial = value;
  return settings;
}

}  // namespace

const std::vector<Procedure>& procedures() {
  static const std::vector<Procedure> all = {
      {Task::retouch,
       "plug-in-countenance-retouch",
       N_("Retouch Portrait"),
       N_("_Retouch Portrait…"),
       N_("Even the skin and relight a face, and prove that the person is still the person"),
       N_("Retouches the faces of a layer as good light and a good night's sleep would. Every dial goes only as far as "
          "the drift from the original stays inside the limits of a policy. The result is a new layer, or goes in "
          "place."),
       all_parameters(),
       {}},
      {Task::retouch, "plug-in-countenance-relight", N_("Relight Portrait"), N_("Re_light Portrait…"),
       N_("Lift the shadow side of a face, inside the limits"),
       N_("Fill light alone: lifts the shadow side of a face as far as the drift from the original stays inside the "
          "limits."),
       some({"fill", "preset", "limits", "output"}), alone(&Wishes::fill, 0.5f)},
      {Task::retouch, "plug-in-countenance-even-skin", N_("Even Skin"), N_("_Even Skin…"),
       N_("Take blotches out of the skin, not pores, lines or marks, inside the limits"),
       N_("Evening alone: takes blotches as far as the drift from the original stays inside the limits."),
       some({"even", "preset", "limits", "output"}), alone(&Wishes::even, 0.5f)},
      {Task::measure,
       "plug-in-countenance-measure",
       N_("Measure Against Original"),
       N_("_Measure Against Original…"),
       N_("Say how far a retouch by hand has gone from the original"),
       N_("Measures what is visible against the original, a layer or a file: each measure against its limit, where it "
          "is largest, and whether all of it holds. Nothing is changed."),
       some({"preset", "limits"}),
       {}},
      {Task::guard,
       "plug-in-countenance-guard",
       N_("Guard"),
       N_("_Guard…"),
       N_("Take back what another tool changed of the person, and keep the rest"),
       N_("Holds a layer that another tool made (a restorer, an upscaler, a beauty filter) against the original, a "
          "layer "
          "or a file: what moved the person past the limits of a policy is taken back, on a new layer with a mask; "
          "what "
          "the tool did well stays."),
       some({"preset", "limits"}),
       {}},
  };
  return all;
}

Result<> move(Settings& settings, const Procedure& procedure, const Parameter& parameter, const Value& value) {
  Settings next = settings;
  CNT_CHECK(move(next, parameter, value));
  const auto is_dials = [](const Parameter* p) { return p->value == decltype(p->value)(&Settings::dials); };
  const bool dial = std::holds_alternative<float Wishes::*>(parameter.value);
  if (!dial && std::none_of(procedure.parameters.begin(), procedure.parameters.end(), is_dials)) {
    next.dials = settings.dials;
    next.retouch = settings.retouch;
    next.wishes = settings.wishes;
  }
  settings = next;
  return {};
}

const Procedure* find_procedure(std::string_view name) {
  for (const Procedure& p : procedures())
    if (name == p.name) return &p;
  return nullptr;
}

}  // namespace countenance::plugin

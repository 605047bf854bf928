// SPDX-License-Identifier: GPL-3.0-or-later
#include "parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kMostFaces = 99;

/// Of a dial of skin or face by its name; what is left is light.
Group group_of(std::string_view dial) {
  for (const char* name : {"heal", "even", "redness", "shine"})
    if (dial == name) return Group::skin;
  for (const char* name : {"under-eye", "eyes", "teeth"})
    if (dial == name) return Group::face;
  return Group::light;
}

std::vector<Parameter> make_parameters() {
  std::vector<Parameter> all{{"preset", Kind::policy, Group::use, N_("For"),
                              N_("what the picture is for: suggests dials, and sets limits"), "", &Settings::preset},
                             {"limits",
                              Kind::policy,
                              Group::use,
                              N_("Limits"),
                              N_("whose limits hold; empty: the preset's own"),
                              "",
                              &Settings::limits,
                              0,
                              0,
                              {},
                              true},
                             {"dials",
                              Kind::choice,
                              Group::use,
                              N_("Dials"),
                              N_("who sets the dials"),
                              "",
                              &Settings::dials,
                              0,
                              0,
                              {{kByPreset, N_("As the preset suggests")},
                               {kByRetouch, N_("By the Retouch dial")},
                               {kOwn, N_("Each by itself")}}},
                             {govern::kRetouch, Kind::real, Group::use, govern::kRetouchTitle, govern::kRetouchHelp, "",
                              &Settings::retouch, 0, 1}};
  for (const Group group : {Group::skin, Group::light, Group::face})
    for (const Dial& dial : kDials)
      if (group_of(dial.name) == group)
        all.push_back(
            {dial.name, Kind::real, group, dial.title, dial.help, dial.unit, dial.value, dial.low, dial.high});
  all.push_back({"face", Kind::whole, Group::where, N_("Face"), N_("the one that is retouched, by its number; 0: all"),
                 "", &Settings::face, 0, kMostFaces});
  all.push_back({"paint",
                 Kind::map,
                 Group::where,
                 N_("Only where"),
                 N_("a layer or channel: the retouch acts where it is bright; empty: everywhere"),
                 "",
                 &Settings::paint,
                 0,
                 0,
                 {},
                 true});
  all.push_back({"protect",
                 Kind::map,
                 Group::where,
                 N_("Protect"),
                 N_("a layer or channel: the retouch leaves alone where it is bright; empty: nothing"),
                 "",
                 &Settings::protect,
                 0,
                 0,
                 {},
                 true});
  all.push_back({"output",
                 Kind::choice,
                 Group::output,
                 N_("Output"),
                 N_("where the retouch goes"),
                 "",
                 &Settings::output,
                 0,
                 0,
                 {{kNewLayer, N_("New layer")}, {kInPlace, N_("In place")}}});
  return all;
}

std::string names_of(const std::vector<Choice>& choices) {
  std::string names;
  for (const Choice& choice : choices) names += fmt::format("{}'{}'", names.empty() ? "" : ", ", choice.name);
  return names;
}

Result<> check_text(const Parameter& p, const std::string& text) {
  const auto is = [&](const Choice& choice) { return text == choice.name; };
  if (p.kind == Kind::choice && std::none_of(p.choices.begin(), p.choices.end(), is))
    return fail(Code::bad_input, fmt::format("{} must be one of {}, not '{}'", p.name, names_of(p.choices), text));
  if (p.kind == Kind::policy && text.empty() && !p.optional)
    return fail(Code::bad_input, fmt::format("{} must name a preset", p.name));
  return {};
}

Result<> check_number(const Parameter& p, float number) {
  if (!(number >= p.low && number <= p.high))
    return fail(Code::bad_input, fmt::format("{} must be from {:g} to {:g}, not {:g}", p.name, p.low, p.high, number));
  if (p.kind == Kind::whole && number != std::trunc(number))
    return fail(Code::bad_input, fmt::format("{} must be a whole number, not {:g}", p.name, number));
  return {};
}

/// The dials, and Retouch, at what acts.
Result<> show_wishes(Settings& settings) {
  CNT_TRY(wishes, wishes_of(settings));
  settings.wishes = wishes;
  if (settings.dials != kByPreset) return {};
  CNT_TRY(preset, load_policy(settings.preset));
  if (const auto retouch = preset.wishes.find(govern::kRetouch); retouch != preset.wishes.end())
    settings.retouch = retouch->second;
  return {};
}

bool same(const Wishes& a, const Wishes& b) {
  return std::all_of(std::begin(kDials), std::end(kDials),
                     [&](const Dial& dial) { return a.*dial.value == b.*dial.value; });
}

}  // namespace

const char* title_of(Group group) {
  switch (group) {
    case Group::use:
      return _("Use");
    case Group::skin:
      return _("Skin");
    case Group::light:
      return _("Light");
    case Group::face:
      return _("Face");
    case Group::where:
      return _("Where");
    case Group::output:
      return _("Output");
  }
  return "";
}

const std::vector<Parameter>& parameters() {
  static const std::vector<Parameter> all = make_parameters();
  return all;
}

const Parameter* find_parameter(std::string_view name) {
  for (const Parameter& p : parameters())
    if (name == p.name) return &p;
  return nullptr;
}

Value get(const Settings& settings, const Parameter& p) {
  struct {
    const Settings& of;
    Value operator()(std::string Settings::*member) const { return of.*member; }
    Value operator()(float Settings::*member) const { return of.*member; }
    Value operator()(int Settings::*member) const { return float(of.*member); }
    Value operator()(float Wishes::*member) const { return of.wishes.*member; }
  } read{settings};
  return std::visit(read, p.value);
}

Result<> set(Settings& settings, const Parameter& p, const Value& value) {
  if (std::holds_alternative<std::string Settings::*>(p.value)) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return fail(Code::bad_input, fmt::format("{} must be a text", p.name));
    CNT_CHECK(check_text(p, *text));
    settings.*std::get<std::string Settings::*>(p.value) = *text;
    return {};
  }
  const auto* number = std::get_if<float>(&value);
  if (!number) return fail(Code::bad_input, fmt::format("{} must be a number", p.name));
  CNT_CHECK(check_number(p, *number));
  struct {
    Settings& of;
    float to;
    void operator()(std::string Settings::*) const {}
    void operator()(float Settings::*member) const { of.*member = to; }
    void operator()(int Settings::*member) const { of.*member = int(to); }
    void operator()(float Wishes::*member) const { of.wishes.*member = to; }
  } write{settings, *number};
  std::visit(write, p.value);
  return {};
}

Result<> move(Settings& settings, const Parameter& p, const Value& value) {
  Settings next = settings;
  const bool dial = std::holds_alternative<float Wishes::*>(p.value);
  if (dial) CNT_CHECK(show_wishes(next));
  CNT_CHECK(set(next, p, value));
  if (dial)
    next.dials = kOwn;
  else if (p.value == decltype(p.value)(&Settings::retouch))
    next.dials = kByRetouch;
  else if (p.value == decltype(p.value)(&Settings::preset))
    next.dials = kByPreset;
  CNT_CHECK(show_wishes(next));
  settings = next;
  return {};
}

Settings for_next_time(Settings settings) {
  const Settings unsaid;
  settings.face = unsaid.face;
  settings.paint = unsaid.paint;
  settings.protect = unsaid.protect;
  return settings;
}

Result<> check_script(const Settings& settings) {
  const Settings unsaid;
  Settings acts = settings;
  CNT_CHECK(show_wishes(acts));
  const auto asked = [&](const char* what) {
    return fail(Code::bad_input,
                fmt::format("{} would not act, since dials is '{}': say dials '{}', or leave {}", what, settings.dials,
                            what == govern::kRetouch ? kByRetouch : kOwn, what == govern::kRetouch ? "it" : "them"));
  };
  if (!same(settings.wishes, acts.wishes) && !same(settings.wishes, unsaid.wishes) && !same(settings.wishes, {}))
    return asked("dials that are set");
  const float retouch = settings.retouch;
  const bool acting = settings.dials == kByRetouch || (settings.dials == kByPreset && retouch == acts.retouch);
  if (!acting && retouch != unsaid.retouch && retouch != 0) return asked(govern::kRetouch);
  return {};
}

Result<Wishes> wishes_of(const Settings& settings) {
  if (settings.dials == kOwn) return settings.wishes;
  if (settings.dials == kByRetouch) return retouch_path(settings.retouch);
  CNT_TRY(preset, load_policy(settings.preset));
  Wishes wishes;
  CNT_CHECK(set_dials(wishes, preset.wishes));
  return wishes;
}

Result<Policy> policy_of(const Settings& settings) {
  CNT_TRY(preset, load_policy(settings.preset));
  CNT_TRY(policy, limits_of(preset, settings.limits));
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  return std::move(policy);
}

Result<Request> request_of(const Settings& settings, int faces) {
  CNT_TRY(wishes, wishes_of(settings));
  if (settings.face == 0) return Request(wishes);
  if (settings.face > faces)
    return fail(Code::bad_input,
                fmt::format("there is no face {}: faces are numbered from 1 to {}", settings.face, faces));
  Request request;
  request.faces[settings.face - 1] = wishes;
  return request;
}

}  // namespace countenance::plugin

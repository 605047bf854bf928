// SPDX-License-Identifier: GPL-3.0-or-later
// Settings, and the one table that describes them: a host's procedure arguments, its dialog's rows, the values last used
// and the help are all made from parameters().
//
//   {"schema": "countenance.settings/1", "preset": "natural", "limits": "", "dials": "own", "retouch": 0.5, "heal": 1, …,
//    "face": 0, "output": "new-layer"}
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "countenance.h"

namespace countenance::plugin {

inline constexpr const char* kSettingsSchema = "countenance.settings/1";

/// Who sets the dials.
inline constexpr const char *kByPreset = "preset",  ///< the preset's own suggestion
    *kByRetouch = "retouch",                        ///< all along the path of the Retouch dial
        *kOwn = "own";                              ///< each as it stands
inline constexpr const char *kNewLayer = "new-layer", *kInPlace = "in-place";

struct Settings {
  std::string preset = "natural";  ///< what the picture is for: dials, and limits
  std::string limits;              ///< whose limits hold; empty: the preset's
  std::string dials = kByPreset;
  float retouch = 0.5f;  ///< [0, 1]
  Wishes wishes = retouch_path(0.5f);
  int face = 0;         ///< the one that is retouched, from 1; 0: all
  std::string paint;    ///< a map of the host: the retouch acts where it is bright; empty: everywhere
  std::string protect;  ///< a map of the host: the retouch leaves alone where it is bright; empty: nothing
  std::string output = kNewLayer;
};

enum class Kind {
  real,
  whole,
  choice,
  policy,  ///< a name of policies(), or a policy file
  map,     ///< a name of Host::maps()
};
enum class Group { use, skin, light, face, where, output };
[[nodiscard]] const char* title_of(Group group);  ///< "Skin"; translated

struct Choice {
  const char *name, *title;
};

/// Texts are not translated yet.
struct Parameter {
  const char* name;  ///< "under-eye"; of arguments and JSON
  Kind kind;
  Group group;
  const char *title, *help, *unit;  ///< as in govern::Dial
  std::variant<std::string Settings::*, float Settings::*, int Settings::*, float Wishes::*> value;
  float low = 0, high = 0;        ///< real, whole
  std::vector<Choice> choices{};  ///< choice
  bool optional = false;          ///< policy, map: may be empty
};
/// In the order of a dialog: use, the Retouch dial, the other dials (kDials) by group, where it acts, output.
[[nodiscard]] const std::vector<Parameter>& parameters();
[[nodiscard]] const Parameter* find_parameter(std::string_view name);  ///< null: there is none

using Value = std::variant<float, std::string>;  ///< a whole number is a float without a fraction
[[nodiscard]] Value get(const Settings& settings, const Parameter& parameter);
/// Error{bad_input} names the parameter and its range or choices.
Result<> set(Settings& settings, const Parameter& parameter, const Value& value);

/// The same as the user moves a row of a dialog, so that the dials show what acts: Retouch moves them all, a preset sets
/// them, and one that is moved by itself makes all of them stand by themselves.
Result<> move(Settings& settings, const Parameter& parameter, const Value& value);

/// What is kept for the next image: where it acts was of this one.
[[nodiscard]] Settings for_next_time(Settings settings);

/// As a host keeps them with a layer, or for the next time.
[[nodiscard]] std::string to_json(const Settings& settings);
/// Strict: another schema, a member that is no parameter, a value out of range is an Error{bad_input}. What is not there
/// has its default: settings of a version with fewer dials are still read.
Result<Settings> settings_of(std::string_view json);

/// For settings that a script gave. Error{bad_input}: dials are set that would not act, and what to say instead. Dials as
/// they are where nothing is said, at 0 all of them, or just as they act anyway, ask for nothing.
Result<> check_script(const Settings& settings);

/// The dials that act. Error{bad_input}: the preset cannot be loaded.
Result<Wishes> wishes_of(const Settings& settings);
/// The limits that hold, as the command line has them. Error{refused} where they refuse retouch, with their reason.
Result<Policy> policy_of(const Settings& settings);
/// Dials of each of `faces` faces. Error{bad_input}: there is no such face.
Result<Request> request_of(const Settings& settings, int faces);

}  // namespace countenance::plugin

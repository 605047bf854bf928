// SPDX-License-Identifier: Apache-2.0
// What the user asks for, and what was granted of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/export.h"
#include "base/image.h"
#include "base/result.h"

namespace countenance::govern {

/// Every dial at 0 leaves the picture alone.
struct Wishes {
  float heal = 0;        ///< [0, 1]
  float even = 0;        ///< [0, 1]
  float redness = 0;     ///< [0, 1]
  float shine = 0;       ///< [0, 1]
  float under_eye = 0;   ///< [0, 1]
  float eyes = 0;        ///< [0, 1]
  float teeth = 0;       ///< [0, 1]
  float cast = 0;        ///< [0, 1]
  float fill = 0;        ///< stops, [0, 2]
  float key = 0;         ///< stops, [−2, 2]
  float key_turn = 0;    ///< degrees, [−180, 180]
  float exposure = 0;    ///< stops, [−1, 1]
  float even_light = 0;  ///< [0, 1]
  friend bool operator==(const Wishes&, const Wishes&) = default;
};

/// The dials by name, as policies, the command line, hosts and verdicts call them. This table is the only place where a
/// dial is described: flags, dialog rows and help are made from it.
struct Dial {
  const char* name;
  float Wishes::*value;
  float low, high;
  float path;         ///< what one step of the Retouch dial gives, up to `high`
  const char* unit;   ///< "": a share of what the operator would do in full
  const char* title;  ///< of a dialog's row
  const char* help;   ///< one line, without its range
};
inline constexpr Dial kDials[] = {
    {"heal", &Wishes::heal, 0, 1, 2, "", "Heal spots",
     "heal spots that go by themselves; moles, freckles and scars stay"},
    {"even", &Wishes::even, 0, 1, 1.2f, "", "Even skin", "even the skin: blotches, not pores, lines or marks"},
    {"redness", &Wishes::redness, 0, 1, 1, "", "Less redness",
     "even red patches towards the skin around them; the complexion stays"},
    {"shine", &Wishes::shine, 0, 1, 0.8f, "", "Less shine",
     "take gloss back on forehead, nose and cheeks; highlights keep their shape"},
    {"under-eye", &Wishes::under_eye, 0, 1, 1, "", "Under the eyes",
     "lift dark circles and bags towards the cheek; folds stay"},
    {"eyes", &Wishes::eyes, 0, 1, 1, "", "Eyes", "clear the whites of the eyes: redness, not their shading or colour"},
    {"teeth", &Wishes::teeth, 0, 1, 0.8f, "", "Teeth", "take yellow off the teeth: colour, not brightness"},
    {"cast", &Wishes::cast, 0, 1, 0, "", "Colour cast", "neutralise coloured light that lies on part of the face"},
    {"fill", &Wishes::fill, 0, 2, 0.6f, "stops", "Fill light", "lift the shadow side of the face"},
    {"key", &Wishes::key, -2, 2, 0, "stops", "Key light", "strengthen (or, below 0, weaken) the key light"},
    {"key-turn", &Wishes::key_turn, -180, 180, 0, "degrees", "Turn the key",
     "turn the key light about the viewing axis"},
    {"exposure", &Wishes::exposure, -1, 1, 0, "stops", "Exposure", "lighten or darken the person"},
    {"even-light", &Wishes::even_light, 0, 1, 0, "", "Even light",
     "in a group, bring the contrast of each face's light towards the others'"}};
[[nodiscard]] CNT_API const Dial* find_dial(const std::string& name);  ///< null: there is none
/// The edit of picked marks and places: part of the dial "heal", but granted by itself, wholly or not at all.
inline constexpr const char* kHealMark = "heal-mark";
/// What is masked together: "key" and "key-turn" move one edit, and "heal-mark" is of "heal".
[[nodiscard]] bool same_edit(const std::string& dial, const std::string& other);

/// One dial that moves the others along a sensible path, [0, 1]: each by its `path`, up to its highest.
[[nodiscard]] CNT_API Wishes retouch_path(float amount);
inline constexpr const char *kRetouch = "retouch",  ///< its name, where dials go by name
    *kRetouchTitle = "Retouch", *kRetouchHelp = "all dials along one sensible path";

/// Moves the dials that `dials` names, "retouch" before the others, which stand beside it. Error{bad_input} names what is
/// no dial or out of range.
CNT_API Result<> set_dials(Wishes& wishes, const std::map<std::string, float>& dials);

CNT_API Result<> validate(const Wishes& wishes);  ///< Error{bad_input} names the dial and its range

/// A painted map over the whole photo, of any size: an edit is multiplied by it, or, if it protects, by 1 − it.
struct Paint {
  ImageF map;  ///< one channel, [0, 1]
  bool protects = false;
  std::string dial;  ///< the one it holds for; empty: all
};

/// One mark to heal, whatever it is: it need not go by itself, and the dial may be at 0.
struct MarkPick {
  int face = 0;  ///< from 0
  int mark = 0;  ///< from 0, as FaceInfo::marks lists them
};
/// A place to heal, photo px: the mark there, or, where none was found, a disc of 2.6 % IOD.
struct HealPlace {
  float x = 0, y = 0;
};

/// Dials, and where and on whom they act.
struct Request {
  Request(Wishes all = {}) : wishes(all) {}  // NOLINT: wishes alone are a request
  Wishes wishes;
  std::map<int, Wishes> faces{};  ///< of single faces, by index (from 0), in place of `wishes`
  std::vector<Paint> paints{};
  std::vector<MarkPick> marks{};
  std::vector<HealPlace> places{};
  [[nodiscard]] const Wishes& of(int face) const;
};
/// Error{bad_input} names the dial and its range, the face that is not there, the paint that is no map of [0, 1], the place that is none.
Result<> validate(const Request& request, int faces);

struct Grant {
  int face = 0;
  std::string dial;   ///< "even", or kHealMark; dials that move one edit together have a grant each, of the same share
  float wished = 0;   ///< in the dial's unit; of kHealMark 1
  float granted = 0;  ///< the same unit
  std::string note;   ///< "held back by texture.pores on face 1, left cheek"; or what the operator says
  std::string found;  ///< what the operator found, in words; may be empty
  std::vector<std::size_t> offered{};  ///< marks that were found and left, colour not saying what they are, from 0
  float area = 0;                      ///< of what is granted: share of the face's oval changed by 1/64 stop or more
  float largest = 0;                   ///< of what is granted: the largest |Δ|, stops
};

}  // namespace countenance::govern

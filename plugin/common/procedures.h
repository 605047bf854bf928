// SPDX-License-Identifier: GPL-3.0-or-later
// Procedures: what an editor offers under Filters > Countenance. A host makes its menu entries, its scripts' arguments
// (those of parameters(), in this order) and its help from this table.
#pragma once

#include <string_view>
#include <vector>

#include "parameters.h"

namespace countenance::plugin {

struct Procedure {
  enum class Task { retouch, measure, guard };
  Task task;
  const char* name;   ///< "plug-in-countenance-retouch"
  const char* title;  ///< "Retouch Portrait", of its window
  const char* label;  ///< "_Retouch Portrait…", of its menu entry
  const char* blurb;  ///< one line
  const char* help;   ///< a paragraph
  std::vector<const Parameter*> parameters;
  Settings settings;  ///< where nothing else is said
};
/// Texts are not translated yet.
[[nodiscard]] const std::vector<Procedure>& procedures();
[[nodiscard]] const Procedure* find_procedure(std::string_view name);  ///< null: there is none

/// move(), but dials that a procedure does not offer stay as they are, whatever its preset suggests.
Result<> move(Settings& settings, const Procedure& procedure, const Parameter& parameter, const Value& value);

inline constexpr const char* kMenu = "<Image>/Filters/Countenance";

}  // namespace countenance::plugin

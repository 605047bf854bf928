// SPDX-License-Identifier: GPL-3.0-or-later
// An editor, driven without windows, by scripts in Scheme. What scripts need of it stands in its own prelude, under
// names that all preludes share; a procedure of ours is called on what the variables `image` and `layer` hold.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.h"
#include "procedures.h"

namespace countenance::hosts {

using plugin::Procedure;
using plugin::Settings;

class Editor {
 public:
  virtual ~Editor() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /// Why it cannot be driven here; empty: it can.
  [[nodiscard]] virtual std::string missing() const = 0;

  /// Expressions. Each gives the list of what the procedure gives back.
  [[nodiscard]] virtual std::string call(const Procedure& procedure, const Settings& settings) const = 0;
  /// Of one that takes an original. `original`: an expression that gives a layer, or empty; `file`: a path, or empty.
  [[nodiscard]] virtual std::string against(const Procedure& procedure, const Settings& settings,
                                            const std::string& original, const std::string& file) const = 0;
  [[nodiscard]] virtual std::string repeat(const Procedure& procedure) const = 0;  ///< as it was used last
  /// Makes these what was used last.
  [[nodiscard]] virtual std::string remember(const Procedure& procedure, const Settings& settings) const = 0;

  struct Ended {
    bool well = false;  ///< the script came to its end
    std::string log;
  };
  /// Runs a script in this folder, with a profile of its own. Whatever folder/kill names as "about to run" is killed:
  /// while a file of that name is there, a plug-in of ours that this editor has started is ended.
  [[nodiscard]] virtual Ended run(const std::filesystem::path& folder, const std::string& script,
                                  const std::vector<std::string>& environment = {}) const = 0;
  /// How far samples move where the editor lays layers over one another, even of what is not covered: integers, or floats.
  [[nodiscard]] virtual double laying(bool integers) const = 0;
  /// What it says of a layer of linear light whose profile is of tables; empty: it is retouched.
  [[nodiscard]] virtual std::string of_linear_tables() const = 0;
  /// The command line as it was built beside the plug-in.
  [[nodiscard]] virtual test::Outcome command_line(const std::vector<std::string>& arguments) const = 0;
};

/// The one that this program drives.
[[nodiscard]] const Editor& editor();

}  // namespace countenance::hosts

// SPDX-License-Identifier: GPL-3.0-or-later
#include "beside.h"

#include <fmt/format.h>

#include <string_view>
#include <system_error>

namespace countenance::plugin {

std::filesystem::path program_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::filesystem::path icon_of(const Procedure& procedure, int px) {
  constexpr std::string_view kPlugIn = "plug-in-";
  return program_folder() / "icons" / fmt::format("{}-{}.png", procedure.name + kPlugIn.size(), px);
}

}  // namespace countenance::plugin

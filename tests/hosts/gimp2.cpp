// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 2.10, as it is installed here.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "child.h"
#include "editor.h"
#include "scheme.h"

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kLongest{10};

std::string arguments_of(const Procedure& procedure, const Settings& settings) {
  std::string out;
  for (const plugin::Parameter* p : procedure.parameters) out += fmt::format(" {}", literal(*p, get(settings, *p)));
  return out;
}

std::string called(const Procedure& procedure, const char* mode, const std::string& arguments) {
  return fmt::format("({} {} image layer{})", procedure.name, mode, arguments);
}

/// Of GIMP's own plug-ins only those that cases need: asking all of them takes six seconds.
void make_profile(const fs::path& home) {
  fs::create_directories(home / "plug-ins");
  for (const char* name : {"script-fu", "file-tiff", "file-png", "file-jpeg"})
    fs::create_directory_symlink(fs::path(COUNTENANCE_GIMP2_FOLDER) / "plug-ins" / name, home / "plug-ins" / name);
  test::put(home / "gimprc", fmt::format("(plug-in-path \"{}:{}\")\n(color-profile-policy keep)\n",
                                         (home / "plug-ins").string(), COUNTENANCE_GIMP2_PLUGIN));
}

class Gimp2 : public Editor {
 public:
  std::string name() const override { return "GIMP 2.10"; }
  std::string missing() const override { return fs::exists(COUNTENANCE_GIMP2_PROGRAM) ? "" : "there is no GIMP 2.10"; }
  std::string call(const Procedure& procedure, const Settings& settings) const override {
    return called(procedure, "RUN-NONINTERACTIVE", arguments_of(procedure, settings));
  }
  std::string against(const Procedure& procedure, const Settings& settings, const std::string& original,
                      const std::string& file) const override {
    return called(
        procedure, "RUN-NONINTERACTIVE",
        fmt::format("{} {} {}", arguments_of(procedure, settings), original.empty() ? "-1" : original, quoted(file)));
  }
  std::string repeat(const Procedure& procedure) const override {
    return called(procedure, "RUN-WITH-LAST-VALS", arguments_of(procedure, {}));
  }
  std::string remember(const Procedure& procedure, const Settings& settings) const override {
    std::string bytes;
    for (const char c : to_json(settings)) bytes += fmt::format(" {}", int(c));
    return fmt::format("(gimp-procedural-db-set-data {} {} #({}))", quoted(procedure.name), to_json(settings).size(),
                       bytes);
  }
  Ended run(const fs::path& folder, const std::string& script,
            const std::vector<std::string>& environment) const override {
    const fs::path home = folder / "gimp";
    if (!fs::exists(home)) make_profile(home);
    test::put(folder / "cases.scm", test::bytes_of(COUNTENANCE_HOSTS_FOLDER "/prelude2.scm") + script +
                                        "\n(cnt-put \"ended\" \"\")\n(gimp-quit 0)\n");
    fs::remove(folder / "ended");
    Child child{{COUNTENANCE_GIMP2_PROGRAM, "-i", "-d", "-f", "-s", "--stack-trace-mode", "never", "-b",
                 "(load \"cases.scm\")", "-b", "(gimp-quit 0)"},
                {"HOME=" + home.string(), "GIMP2_DIRECTORY=" + home.string(), "XDG_CONFIG_HOME=" + home.string(),
                 "XDG_CACHE_HOME=" + home.string(), "COUNTENANCE_SITE_POLICY=", "COUNTENANCE_MODELS=" + models()},
                folder,
                folder / "log",
                folder / "kill",
                "countenance"};
    child.environment.insert(child.environment.end(), environment.begin(), environment.end());
    const int code = hosts::run(child, kLongest);
    return {code == 0 && fs::exists(folder / "ended"), test::bytes_of(folder / "log")};
  }
  double laying(bool integers) const override { return integers ? 0 : 1e-6; }
  std::string of_linear_tables() const override { return ""; }
  test::Outcome command_line(const std::vector<std::string>& arguments) const override {
    return test::countenance(arguments);
  }
};

}  // namespace

const Editor& editor() {
  static const Gimp2 gimp;
  return gimp;
}

}  // namespace countenance::hosts

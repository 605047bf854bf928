// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 3, as it is in the Debian 13 tree.
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
constexpr const char *kBuild = COUNTENANCE_SOURCE_DIR "/build/debian13", *kHome = "gimp";  // in the folder of a run

std::string called(const Procedure& procedure, const char* mode, const std::string& arguments) {
  return fmt::format("({} #:run-mode {} #:image image #:drawables (vector layer){})", procedure.name, mode, arguments);
}

std::string arguments_of(const Procedure& procedure, const Settings& settings) {
  std::string out;
  for (const plugin::Parameter* p : procedure.parameters)
    out += fmt::format(" #:{} {}", p->name, literal(*p, get(settings, *p)));
  return out;
}

/// In the tree.
fs::path own_plug_ins() {
  const std::string folder = test::countenance({"run", "pkg-config", "--variable=gimplibdir", "gimp-3.0"}).out;
  return fs::path(folder.substr(0, folder.find('\n'))) / "plug-ins";
}

/// Of GIMP's own plug-ins only those that cases need: asking all of them takes seconds.
void make_profile(const fs::path& home) {
  fs::create_directories(home / "plug-ins");
  fs::create_directories(home / "plug-in-settings");
  for (const char* name : {"script-fu", "file-tiff", "file-png", "file-jpeg"})
    fs::create_directory_symlink(own_plug_ins() / name, home / "plug-ins" / name);
  test::put(home / "gimprc", fmt::format("(plug-in-path \"{}:{}/plugin/gimp3/plug-ins\")\n(color-profile-policy keep)\n"
                                         "(config-version \"3.0.4\")\n(show-welcome-dialog no)\n",
                                         (home / "plug-ins").string(), kBuild));
}

class Gimp3 : public Editor {
 public:
  std::string name() const override { return "GIMP 3"; }
  std::string missing() const override {
    const test::Outcome there = test::countenance(
        {"run", "sh", "-c", "test -x \"$1/plugin/gimp3/plug-ins/countenance/countenance\" || exit 3", "sh", kBuild});
    if (there.code == 0) return "";
    return there.code == 3 ? "its plug-in is not built: run packaging/debian13 build" : there.out + there.err;
  }
  std::string call(const Procedure& procedure, const Settings& settings) const override {
    return called(procedure, "RUN-NONINTERACTIVE", arguments_of(procedure, settings));
  }
  std::string against(const Procedure& procedure, const Settings& settings, const std::string& original,
                      const std::string& file) const override {
    return called(procedure, "RUN-NONINTERACTIVE",
                  arguments_of(procedure, settings) + (original.empty() ? "" : " #:original " + original) +
                      (file.empty() ? "" : " #:original-file " + quoted(file)));
  }
  std::string repeat(const Procedure& procedure) const override { return called(procedure, "RUN-WITH-LAST-VALS", ""); }
  std::string remember(const Procedure& procedure, const Settings& settings) const override {
    std::string kept;
    for (const plugin::Parameter* p : procedure.parameters)
      kept += fmt::format("({} {})\n", p->name, literal(*p, get(settings, *p)));
    return fmt::format("(cnt-put \"{}/plug-in-settings/GimpProcedureConfigRun-{}.last\" {})", kHome, procedure.name,
                       hosts::quoted(kept));
  }
  Ended run(const fs::path& folder, const std::string& script,
            const std::vector<std::string>& environment) const override {
    const fs::path home = folder / kHome;
    if (!fs::exists(home)) make_profile(home);
    test::put(folder / "cases.scm",
              test::bytes_of(COUNTENANCE_HOSTS_FOLDER "/prelude3.scm") + script + "\n(cnt-put \"ended\" \"\")\n");
    fs::remove(folder / "ended");
    Child child{{COUNTENANCE_PROGRAM, "run", "env", "HOME=" + home.string(), "GIMP3_DIRECTORY=" + home.string(),
                 "COUNTENANCE_SITE_POLICY=", "COUNTENANCE_MODELS=" + models()},
                {},
                folder,
                folder / "log",
                folder / "kill",
                "countenance"};
    child.arguments.insert(child.arguments.end(), environment.begin(), environment.end());
    for (const char* argument : {"gimp-console-3.0", "-i", "-d", "-f", "--stack-trace-mode", "never", "--quit",
                                 "--batch-interpreter=plug-in-script-fu-eval", "-b", "(load \"cases.scm\")"})
      child.arguments.emplace_back(argument);
    const int code = hosts::run(child, kLongest);
    return {code == 0 && fs::exists(folder / "ended"), test::bytes_of(folder / "log")};
  }
  /// In linear light, through its own approximation of the profile's curve: near black a power of 2.2 is not quite undone.
  double laying(bool /*integers*/) const override { return 0.004; }
  std::string of_linear_tables() const override { return "choose a perceptual encoding"; }
  test::Outcome command_line(const std::vector<std::string>& arguments) const override {
    std::vector<std::string> inside{"run", std::string(kBuild) + "/cli/countenance"};
    inside.insert(inside.end(), arguments.begin(), arguments.end());
    return test::countenance(inside);
  }
};

}  // namespace

const Editor& editor() {
  static const Gimp3 gimp;
  return gimp;
}

}  // namespace countenance::hosts

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "base/parallel.h"
#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "picture.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path original, edited, heatmap;
  std::string policy = "natural";
  bool json = false;
};

Result<> run(const Options& o) {
  CNT_TRY(policy, load_policy(o.policy));
  CNT_CHECK(check_targets({o.heatmap}, {o.original, o.edited}));
  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(opened, open(o.common.models, o.original, job));
  std::optional<Portrait> portrait;
  std::optional<io::Loaded> edited;
  CNT_CHECK(for_each(2, job, "studying", [&](int part) -> Result<> {  // an error of the original's is given first
    if (part == 0) {
      CNT_TRY(studied, of_file(o.original, Portrait::original(opened.engine, std::move(opened.picture.photo), job)));
      portrait.emplace(std::move(studied));
    } else {
      CNT_TRY(loaded, load_upright(opened.engine, o.edited, job));
      edited.emplace(std::move(loaded));
    }
    return {};
  }));
  CNT_TRY(report, of_file(o.edited, portrait->measure(edited->photo, policy, job)));
  if (!o.heatmap.empty()) {
    CNT_TRY(map, portrait->heatmap(report));
    CNT_TRY(bytes, io::png(map));
    CNT_CHECK(io::write(o.heatmap, bytes, {o.original, o.edited}));
  }
  progress.reset();
  if (!o.common.quiet) {
    note(opened.picture.notes);
    note(edited->notes);
  }
  fmt::print("{}\n", o.json ? report_json(report) : report_text(report));
  if (report.outside)
    return fail(Code::over_limit, fmt::format("{}: outside the limits of policy '{}' (drift {:.2f})", o.edited.string(),
                                              report.policy, report.drift));
  if (!report.within)
    return fail(Code::not_measurable, fmt::format("{}: {}", o.edited.string(), report_obstacle(report)));
  return {};
}

}  // namespace

void add_measure(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("measure", "how far an edited picture moved the person, against a policy's limits");
  auto o = std::make_shared<Options>();
  command->add_option("ORIGINAL", o->original, "the picture before")->required();
  command->add_option("EDITED", o->edited, "the picture after, from any tool")->required();
  command->add_option("--policy", o->policy, "a name of 'countenance presets', or a file")->capture_default_str();
  command->add_flag("--json", o->json, "the report as JSON (schema countenance.measure/1)");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face moved");
  add_common(*command, o->common);
  command->footer("Exit code 0: inside the limits; 3: outside; 4: cannot be measured.");
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "pair.h"

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
  CNT_CHECK(check_inputs({o.original, o.edited}));
  CNT_CHECK(check_targets({o.heatmap}, {o.original, o.edited}));
  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(original, Input::open(o.original, job));
  CNT_TRY(edited, Input::open(o.edited, job));
  CNT_TRY(pair, open_pair(o.common.models, original, edited, job));
  const Photo& photo = pair.edited.photo;
  CNT_TRY(report, of_edited(pair.engine, edited, photo, pair.original.measure(photo, policy, job)));
  if (!o.heatmap.empty()) {
    CNT_TRY(map, pair.original.heatmap(report));
    CNT_TRY(bytes, io::png(map));
    Outputs outputs;
    outputs.add(o.heatmap, std::move(bytes));
    CNT_CHECK(outputs.write());
  }
  progress.reset();
  if (!o.common.quiet) note(pair.notes);
  fmt::print(words_beside({o.heatmap}), "{}\n", o.json ? report_json(report) : report_text(report));
  return require_within(report, edited.name());
}

}  // namespace

void add_measure(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("measure", "how far an edited picture moved the person, against a policy's limits");
  auto o = std::make_shared<Options>();
  command->add_option("ORIGINAL", o->original, "the picture before; '-' is the standard input")->required();
  command->add_option("EDITED", o->edited, "the picture after, from any tool; '-' is the standard input")->required();
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

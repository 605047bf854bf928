// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "pair.h"
#include "pairs.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path original, edited, pairs, heatmap;
  std::string policy = "natural";
  bool json = false;
};

Result<> run(const Options& o) {
  CNT_TRY(policy, load_policy(o.policy));
  if (!o.pairs.empty()) return measure_pairs({o.pairs, o.json}, o.common, policy);
  if (o.edited.empty()) return fail(Code::bad_input, "measure: ORIGINAL and EDITED are wanted, or --pairs LIST");
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
  if (!o.common.quiet) {
    note(pair.before.notes);
    note(pair.edited.notes);
  }
  fmt::print(words_beside({o.heatmap}), "{}\n", o.json ? report_json(report) : report_text(report));
  return require_within(report, edited.name());
}

}  // namespace

void add_measure(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("measure", "how far an edited picture moved the person, against a policy's limits");
  auto o = std::make_shared<Options>();
  auto* original = command->add_option("ORIGINAL", o->original, "the picture before; '-' is the standard input");
  auto* edited =
      command->add_option("EDITED", o->edited, "the picture after, from any tool; '-' is the standard input");
  auto* pairs = command->add_option(
      "--pairs", o->pairs,
      "in place of two pictures a CSV list, original,edited a line, names relative to its folder; '-' is the standard "
      "input. One line for each as it is done, with --json a JSON object");
  pairs->excludes(original)->excludes(edited);
  command->add_option("--policy", o->policy, "a name of 'countenance presets', or a file")->capture_default_str();
  command->add_flag("--json", o->json, "the report as JSON (schema countenance.measure/1)");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face moved")->excludes(pairs);
  add_common(*command, o->common);
  command->footer(
      "Exit code 0: inside the limits; 3: outside; 4: cannot be measured. Of many pairs 0 where all are inside, else "
      "the "
      "gravest: 3 before 4 before 2.");
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

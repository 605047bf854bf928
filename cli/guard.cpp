// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "finished.h"
#include "origin.h"
#include "pair.h"
#include "record_options.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path original, edited, report, heatmap;
  Writing writing;
  std::string policy = "natural";
  RecordOptions record;
  bool as_original = false, json = false;
};

/// "face 1: texture, face 1: marks": the measures of which something is too small to tell.
std::string measures_of(const std::vector<std::string>& components) {
  std::string out, last;
  for (const std::string& component : components) {
    const std::string measure = component.substr(0, component.find('.'));
    if (measure != last) out += (out.empty() ? "" : ", ") + measure;
    last = measure;
  }
  return out;
}

Result<> run(const Options& o) {
  CNT_CHECK(check_writing(o.writing));
  CNT_TRY(policy, load_policy(o.policy));
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  const std::vector<fs::path> targets{o.writing.out, o.report, o.heatmap, o.record.sidecar, o.record.manifest};
  CNT_CHECK(check_inputs({o.original, o.edited}));
  CNT_CHECK(check_targets(targets, {o.original, o.edited}));
  CNT_TRY(date, date_of(o.record));

  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(original, Input::open(o.original, job));
  CNT_TRY(edited, Input::open(o.edited, job));
  CNT_TRY(pair, open_pair(o.common.models, original, edited, job));
  CNT_TRY(origin, origin_of(original, pair.before, pair.original.photo(), o.as_original, "name the first original"));
  CNT_CHECK(check_origin(origin, original, pair.edited, edited));
  const io::Loaded& source = pair.edited;
  FileRoundtrip file(source, format_of(o.writing, source), o.writing.quality, job);
  CNT_TRY(held, of_edited(pair.engine, edited, source.photo,
                          pair.original.guard(source.photo, policy, file.roundtrip(), job)));
  const Making making{&edited, source, source.photo, pair.original, policy};
  CNT_TRY(finished, cli::finished(std::move(held), making, file, o.writing, job));
  const Guarded& guarded = finished.made;
  if (!guarded.report.within && guarded.unverifiable.empty())
    return fail(Code::refused, fmt::format("{}: {}", edited.name(), report_obstacle(guarded.report)));
  Outputs outputs;
  const std::string json = to_json(guarded) + "\n";
  if (!o.report.empty()) outputs.add(o.report, {json.begin(), json.end()});
  if (!o.heatmap.empty()) {
    CNT_TRY(map, pair.original.heatmap(guarded.report));
    CNT_TRY(bytes, io::png(map));
    outputs.add(o.heatmap, std::move(bytes));
  }
  record::Record record = record_of(guarded, making, origin, by(o.record, record::Editor::ai));
  record.date = std::move(date);
  Parties parties{asset(original.name(), pair.before.format),
                  asset(o.writing.out.string(), format_of(o.writing, pair.edited))};
  if (!o.record.manifest.empty()) {
    CNT_TRY(coded, edited.bytes());
    parties.edited = {asset(edited.name(), pair.edited.format), sha256(coded.data(), coded.size())};
  }
  CNT_CHECK(put_record(std::move(record), o.record, parties, !finished.verbatim, finished.file, outputs));
  outputs.add(o.writing.out, std::move(finished.file.bytes));
  CNT_CHECK(outputs.write());
  progress.reset();
  if (!o.common.quiet) {
    note(pair.before.notes);
    note(pair.edited.notes);
    note(finished.file.notes);
  }
  if (o.json || !o.common.quiet) fmt::print(words_beside(targets), "{}", o.json ? json : to_text(guarded));
  if (!guarded.report.within)
    return fail(Code::not_measurable, fmt::format("{}: written, but the original is too small to verify: {}",
                                                  o.writing.out.string(), measures_of(guarded.unverifiable)));
  return {};
}

}  // namespace

void add_guard(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand(
      "guard", "bring what another tool made of a portrait back inside the limits: only what moved the person goes");
  auto o = std::make_shared<Options>();
  command->add_option("ORIGINAL", o->original, "the picture before; '-' is the standard input")->required();
  command->add_option("EDITED", o->edited, "the picture after, from any tool; never touched; '-' is the standard input")
      ->required();
  add_writing(*command, o->writing);
  command->add_option("--policy", o->policy, "a name of 'countenance presets', or a file")->capture_default_str();
  command->add_option("--report", o->report, "write what was taken back, and the drift before and after, as JSON");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face of the result has moved");
  add_record_options(*command, o->record, "ai");
  add_as_original(*command, o->as_original);
  command->add_flag("--json", o->json, "print the report as JSON (schema countenance.guard/1)");
  add_common(*command, o->common);
  command->footer(
      "Exit code 0: written, and inside the limits; 4: the two cannot be compared, and nothing is written; or written, "
      "but the original is too small to verify all of it; 6: it cannot be brought inside.");
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "finished.h"
#include "io/file.h"
#include "origin.h"
#include "picture.h"
#include "record_options.h"
#include "request.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path in, original, report, heatmap;
  Writing writing;
  std::string preset = "natural", policy;
  RequestOptions request;
  RecordOptions record;
  bool as_original = false, why = false, json = false;
};

/// What the drift is measured against: the portrait itself, or its first original.
struct Against {
  Origin origin;
  record::Asset asset;
  std::optional<Portrait> first;
  std::vector<std::string> notes;  ///< on reading that
};

Result<Against> against(const Options& o, const Engine& engine, const Input& in, const io::Loaded& source,
                        const Job& job) {
  if (o.original.empty()) {
    CNT_TRY(origin, origin_of(in, source, source.photo, o.as_original, "name its first original with --original"));
    return Against{std::move(origin), asset(in.name(), source.format), {}, {}};
  }
  CNT_TRY(input, Input::open(o.original, job));
  CNT_TRY(picture, load_upright(engine, input, job));
  CNT_TRY(origin, origin_of(input, picture, picture.photo, o.as_original, "name the first original"));
  CNT_CHECK(check_origin(origin, input, source, in));
  CNT_TRY(first, of_file(input, Portrait::original(engine, std::move(picture.photo), job)));
  return Against{std::move(origin), asset(input.name(), picture.format), std::move(first), std::move(picture.notes)};
}

/// "colour does not say what 3 marks are: --heal-mark 2:4,7,9 heals them"
std::string offer(const Grant& grant, bool several_faces) {
  constexpr std::size_t kSpeltOut = 6;
  std::string marks;
  for (std::size_t i = 0; i < std::min(kSpeltOut, grant.offered.size()); ++i)
    marks += fmt::format("{}{}", i > 0 ? "," : "", grant.offered[i] + 1);
  return fmt::format("marks that colour does not tell: {} ('study' lists them); --heal-mark {}{} heals {}",
                     grant.offered.size(), several_faces ? fmt::format("{}:", grant.face + 1) : "", marks,
                     grant.offered.size() > kSpeltOut ? "these" : "them");
}

void print(std::FILE* to, const Verdict& verdict, bool why) {
  for (const auto& g : verdict.grants) {
    fmt::print(to, "{:<10} {:>6.2f} of {:.2f}", g.dial, g.granted, g.wished);
    if (verdict.report.faces.size() > 1) fmt::print(to, "  face {}", g.face + 1);
    if (!g.note.empty()) fmt::print(to, "  {}", g.note);
    fmt::print(to, "\n");
    if (!why) continue;
    if (!g.found.empty() && g.found != g.note) fmt::print(to, "{:12}{}\n", "", g.found);
    if (!g.offered.empty()) fmt::print(to, "{:12}{}\n", "", offer(g, verdict.report.faces.size() > 1));
    fmt::print(to, "{:12}changes {:.0f} % of the face, by {:.2f} stop at most\n", "", 100 * g.area, g.largest);
  }
  fmt::print(to, "\n{}", report_text(verdict.report));
}

Result<> run(const Options& o) {
  CNT_CHECK(check_writing(o.writing));
  CNT_TRY(preset, load_policy(o.preset));
  CNT_TRY(policy, limits_of(preset, o.policy));
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  CNT_TRY(request, request_of(preset, o.request));
  const std::vector<fs::path> targets{o.writing.out, o.report, o.heatmap, o.record.sidecar, o.record.manifest};
  std::vector<fs::path> inputs = mask_files(o.request);
  inputs.push_back(o.in);
  if (!o.original.empty()) inputs.push_back(o.original);
  CNT_CHECK(check_inputs({o.in, o.original}));
  CNT_CHECK(check_targets(targets, inputs));
  CNT_TRY(date, date_of(o.record));

  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(in, Input::open(o.in, job));
  CNT_TRY(opened, open(o.common.models, in, job));
  io::Loaded& source = opened.picture;
  CNT_TRY(held, against(o, opened.engine, in, source, job));
  CNT_CHECK(add_masks(request, o.request, source.photo.size, job));
  CNT_TRY(portrait, of_file(in, Portrait::study(opened.engine, std::move(source.photo), job)));
  const Portrait& original = held.first ? *held.first : portrait;
  CNT_TRY(retouch, held.first ? of_file(in, Retouch::propose(portrait, request, original, job))
                              : Retouch::propose(portrait, request, job));
  request.paints.clear();  // as large as the photo, and of no more use
  FileRoundtrip file(source, format_of(o.writing, source), o.writing.quality, job);
  CNT_TRY(done, of_file(in, retouch.govern(policy, file.roundtrip(), job)));
  const Making making{&in, source, portrait.photo(), original, policy};
  CNT_TRY(finished, cli::finished(std::move(done.verdict), making, file, o.writing, job));
  Outputs outputs;
  const std::string json = to_json(finished.made) + "\n";
  if (!o.report.empty()) outputs.add(o.report, {json.begin(), json.end()});
  if (!o.heatmap.empty()) {
    CNT_TRY(map, original.heatmap(finished.made.report));
    CNT_TRY(bytes, io::png(map));
    outputs.add(o.heatmap, std::move(bytes));
  }
  const auto otherwise = is_given(o.request) ? record::Editor::human : record::Editor::automatic;
  record::Record record = record_of(finished.made, making, held.origin, by(o.record, otherwise));
  record.date = std::move(date);
  const Parties parties{std::move(held.asset), asset(o.writing.out.string(), format_of(o.writing, source))};
  CNT_CHECK(put_record(std::move(record), o.record, parties, !finished.verbatim, finished.file, outputs));
  outputs.add(o.writing.out, std::move(finished.file.bytes));
  CNT_CHECK(outputs.write());
  progress.reset();
  if (!o.common.quiet) {
    note(source.notes);
    note(held.notes);
    note(finished.file.notes);
  }
  std::FILE* const words = words_beside(targets);
  if (o.json)
    fmt::print(words, "{}", json);
  else if (!o.common.quiet)
    print(words, finished.made, o.why);
  return {};
}

}  // namespace

void add_retouch(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("retouch", "even the skin and relight the face, inside the limits of a policy");
  auto o = std::make_shared<Options>();
  command->add_option("IN", o->in, "the portrait: JPEG, PNG, TIFF or WebP; never touched; '-' is the standard input")
      ->required();
  add_writing(*command, o->writing);
  command->add_option("--preset", o->preset, "dials and limits for a use: a name of 'countenance presets', or a file")
      ->capture_default_str();
  command->add_option(
      "--policy", o->policy,
      "limits only: a name or a file (default: the preset's; those of a locked preset hold all the same)");
  command->add_option("--original", o->original,
                      "the first original of a picture that was edited before: the drift of all that was done is held "
                      "inside the limits; faces are counted as there");
  add_as_original(*command, o->as_original);
  add_request(*command, o->request);
  command->add_option("--report", o->report, "write the verdict as JSON");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face moved");
  add_record_options(*command, o->record, "human where a dial was given, automatic for a preset alone");
  command->add_flag("--json", o->json, "print the verdict as JSON (schema countenance.verdict/1)");
  command->add_flag("--why", o->why, "say what each dial found, and what it changes");
  add_common(*command, o->common);
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

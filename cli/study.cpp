// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "picture.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path in, overlay;
  bool json = false;
};

const char* fate_of(const MarkInfo& mark) {
  return mark.kind == "transient" ? "heals" : mark.kind == "permanent" ? "stays" : "stays: colour does not say";
}

void print(std::FILE* to, const std::vector<MarkInfo>& marks) {
  if (!marks.empty()) fmt::print(to, "  marks: {}\n", marks.size());
  int number = 0;
  for (const MarkInfo& m : marks)
    fmt::print(to, "  {:>4}  {:<32} {:>4.1f} % IOD  at {:.0f},{:.0f}  {}\n", ++number, m.where, m.diameter, m.x, m.y,
               fate_of(m));
}

void print(std::FILE* to, const std::vector<FaceInfo>& faces) {
  int number = 0;
  for (const auto& f : faces) {
    fmt::print(to, "face {}: {} px between the eyes, turned {:+.0f}°, nodding {:+.0f}°, tilted {:+.0f}°\n", ++number,
               int(f.iod + 0.5f), f.yaw, f.pitch, f.roll);
    if (!f.unusable.empty()) {
      fmt::print(to, "  left alone: {}\n", f.unusable);
      continue;
    }
    fmt::print(to, "  skin: ITA {:.0f}°, {:.0f} % of the face\n", f.ita, 100 * f.skin_coverage);
    fmt::print(to, "  light: {:.1f} stops from lit to shadow side{}\n", f.light_range,
               f.light_doubt.empty() ? "" : "; not to be trusted: " + f.light_doubt);
    print(to, f.marks);
  }
}

Result<> run(const Options& o) {
  CNT_CHECK(check_targets({o.overlay}, {o.in}));
  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(in, Input::open(o.in, job));
  CNT_TRY(opened, open(o.common.models, in, job));
  io::Loaded& loaded = opened.picture;
  CNT_TRY(portrait, of_file(in, Portrait::study(opened.engine, std::move(loaded.photo), job)));
  if (!o.overlay.empty()) {
    CNT_TRY(picture, portrait.overlay());
    CNT_TRY(bytes, io::png(picture));
    Outputs outputs;
    outputs.add(o.overlay, std::move(bytes));
    CNT_CHECK(outputs.write());
  }
  progress.reset();
  if (!o.common.quiet) note(loaded.notes);
  std::FILE* const words = words_beside({o.overlay});
  if (o.json)
    fmt::print(words, "{}\n", portrait.to_json());
  else
    print(words, portrait.faces());
  return {};
}

}  // namespace

void add_study(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("study", "what is seen in a picture: faces, skin, marks, light");
  auto o = std::make_shared<Options>();
  command->add_option("IN", o->in, "the portrait; '-' is the standard input")->required();
  command->add_flag("--json", o->json, "as JSON (schema countenance.study/1)");
  command->add_option(
      "--overlay", o->overlay,
      "write a PNG: skin green, features left out blue, beard violet, mesh points white; marks ringed and numbered: "
      "yellow heals, cyan stays, magenta stays because colour does not say");
  add_common(*command, o->common);
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "io/file.h"
#include "picture.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path in, out, report, heatmap;
  std::string preset = "natural", policy;
  std::map<std::string, float> dials;  ///< as given; the preset's elsewhere
  int quality = 0;
};

Wishes wishes_of(const Policy& preset, const std::map<std::string, float>& dials) {
  Wishes wishes;
  const auto set = [&](const std::string& dial, float value) {
    if (dial == "even") wishes.even = value;
    if (dial == "fill") wishes.fill = value;
    if (dial == "key") wishes.key = value;
    if (dial == "key-turn") wishes.key_turn = value;
    if (dial == "exposure") wishes.exposure = value;
  };
  for (const auto& [dial, value] : preset.wishes) set(dial, value);
  for (const auto& [dial, value] : dials) set(dial, value);
  return wishes;
}

/// The file as any reader will find it: what goes through is kept, by attempt.
class FileRoundtrip {
 public:
  FileRoundtrip(const io::Loaded& source, io::Format format, io::SaveOptions save, const Job& job)
      : source_(source), format_(format), save_(save), job_(job) {}

  Result<Photo> operator()(const Photo& rendered) {
    CNT_TRY(encoded, io::encode(rendered, source_, format_, save_, job_));
    attempts_.push_back(std::move(encoded));
    return io::decode(attempts_.back().bytes, "the encoded result", job_);
  }
  bool improve() {
    const int quality = save_.jpeg_quality ? save_.jpeg_quality : source_.jpeg_quality;
    const bool best = quality >= kBestQuality && save_.jpeg_subsampled == false;
    if (format_ != io::Format::jpeg || best) return false;
    save_.jpeg_quality = std::max(quality, kBestQuality);
    save_.jpeg_subsampled = false;
    return true;
  }
  [[nodiscard]] const io::Encoded& attempt(int i) const { return attempts_.at(std::size_t(i)); }

 private:
  static constexpr int kBestQuality = 95;
  const io::Loaded& source_;
  io::Format format_;
  io::SaveOptions save_;
  const Job& job_;
  std::vector<io::Encoded> attempts_;
};

void print(const Verdict& verdict) {
  for (const auto& g : verdict.grants) {
    fmt::print("{:<9} {:>6.2f} of {:.2f}", g.dial, g.granted, g.wished);
    if (verdict.report.faces.size() > 1) fmt::print("  face {}", g.face + 1);
    if (!g.note.empty()) fmt::print("  {}", g.note);
    fmt::print("\n");
  }
  fmt::print("\n{}", report_text(verdict.report));
}

Result<> write_result(const Options& o, const io::Loaded& source, io::Format format, const Retouch::Done& done,
                      const FileRoundtrip& file, const Portrait& portrait, const Policy& policy, const Job& job,
                      std::vector<std::string>& notes) {
  if (!done.verdict.nothing) {
    const auto& encoded = file.attempt(done.attempt);
    notes.insert(notes.end(), encoded.notes.begin(), encoded.notes.end());
    if (done.improved)
      notes.push_back(
          "the source's own JPEG quality would have moved the face by itself: written at quality 95 without chroma "
          "subsampling");
    return io::write(o.out, encoded.bytes, {o.in});
  }
  notes.push_back("nothing was changed: the picture's own coded data was copied");
  if (format == source.format) return io::copy(o.in, o.out);
  notes.back() = "nothing was changed";
  CNT_TRY(encoded, io::encode(source.photo, source, format, {o.quality, {}, {}}, job));
  CNT_TRY(found, io::decode(encoded.bytes, "the encoded result", job));
  CNT_TRY(report, portrait.measure(found, policy, job));
  if (!report.within)
    return fail(Code::refused,
                fmt::format("{}: encoding alone would leave the limits; write a PNG or TIFF", o.out.string()));
  notes.insert(notes.end(), encoded.notes.begin(), encoded.notes.end());
  return io::write(o.out, encoded.bytes, {o.in});
}

Result<> run(const Options& o) {
  const auto format = io::format_of(o.out);
  if (!format) return fail(Code::bad_input, fmt::format("{}: name it .jpg, .png, .tif or .webp", o.out.string()));
  CNT_TRY(preset, load_policy(o.preset));
  CNT_TRY(policy, load_policy(o.policy.empty() ? o.preset : o.policy));
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  const Wishes wishes = wishes_of(preset, o.dials);
  CNT_CHECK(govern::validate(wishes));
  for (const auto& target : {o.out, o.report, o.heatmap})
    if (!target.empty()) CNT_CHECK(check_target(target, {o.in}));

  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(engine, Engine::open(o.common.models));
  CNT_TRY(source, load_upright(engine, o.in, job));
  std::vector<std::string> notes = source.notes;
  CNT_TRY(portrait, Portrait::study(engine, source.photo, job));
  CNT_TRY(retouch, Retouch::propose(portrait, wishes, job));
  FileRoundtrip file(source, *format, {o.quality, {}, {}}, job);
  const Roundtrip roundtrip{[&](const Photo& p) { return file(p); }, [&] { return file.improve(); }, "file"};
  CNT_TRY(done, retouch.govern(policy, roundtrip, job));
  CNT_CHECK(write_result(o, source, *format, done, file, portrait, policy, job, notes));
  if (!o.report.empty()) {
    const std::string text = to_json(done.verdict) + "\n";
    CNT_CHECK(io::write(o.report, {text.begin(), text.end()}, {o.in, o.out}));
  }
  if (!o.heatmap.empty()) {
    CNT_TRY(map, portrait.heatmap(done.verdict.report));
    CNT_CHECK(write_png(map, o.heatmap, {o.in, o.out}));
  }
  progress.reset();
  if (!o.common.quiet) {
    note(notes);
    print(done.verdict);
  }
  return {};
}

}  // namespace

void add_retouch(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("retouch", "even the skin and relight the face, inside the limits of a policy");
  auto o = std::make_shared<Options>();
  command->add_option("IN", o->in, "the portrait: JPEG, PNG, TIFF or WebP; never touched")->required();
  command->add_option("-o,--output", o->out, "where to write; the ending says the format")->required();
  command->add_option("--preset", o->preset, "dials and limits for a use: a name of 'countenance presets', or a file")
      ->capture_default_str();
  command->add_option("--policy", o->policy, "limits only: a name or a file (default: the preset's)");
  const auto dial = [&](const char* flag, const char* help) {
    command->add_option_function<float>(
        flag, [o, name = std::string(flag + 2)](const float& value) { o->dials[name] = value; }, help);
  };
  dial("--even", "even the skin, 0 to 1");
  dial("--fill", "lift the shadow side of the face, stops, 0 to 2");
  dial("--key", "strengthen (or, below 0, weaken) the key light, stops, -2 to 2");
  dial("--key-turn", "turn the key light about the viewing axis, degrees, -180 to 180");
  dial("--exposure", "lighten or darken the person, stops, -1 to 1");
  command->add_option("--quality", o->quality, "JPEG or WebP quality (default: the source's own)")
      ->check(CLI::Range(1, 100));
  command->add_option("--report", o->report, "write the verdict as JSON");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face moved");
  add_common(*command, o->common);
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

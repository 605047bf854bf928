// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "io/file.h"
#include "picture.h"
#include "request.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  Common common;
  fs::path in, out, report, heatmap;
  std::string preset = "natural", policy;
  RequestOptions request;
  int quality = 0;
  bool why = false;
};

/// The file as any reader will find it. Of what went through, the last and the best so far are kept.
class FileRoundtrip {
 public:
  /// `source` is wanted for its metadata and coding alone.
  FileRoundtrip(const io::Loaded& source, io::Format format, int quality, const Job& job)
      : source_(source), format_(format), asked_(quality), job_(job) {
    save_.jpeg_quality = quality;
  }

  Result<Photo> operator()(Photo rendered) {
    last_ = {};
    CNT_TRY(encoded, io::encode(rendered, source_, format_, save_, job_));
    rendered = {};
    last_ = std::move(encoded);
    return io::decode(last_.bytes, "the encoded result", job_);
  }
  bool improve() {
    const bool subsampled =
        save_.jpeg_subsampled.value_or(source_.format == io::Format::jpeg && source_.jpeg_subsampled);
    if (format_ != io::Format::jpeg || (quality() >= kBestQuality && !subsampled)) return false;
    note_ = fmt::format(
        "{} (quality {}{}) would have moved the face by itself: written at quality {} without chroma "
        "subsampling",
        asked_                     ? "the quality asked for"
        : source_.jpeg_quality > 0 ? "the source's own JPEG coding"
                                   : "the usual JPEG coding",
        quality(), subsampled ? ", chroma subsampled" : "", std::max(quality(), kBestQuality));
    save_.jpeg_quality = std::max(quality(), kBestQuality);
    save_.jpeg_subsampled = false;
    return true;
  }
  /// Where encoding alone changes a face too much; a lossless file has none.
  [[nodiscard]] std::string remedy() const {
    if (format_ == io::Format::jpeg) return "write a PNG or TIFF, or a JPEG of higher quality";
    if (format_ == io::Format::webp && !(source_.lossless && asked_ == 0)) return "write a PNG or TIFF";
    return "";
  }
  void keep() {
    best_ = std::move(last_);
    if (!note_.empty()) best_.notes.push_back(note_);
  }
  [[nodiscard]] io::Encoded& best() { return best_; }

 private:
  static constexpr int kBestQuality = 95;
  /// As encode() will choose it.
  [[nodiscard]] int quality() const {
    if (save_.jpeg_quality > 0) return save_.jpeg_quality;
    return source_.jpeg_quality > 0 ? source_.jpeg_quality : kBestQuality;
  }

  const io::Loaded& source_;
  io::Format format_;
  int asked_;
  io::SaveOptions save_;
  const Job& job_;
  io::Encoded last_, best_;
  std::string note_;  ///< of improve()
};

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

void print(const Verdict& verdict, bool why) {
  for (const auto& g : verdict.grants) {
    fmt::print("{:<10} {:>6.2f} of {:.2f}", g.dial, g.granted, g.wished);
    if (verdict.report.faces.size() > 1) fmt::print("  face {}", g.face + 1);
    if (!g.note.empty()) fmt::print("  {}", g.note);
    fmt::print("\n");
    if (!why) continue;
    if (!g.found.empty() && g.found != g.note) fmt::print("{:12}{}\n", "", g.found);
    if (!g.offered.empty()) fmt::print("{:12}{}\n", "", offer(g, verdict.report.faces.size() > 1));
    fmt::print("{:12}changes {:.0f} % of the face, by {:.2f} stop at most\n", "", 100 * g.area, g.largest);
  }
  fmt::print("\n{}", report_text(verdict.report));
}

/// The untouched picture in another format: what encoding does to the face is measured like any edit.
Result<> convert(const Portrait& portrait, const Policy& policy, FileRoundtrip& file, Verdict& verdict,
                 const fs::path& out, const Job& job) {
  std::string why;
  do {
    CNT_TRY(found, file(portrait.photo()));
    CNT_TRY(report, portrait.measure(found, policy, job));
    if (report.within) {
      file.keep();
      verdict.report = std::move(report);
      verdict.verified = "file";
      return {};
    }
    why = report_obstacle(report);
  } while (file.improve());
  const std::string remedy = file.remedy();
  return fail(Code::refused, fmt::format("{}: {}; writing alone takes it past the limits of policy '{}'{}{}",
                                         out.string(), why, policy.name, remedy.empty() ? "" : ": ", remedy));
}

Result<std::vector<std::uint8_t>> bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) return fail(Code::bad_input, fmt::format("{}: cannot be read any more", path.string()));
  return bytes;
}

struct Finished {
  Verdict verdict;
  io::Encoded file;
};

Result<Finished> finish(const Options& o, const Portrait& portrait, const Retouch& retouch, const io::Loaded& source,
                        io::Format format, const Policy& policy, const Job& job) {
  FileRoundtrip file(source, format, o.quality, job);
  const Roundtrip roundtrip{[&](Photo p) { return file(std::move(p)); }, [&] { return file.improve(); }, "file",
                            [&] { file.keep(); }, file.remedy()};
  CNT_TRY(done, retouch.govern(policy, roundtrip, job));
  Finished out{std::move(done.verdict), {}};
  if (out.verdict.nothing && format == source.format) {
    CNT_TRY(bytes, bytes_of(o.in));
    out.file = {std::move(bytes), {"nothing was changed: the picture's own coded data was copied"}};
    return out;
  }
  if (out.verdict.nothing) CNT_CHECK(convert(portrait, policy, file, out.verdict, o.out, job));
  out.file = std::move(file.best());
  if (out.verdict.nothing) out.file.notes.insert(out.file.notes.begin(), "nothing was changed");
  return out;
}

Result<> run(const Options& o) {
  const auto format = io::format_of(o.out);
  if (!format) return fail(Code::bad_input, fmt::format("{}: name it .jpg, .png, .tif or .webp", o.out.string()));
  CNT_TRY(preset, load_policy(o.preset));
  CNT_TRY(policy, limits_of(preset, o.policy));
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  CNT_TRY(request, request_of(preset, o.request));
  std::vector<fs::path> inputs = mask_files(o.request);
  inputs.push_back(o.in);
  CNT_CHECK(check_targets({o.out, o.report, o.heatmap}, inputs));

  auto progress = std::make_optional<Progress>(o.common.quiet, o.common.threads);
  const Job job = progress->job();
  CNT_TRY(opened, open(o.common.models, o.in, job));
  io::Loaded& source = opened.picture;
  CNT_CHECK(add_masks(request, o.request, source.photo.size, job));
  CNT_TRY(portrait, of_file(o.in, Portrait::study(opened.engine, std::move(source.photo), job)));
  CNT_TRY(retouch, Retouch::propose(portrait, request, job));
  request.paints.clear();  // as large as the photo, and of no more use
  CNT_TRY(finished, finish(o, portrait, retouch, source, *format, policy, job));
  Outputs outputs;
  if (!o.report.empty()) {
    const std::string text = to_json(finished.verdict) + "\n";
    outputs.add(o.report, {text.begin(), text.end()});
  }
  if (!o.heatmap.empty()) {
    CNT_TRY(map, portrait.heatmap(finished.verdict.report));
    CNT_TRY(bytes, io::png(map));
    outputs.add(o.heatmap, std::move(bytes));
  }
  outputs.add(o.out, std::move(finished.file.bytes));
  CNT_CHECK(outputs.write());
  progress.reset();
  if (!o.common.quiet) {
    note(source.notes);
    note(finished.file.notes);
    print(finished.verdict, o.why);
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
  command->add_option(
      "--policy", o->policy,
      "limits only: a name or a file (default: the preset's; those of a locked preset hold all the same)");
  add_request(*command, o->request);
  command->add_option("--quality", o->quality, "JPEG or WebP quality (default: the source's own)")
      ->check(CLI::Range(1, 100));
  command->add_option("--report", o->report, "write the verdict as JSON");
  command->add_option("--heatmap", o->heatmap, "write a PNG of where the face moved");
  command->add_flag("--why", o->why, "say what each dial found, and what it changes");
  add_common(*command, o->common);
  command->callback([o, &exit_code] {
    if (const auto done = run(*o); !done) exit_code = complain(done.error());
  });
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
#include "roundtrip.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace countenance::cli {
namespace {

constexpr int kBestQuality = 95;

/// By the name of a format as by the ending of a file.
std::optional<io::Format> format_named(const std::string& format) { return io::format_of("as." + format); }

}  // namespace

void add_writing(CLI::App& command, Writing& writing) {
  command
      .add_option("-o,--output", writing.out,
                  "where to write: the ending says the format; '-' is the standard output, and words go to stderr then")
      ->required();
  command.add_option("--format", writing.format,
                     "jpg, png, tif or webp, for the standard output (default: the picture's own)");
  command.add_option("--quality", writing.quality, "JPEG or WebP quality (default: the source's own)")
      ->check(CLI::Range(1, 100));
}

Result<> check_writing(const Writing& w) {
  if (!w.format.empty() && !format_named(w.format))
    return fail(Code::bad_input, fmt::format("--format {}: jpg, png, tif or webp", w.format));
  if (is_pipe(w.out)) return {};
  if (!w.format.empty())
    return fail(Code::bad_input,
                fmt::format("--format goes with -o -: the ending of {} says its format", w.out.string()));
  if (!io::format_of(w.out))
    return fail(Code::bad_input, fmt::format("{}: name it .jpg, .png, .tif or .webp", w.out.string()));
  return {};
}

io::Format format_of(const Writing& w, const io::Loaded& source) {
  const auto said = is_pipe(w.out) ? format_named(w.format) : io::format_of(w.out);
  return said.value_or(source.format);
}

Result<Photo> FileRoundtrip::operator()(Photo rendered) {
  last_ = {};
  CNT_TRY(encoded, io::encode(rendered, source_, format_, save_, job_));
  rendered = {};
  last_ = std::move(encoded);
  return io::decode(last_.bytes, "the encoded result", job_);
}

bool FileRoundtrip::improve() {
  const bool subsampled = save_.jpeg_subsampled.value_or(source_.format == io::Format::jpeg && source_.jpeg_subsampled);
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

std::string FileRoundtrip::remedy() const {
  if (format_ == io::Format::jpeg) return "write a PNG or TIFF, or a JPEG of higher quality";
  if (format_ == io::Format::webp && !(source_.lossless && asked_ == 0)) return "write a PNG or TIFF";
  return "";
}

void FileRoundtrip::keep() {
  best_ = std::move(last_);
  if (!note_.empty()) best_.notes.push_back(note_);
}

Roundtrip FileRoundtrip::roundtrip() {
  return {[this](Photo p) { return (*this)(std::move(p)); }, [this] { return improve(); }, "file", [this] { keep(); },
          remedy()};
}

int FileRoundtrip::quality() const {
  if (save_.jpeg_quality > 0) return save_.jpeg_quality;
  return source_.jpeg_quality > 0 ? source_.jpeg_quality : kBestQuality;
}

Result<io::Encoded> copied(const Input& input) {
  CNT_TRY(bytes, input.bytes());
  return io::Encoded{std::move(bytes), {"nothing was changed: the picture's own coded data was copied"}};
}

Result<Report> converted(const Photo& photo, FileRoundtrip& file,
                         const std::function<Result<Report>(const Photo& found)>& measure, const Writing& writing) {
  Report last;
  do {
    CNT_TRY(found, file(photo));
    CNT_TRY(report, measure(found));
    if (report.within) {
      file.keep();
      file.best().notes.insert(file.best().notes.begin(), "nothing was changed");
      return std::move(report);
    }
    last = std::move(report);
  } while (file.improve());
  const std::string remedy = file.remedy();
  return fail(Code::refused,
              fmt::format("{}: {}; writing alone takes it past the limits of policy '{}'{}{}", writing.out.string(),
                          report_obstacle(last), last.policy, remedy.empty() ? "" : ": ", remedy));
}

}  // namespace countenance::cli

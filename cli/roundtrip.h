// SPDX-License-Identifier: Apache-2.0
// How a result becomes a file, or goes to the standard output: the format, the round trip that is measured, and what
// becomes of a picture in which nothing was changed.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "countenance.h"
#include "input.h"
#include "io/file.h"

namespace CLI {
class App;
}

namespace countenance::cli {

/// What a command line says of the result's file.
struct Writing {
  std::filesystem::path out;
  std::string format;  ///< of the standard output; empty: the source's own
  int quality = 0;     ///< 0: the source's own
};
/// -o, --format and --quality.
void add_writing(CLI::App& command, Writing& writing);
/// Asked before any work is done. Error{bad_input}: a file name without a format, or one beside --format.
Result<> check_writing(const Writing& writing);
[[nodiscard]] io::Format format_of(const Writing& writing, const io::Loaded& source);

/// The file as any reader will find it. Of what went through, the last and the best so far are kept.
class FileRoundtrip {
 public:
  /// `source` is wanted for its metadata and coding alone.
  FileRoundtrip(const io::Loaded& source, io::Format format, int quality, const Job& job)
      : source_(source), format_(format), asked_(quality), job_(job) {
    save_.jpeg_quality = quality;
  }
  FileRoundtrip(const FileRoundtrip&) = delete;
  FileRoundtrip& operator=(const FileRoundtrip&) = delete;

  Result<Photo> operator()(Photo rendered);
  bool improve();
  /// Where encoding alone changes a face too much; a lossless file has none.
  [[nodiscard]] std::string remedy() const;
  void keep();
  [[nodiscard]] io::Encoded& best() { return best_; }
  /// All of that, as the API takes it. This must outlive it.
  [[nodiscard]] Roundtrip roundtrip();

 private:
  /// As encode() will choose it.
  [[nodiscard]] int quality() const;

  const io::Loaded& source_;
  io::Format format_;
  int asked_;
  io::SaveOptions save_;
  const Job& job_;
  io::Encoded last_, best_;
  std::string note_;  ///< of improve()
};

/// The picture's own coded data, where nothing was changed and the format stays.
Result<io::Encoded> copied(const Input& input);
/// The untouched picture in another format: what writing does to the face is measured like any edit. Gives the report of
/// `file.best()`. Error{refused}: it is not within.
Result<Report> converted(const Photo& photo, FileRoundtrip& file,
                         const std::function<Result<Report>(const Photo& found)>& measure, const Writing& writing);

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
// What the commands say: results on stdout, one line of error or note on stderr, a progress bar on a terminal only.
#pragma once

#include <string>
#include <vector>

#include "base/job.h"
#include "base/result.h"

namespace countenance::cli {

/// Control characters (a file name may hold any) become '?'.
std::string one_line(std::string text);
/// "countenance: MESSAGE" on stderr; the exit code.
int complain(const Error& error);
/// "note: …" lines on stderr.
void note(const std::vector<std::string>& notes);

/// A job that draws a bar on stderr where that is a terminal, says nothing elsewhere, and hears Ctrl-C: the first cancels, a second ends
/// the program at once. May report from several threads at once.
class Progress {
 public:
  explicit Progress(bool quiet, int threads);
  ~Progress() { wipe(); }
  void wipe() const;  ///< the bar, before something else is said
  [[nodiscard]] const Job& job() const { return job_; }

 private:
  Job job_;
  bool shown_;
};

}  // namespace countenance::cli

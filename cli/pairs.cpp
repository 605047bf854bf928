// SPDX-License-Identifier: Apache-2.0
#include "pairs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "console.h"
#include "csv.h"
#include "input.h"
#include "pair.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

/// The list's file, open to be read.
class List {
 public:
  static Result<List> open(const fs::path& path) {
    List out;
    out.file_ = is_pipe(path) ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (out.file_ < 0) return fail(Code::bad_input, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    return out;
  }
  List(List&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  List& operator=(List&&) = delete;
  ~List() {
    if (file_ > STDIN_FILENO) ::close(file_);
  }
  [[nodiscard]] io::Stream stream(const Job& job) const {
    return [file = file_, &job](std::uint8_t* to, std::size_t most) { return next_bytes(file, to, most, job); };
  }

 private:
  List() = default;
  int file_ = -1;
};

/// Which file this is, and as of when: one may be written anew under the same name.
struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};
  explicit Identity(const fs::path& path) {
    struct stat s {};
    if (::stat(path.c_str(), &s) == 0) device = s.st_dev, inode = s.st_ino, size = s.st_size, changed = s.st_mtim;
  }
  [[nodiscard]] bool is(const Identity& other) const {
    return inode != 0 && device == other.device && inode == other.inode && size == other.size &&
           changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
  }
};

/// The last original, studied.
struct Known {
  Identity identity;
  Portrait portrait;
};

class Worker {
 public:
  Worker(const Engine& engine, const Policy& policy) : engine_(engine), policy_(policy) {}

  Result<Report> measure(const fs::path& original, const fs::path& edited, const Job& job) {
    CNT_TRY(before, Input::open(original, job));
    CNT_TRY(after, Input::open(edited, job));
    const Identity identity(original);
    if (!known_ || !known_->identity.is(identity)) {
      known_.reset();
      CNT_TRY(loaded, load_upright(engine_, before, job));
      CNT_TRY(portrait, of_file(before, Portrait::original(engine_, std::move(loaded.photo), job)));
      known_.emplace(Known{identity, std::move(portrait)});
    }
    CNT_TRY(loaded, load_upright(engine_, after, job));
    const Photo& photo = loaded.photo;
    return of_edited(engine_, after, photo, known_->portrait.measure(photo, policy_, job));
  }

 private:
  const Engine& engine_;
  const Policy& policy_;
  std::optional<Known> known_;
};

struct Line {
  std::string original, edited;  ///< as listed
  std::optional<Report> report;
  std::optional<Error> error;
};

using Measure = std::function<Result<Report>(const std::string& original, const std::string& edited)>;

Line line_of(const CsvRecord& record, const std::string& list, const Measure& measure) {
  Line out{record.fields[0], record.fields.size() > 1 ? record.fields[1] : "", {}, {}};
  std::string fault = record.fault;
  if (fault.empty() && record.fields.size() != 2)
    fault = fmt::format("a line is original,edited, and there are {} fields", record.fields.size());
  if (!fault.empty()) {
    out.error = Error{Code::bad_input, fmt::format("{}: line {}: {}", list, record.line, fault)};
  } else if (auto report = measure(out.original, out.edited)) {
    if (const auto within = require_within(*report, out.edited); !within) out.error = within.error();
    out.report = std::move(*report);
  } else {
    out.error = report.error();
  }
  return out;
}

std::string json_of(const Line& line) {
  using nlohmann::ordered_json;
  ordered_json out{
      {"original", line.original}, {"edited", line.edited}, {"code", line.error ? int(line.error->code) : 0}};
  if (line.error) out["error"] = one_line(line.error->message);
  if (line.report) out["report"] = ordered_json::parse(report_json(*line.report));
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string words_of(const Line& line) {
  if (line.error) return one_line(fmt::format("{}  {}", int(line.error->code), line.error->message));
  return one_line(
      fmt::format("0  {}: within policy '{}', drift {:.2f}", line.edited, line.report->policy, line.report->drift));
}

constexpr std::array kGravest = {Code::over_limit, Code::not_measurable, Code::bad_input};

std::size_t gravity(Code code) {
  return std::size_t(std::find(kGravest.begin(), kGravest.end(), code) - kGravest.begin());
}

bool is_heading(const CsvRecord& record) {
  return record.line == 1 && record.fields == std::vector<std::string>{"original", "edited"};
}

}  // namespace

Result<> measure_pairs(const Pairs& pairs, const Common& common, const Policy& policy) {
  CNT_TRY(engine, Engine::open(common.models));
  CNT_TRY(list, List::open(pairs.list));
  const std::string name = is_pipe(pairs.list) ? "the standard input" : pairs.list.string();
  const fs::path folder = is_pipe(pairs.list) || !pairs.list.has_parent_path() ? "." : pairs.list.parent_path();
  const Progress waiting(true, 0);
  Csv csv(list.stream(waiting.job()));
  Worker worker(engine, policy);
  int all = 0, failed = 0;
  std::optional<Code> gravest;
  for (;;) {
    auto read = csv.next();
    if (!read && read.error().code == Code::bad_input) read.error().message = name + ": " + read.error().message;
    CNT_TRY(record, std::move(read));
    if (!record) break;
    if (is_heading(*record)) continue;
    const Progress progress(common.quiet, common.threads);
    const Line line = line_of(*record, name, [&](const std::string& original, const std::string& edited) {
      return worker.measure(folder / original, folder / edited, progress.job());
    });
    if (line.error && line.error->code == Code::cancelled) return tl::unexpected(*line.error);
    progress.wipe();
    fmt::print("{}\n", pairs.json ? json_of(line) : words_of(line));
    if (std::fflush(stdout) != 0)
      return fail(Code::cannot_write, "what was to be printed could not be written to the standard output");
    ++all;
    if (!line.error) continue;
    ++failed;
    if (!gravest || gravity(line.error->code) < gravity(*gravest)) gravest = line.error->code;
  }
  if (all == 0) return fail(Code::bad_input, name + ": there are no pairs in it: a line is original,edited");
  if (gravest)
    return fail(*gravest, fmt::format("{}: {} of {} pairs are not inside the limits of policy '{}'", name, failed, all,
                                      policy.name));
  return {};
}

}  // namespace countenance::cli

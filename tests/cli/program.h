// SPDX-License-Identifier: Apache-2.0
// Runs the built program as a user would, in a folder of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace countenance::test {

struct Outcome {
  int code = -1;
  std::string out, err;
};
/// `environment`: "NAME=value" pairs set for the call; there is no site policy and no policy of the user's but what it
/// says. Arguments are passed as they are: no shell reads them.
Outcome countenance(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});
/// The same with these bytes in a pipe that is its standard input.
Outcome countenance_fed(const std::string& input, const std::vector<std::string>& arguments);
/// The exit code with standard output going to `target`, a device or a file.
int countenance_into(const std::string& target, const std::vector<std::string>& arguments);

/// The program while it runs, with pipes for its standard input and output.
class Running {
 public:
  explicit Running(const std::vector<std::string>& arguments);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  void say(const std::string& text) const;
  [[nodiscard]] std::string line() const;  ///< the next one that it prints, waited for; "" at the end
  void interrupt() const;                  ///< Ctrl-C
  void stop_reading();
  int wait();  ///< the exit code

 private:
  int child_ = -1, in_ = -1, out_ = -1;
};

/// A new empty folder, removed with all in it at the end of the test.
class Folder {
 public:
  Folder();
  ~Folder();
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> names() const;  ///< what lies in it, sorted

 private:
  std::filesystem::path path_;
};

std::string bytes_of(const std::filesystem::path& path);
void put(const std::filesystem::path& path, const std::string& bytes);

}  // namespace countenance::test

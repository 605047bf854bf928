// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace countenance::test {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "countenance-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}
std::vector<std::string> Folder::names() const {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(path_)) out.push_back(entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}
void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

namespace {

/// The program with these as its standard files, as a user's shell would start it. Nothing that this machine's site, or
/// this user, has set.
pid_t start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, int in, int out,
            int err) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child > 0) return child;
  setenv("COUNTENANCE_SITE_POLICY", "", 1);
  setenv("XDG_CONFIG_HOME", "/dev/null", 1);
  for (const auto& pair : environment) {
    const auto equals = pair.find('=');
    setenv(pair.substr(0, equals).c_str(), pair.substr(equals + 1).c_str(), 1);
  }
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  std::vector<char*> argv{const_cast<char*>(COUNTENANCE_PROGRAM)};
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  execv(COUNTENANCE_PROGRAM, argv.data());
  _exit(127);
}

/// As a shell gives it: 128 + the signal's number where one ended the program.
int code_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int file_for(const std::string& path, int mode) { return open(path.c_str(), mode | O_CREAT | O_CLOEXEC, 0600); }

struct Pipe {
  int read = -1, write = -1;
};
Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

/// A reader that goes away early is no matter.
void write_all(int file, const std::string& text) {
  signal(SIGPIPE, SIG_IGN);
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(file, text.data() + at, text.size() - at);
    if (n < 0) return;
    at += std::size_t(n);
  }
}

/// `input`: null is no input at all.
int run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
        const std::string& out_path, const std::string& err_path, const std::string* input = nullptr) {
  const Pipe fed = input ? make_pipe() : Pipe{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  const int out = file_for(out_path, O_WRONLY), err = file_for(err_path, O_WRONLY);
  const pid_t child = start(arguments, environment, fed.read, out, err);
  for (const int file : {fed.read, out, err}) close(file);
  if (input) write_all(fed.write, *input), close(fed.write);
  return code_of(child);
}

Outcome outcome(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                const std::string* input) {
  const Folder folder;
  const std::string out = (folder / "out").string(), err = (folder / "err").string();
  const int code = run(arguments, environment, out, err, input);
  return {code, bytes_of(out), bytes_of(err)};
}

}  // namespace

Outcome countenance(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  return outcome(arguments, environment, nullptr);
}

Outcome countenance_fed(const std::string& input, const std::vector<std::string>& arguments) {
  return outcome(arguments, {}, &input);
}

int countenance_into(const std::string& target, const std::vector<std::string>& arguments) {
  return run(arguments, {}, target, "/dev/null");
}

Running::Running(const std::vector<std::string>& arguments) {
  const Pipe in = make_pipe(), out = make_pipe();
  const int err = open("/dev/null", O_WRONLY | O_CLOEXEC);
  child_ = start(arguments, {}, in.read, out.write, err);
  for (const int file : {in.read, out.write, err}) close(file);
  in_ = in.write, out_ = out.read;
}
Running::~Running() {
  if (child_ > 0) kill(child_, SIGKILL), wait();
  if (out_ >= 0) close(out_);
}
void Running::say(const std::string& text) const { write_all(in_, text); }
std::string Running::line() const {
  std::string out;
  for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) out += c;
  return out;
}
void Running::interrupt() const { kill(child_, SIGINT); }
void Running::stop_reading() { close(std::exchange(out_, -1)); }
int Running::wait() {
  close(in_);
  return code_of(std::exchange(child_, -1));
}

}  // namespace countenance::test

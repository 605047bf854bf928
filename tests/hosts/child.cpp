// SPDX-License-Identifier: GPL-3.0-or-later
#include "child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace countenance::hosts {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{50};
constexpr std::chrono::milliseconds kUnderWay{400};  // from the word until the victim is at work

struct Process {
  std::string name;
  pid_t parent = 0;
};

/// "pid (name) state parent …"
std::optional<Process> process_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(in, text);
  const auto open = text.find('('), close = text.rfind(')');
  if (close == std::string::npos || close + 4 > text.size()) return std::nullopt;
  return Process{text.substr(open + 1, close - open - 1), pid_t(std::atoi(text.c_str() + close + 4))};
}

bool descends(pid_t pid, pid_t from) {
  while (pid > 1) {
    const auto process = process_of(pid);
    if (!process) return false;
    if (process->parent == from) return true;
    pid = process->parent;
  }
  return false;
}

bool kill_descendant(pid_t from, const std::string& name) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 1) continue;
    const auto process = process_of(pid);
    if (process && process->name == name && descends(pid, from)) return kill(pid, SIGKILL) == 0;
  }
  return false;
}

[[noreturn]] void become(const Child& child) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is ended takes its editor along
  for (const auto& pair : child.environment) {
    const auto equals = pair.find('=');
    setenv(pair.substr(0, equals).c_str(), pair.substr(equals + 1).c_str(), 1);
  }
  if (chdir(child.folder.c_str()) != 0) _exit(126);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(open(child.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  dup2(STDOUT_FILENO, STDERR_FILENO);
  std::vector<char*> argv;
  for (const auto& argument : child.arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

}  // namespace

int run(const Child& child, std::chrono::seconds longest) {
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid == 0) become(child);
  const auto began = Clock::now();
  std::optional<Clock::time_point> told;
  bool killed = false;
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    std::this_thread::sleep_for(kTick);
    if (!killed && !child.kill.empty() && fs::exists(child.kill)) {
      if (!told) told = Clock::now();
      if (Clock::now() - *told > kUnderWay) killed = kill_descendant(pid, child.victim);
    }
    if (Clock::now() - began < longest) continue;
    kill(-pid, SIGKILL);  // its own group
    waitpid(pid, &status, 0);
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace countenance::hosts

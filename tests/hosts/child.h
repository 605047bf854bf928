// SPDX-License-Identifier: GPL-3.0-or-later
// A program that is watched while it runs.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace countenance::hosts {

struct Child {
  std::vector<std::string> arguments;    ///< the program first
  std::vector<std::string> environment;  ///< NAME=value, added to ours
  std::filesystem::path folder;          ///< where it runs
  std::filesystem::path log;             ///< of its output
  std::filesystem::path kill;            ///< while this file is there, a descendant called `victim` is killed, once
  std::string victim;
};
/// The exit code, 128 + a signal's number, or −1: it was ended after `longest`.
int run(const Child& child, std::chrono::seconds longest);

}  // namespace countenance::hosts

// SPDX-License-Identifier: Apache-2.0
// One function a command: adds it to the program, with its options and help. Running it gives the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

namespace countenance::cli {

/// What every command that looks at a picture takes.
struct Common {
  std::filesystem::path models;
  int threads = 0;
  bool quiet = false;
};
void add_common(CLI::App& command, Common& common);

void add_retouch(CLI::App& program, int& exit_code);
void add_measure(CLI::App& program, int& exit_code);
void add_guard(CLI::App& program, int& exit_code);
void add_study(CLI::App& program, int& exit_code);
void add_record(CLI::App& program, int& exit_code);
void add_presets(CLI::App& program, int& exit_code);
void add_policy(CLI::App& program, int& exit_code);
void add_models(CLI::App& program, int& exit_code);
void add_version(CLI::App& program, int& exit_code);

}  // namespace countenance::cli

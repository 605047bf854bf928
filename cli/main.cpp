// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>

#include "commands.h"
#include "console.h"

namespace countenance::cli {

void add_common(CLI::App& command, Common& common) {
  command.add_option("--models", common.models,
                     "folder with the face models (default: $COUNTENANCE_MODELS, your cache, the installed ones)");
  command
      .add_option("--threads", common.threads, "threads to use; the result does not depend on it (default: one a core)")
      ->check(CLI::Range(0, 256));
  command.add_flag("-q,--quiet", common.quiet, "no progress, no notes; errors only");
}

namespace {

/// What was said on stdout must have arrived, or the program failed; an earlier failure's code stays.
int finished(int exit_code) {
  std::cout.flush();
  const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout;
  if (!lost || exit_code != 0) return exit_code;
  return complain({Code::cannot_write, "what was to be printed could not be written to the standard output"});
}

}  // namespace
}  // namespace countenance::cli

int main(int argc, char** argv) {
  using namespace countenance;
#ifdef M_ARENA_MAX
  // pictures are few and large: one arena keeps what is let go for the next, those of 32 MB and more go back at once
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
  CLI::App program{
      "Countenance: retouch that keeps the person the person.\n"
      "Evens skin and relights a face, and holds every edit under limits of identity drift measured against the "
      "original.\n\n"
      "  countenance retouch portrait.jpg -o retouched.jpg         the usual retouch, under the 'natural' limits\n"
      "  countenance measure portrait.jpg edited.jpg               what any other tool did to the face\n"
      "  countenance guard portrait.jpg edited.jpg -o kept.jpg     that, with only what moved the person taken back\n"
      "  countenance study portrait.jpg --overlay seen.png         what is seen in a picture\n",
      "countenance"};
  program.require_subcommand(1);
  program.footer(
      "Exit codes: 0 done, inside the limits; 2 wrong usage or unreadable input; 3 outside the limits; 4 cannot be "
      "measured;\n"
      "5 models missing; 6 refused by policy; 7 cannot write; 130 cancelled; 1 anything else.");
  int exit_code = 0;
  cli::add_retouch(program, exit_code);
  cli::add_measure(program, exit_code);
  cli::add_guard(program, exit_code);
  cli::add_study(program, exit_code);
  cli::add_record(program, exit_code);
  cli::add_presets(program, exit_code);
  cli::add_policy(program, exit_code);
  cli::add_models(program, exit_code);
  cli::add_version(program, exit_code);
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return cli::finished(program.exit(e));
  } catch (const CLI::ParseError& e) {
    std::string what = e.what();
    std::replace(what.begin(), what.end(), '\n', ' ');
    return cli::complain({Code::bad_input, what + " (see 'countenance --help')"});
  } catch (const std::exception& e) {
    if (std::ferror(stdout) != 0) return cli::finished(0);
    return cli::complain({Code::internal, std::string("internal error: ") + e.what()});
  }
  return cli::finished(exit_code);
}

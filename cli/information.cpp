// SPDX-License-Identifier: Apache-2.0
// presets, policy check, models, version: what is there, in words.
#include <fmt/format.h>

#include <memory>

#include "commands.h"
#include "console.h"
#include "countenance.h"
#include "face/models.h"

namespace countenance::cli {
namespace {

void describe(const Policy& p) {
  fmt::print("{}: {}\n", p.name, p.title);
  if (!p.reason.empty()) fmt::print("  {}\n", p.reason);
  if (!p.refuse.empty()) {
    fmt::print("  retouch is refused: {}\n", p.refuse);
    return;
  }
  if (p.locked) fmt::print("  locked: these limits cannot be widened from the tools\n");
  fmt::print("  what is too small in the original to be measured {}\n",
             p.accept_not_resolved ? "is accepted" : "is not accepted");
  if (!p.wishes.empty()) {
    fmt::print("  dials:");
    for (const auto& [dial, value] : p.wishes) fmt::print(" {} {:g}", dial, value);
    fmt::print("\n");
  }
  fmt::print("  requires:");
  for (const auto& measure : p.required) fmt::print(" {}", measure);
  fmt::print("\n  limits:\n");
  for (const auto& [component, limit] : p.limits) fmt::print("    {:<28} {:g}\n", component, limit);
}

}  // namespace

void add_presets(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("presets", "the presets there are, built in and your own, or one in full");
  auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "show this one's dials and limits");
  command->callback([name, &exit_code] {
    for (const auto& each : name->empty() ? policies() : std::vector{*name}) {
      const auto policy = load_policy(each);
      if (!policy)
        exit_code = complain(policy.error());
      else if (name->empty())
        fmt::print("{:<22} {}\n", policy->name, policy->title);
      else
        describe(*policy);
    }
  });
}

void add_policy(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("policy", "policies: limits a studio sets");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "is this policy file good, and what does it say, in words");
  auto file = std::make_shared<std::string>();
  check->add_option("FILE", *file, "a policy file, or a name")->required();
  check->callback([file, &exit_code] {
    if (const auto policy = load_policy(*file))
      describe(*policy);
    else
      exit_code = complain(policy.error());
  });
}

void add_models(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("models", "the face models: where they are, and whether they are the pinned ones");
  auto folder = std::make_shared<std::filesystem::path>();
  command->add_option("--models", *folder, "look in this folder");
  command->callback([folder, &exit_code] {
    for (const auto& m : face::check_models(*folder)) {
      fmt::print("{:<48} {}\n", m.name,
                 m.path.empty() ? "missing"
                 : m.intact     ? m.path.string()
                                : m.path.string() + "  NOT AS PINNED");
      if (m.path.empty() || !m.intact) exit_code = int(Code::models);
    }
    if (exit_code == int(Code::models))
      complain({Code::models, "models are missing or not as pinned: " + face::models_remedy()});
  });
}

void add_version(CLI::App& program, int&) {
  auto* command = program.add_subcommand("version", "versions of the program and of the drift metric");
  command->callback([] { fmt::print("countenance {}, drift metric {}\n", version(), metric_version()); });
}

}  // namespace countenance::cli

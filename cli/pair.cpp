// SPDX-License-Identifier: Apache-2.0
#include "pair.h"

#include <fmt/format.h>

#include <optional>

#include "base/parallel.h"

namespace countenance::cli {

Result<Pair> open_pair(const std::filesystem::path& models, const Input& original, const Input& edited,
                       const Job& job) {
  CNT_TRY(opened, open(models, original, job));
  std::optional<Portrait> portrait;
  std::optional<io::Loaded> after;
  CNT_CHECK(for_each(2, job, "studying", [&](int part) -> Result<> {  // an error of the original's is given first
    if (part == 0) {
      CNT_TRY(studied, of_file(original, Portrait::original(opened.engine, std::move(opened.picture.photo), job)));
      portrait.emplace(std::move(studied));
    } else {
      CNT_TRY(loaded, load_upright(opened.engine, edited, job));
      after.emplace(std::move(loaded));
    }
    return {};
  }));
  return Pair{std::move(opened.engine), std::move(*portrait), std::move(opened.picture), std::move(*after)};
}

Error said_of_edited(const Engine& engine, const Photo& edited, Error error) {
  if (error.code != Code::not_measurable) return error;
  if (const auto upright = engine.upright(edited); upright && !*upright)
    error.message = "the edited picture is turned by a quarter or a half: turn it back first";
  return error;
}

Result<> require_within(const Report& report, const std::string& name) {
  if (report.outside)
    return fail(Code::over_limit,
                fmt::format("{}: outside the limits of policy '{}' (drift {:.2f})", name, report.policy, report.drift));
  if (!report.within) return fail(Code::not_measurable, fmt::format("{}: {}", name, report_obstacle(report)));
  return {};
}

}  // namespace countenance::cli

// SPDX-License-Identifier: Apache-2.0
// One row a face, tool, setting and target; as CSV. And what is read off them: the setting a tool is compared at.
#pragma once

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "retouch/skin_cost.h"

namespace countenance::pareto {

inline constexpr float kTargets[] = {0.30f, 0.45f};  ///< share of the unevenness to be taken
/// Between which curves are drawn. Settings are those of the nearer target.
inline constexpr float kCurve[] = {0.10f, 0.20f, 0.40f, 0.55f};

/// tune: on the half that settings are chosen on; compare: on the other, at the targets; curve: the same, elsewhere.
enum class Stage { tune, compare, curve };

struct Row {
  Stage stage = Stage::tune;
  std::string file;
  float iod = 0, ita = 0;
  std::string tool, setting;
  float target = 0, strength = 0;  ///< strength 0: not reached
  bench::SkinCost cost;
  float drift = NAN;     ///< under `natural`; NaN: not asked for, or could not be measured
  std::string limiting;  ///< by which measure
  float marks_lost = NAN;
  [[nodiscard]] bool reached() const { return strength > 0; }
};

[[nodiscard]] std::string header();
[[nodiscard]] std::string line_of(const Row& row);
[[nodiscard]] std::vector<Row> read_rows(const std::filesystem::path& csv);

/// Of one face, in units of evening's own bar (bench_even_bar): |pore energy lost|/.03 + (1 − correlation)/.005 + fold
/// slope lost/.06.
[[nodiscard]] double harm(const bench::SkinCost& cost);

/// Tool → its best setting for a target: that which reaches it on most faces tuned on; of those, the one of least median
/// harm.
using Settings = std::map<std::string, std::string>;
[[nodiscard]] Settings best_settings(const std::vector<Row>& rows, float target);

}  // namespace countenance::pareto

// SPDX-License-Identifier: GPL-3.0-or-later
#include "units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>

#include "translate.h"

namespace countenance::plugin {

Unit unit_of(const Parameter& p) {
  if (p.kind != Kind::real) return {};
  const std::string_view unit = p.unit;
  if (unit == "stops") return {1, 2, _(" st"), 0.05, 0.25};
  if (unit == "degrees") return {1, 0, "°", 1, 15};
  return {100, 0, " %", 1, 10};
}

std::string in_words(const Parameter& p, float value) {
  const Unit unit = unit_of(p);
  const double digits = std::pow(10, unit.decimals);
  const double number = std::round(unit.factor * double(value) * digits) / digits + 0.0;  // no "-0"
  return fmt::format("{:.{}f}{}", number, unit.decimals, unit.suffix);
}

std::optional<float> typed(const Parameter& p, std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), ',', '.');
  std::istringstream in(plain);
  in.imbue(std::locale::classic());
  double number = 0;
  if (!(in >> number) || !std::isfinite(number)) return std::nullopt;
  return std::clamp(float(number / unit_of(p).factor), p.low, p.high);
}

}  // namespace countenance::plugin

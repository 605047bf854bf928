// SPDX-License-Identifier: Apache-2.0
// The promise of the governor, tried with random wishes on real portraits: nothing that is written is over the limit,
// and grants are maximal.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace countenance::test {

struct Trial {
  std::string portrait, format;  ///< "JPEG q72", "PNG"
  std::string wish, refused;     ///< refused: the reason, where nothing was written
  float ita = 0;                 ///< of the first face, degrees
  float granted = 1;             ///< mean strength over the dials, [0, 1]
  float drift = 0;               ///< of the written file, read back and measured afresh
  bool nothing = false;          ///< every grant was 0: the original's own bytes
  // Of what was written (true where it was refused):
  bool within = true;
  bool maximal = true;  ///< nothing held back, or drift ≥ .9, or raising any strength by 5 % goes over
};

/// `count` trials over the portraits in turn, under 'natural', JPEG q60–q95 and PNG: all drawn from `seed`.
std::vector<Trial> try_wishes(const std::vector<std::filesystem::path>& portraits, int count, unsigned seed);

}  // namespace countenance::test

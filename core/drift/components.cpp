// SPDX-License-Identifier: Apache-2.0
#include "drift/measures.h"

namespace countenance::drift {

// a, b, p, least_iod: how far encoding and resampling alone move a component at a small IOD (docs/drift.md, "Limits by
// size").
const std::vector<Floor>& components() {
  static const std::vector<Floor> registry = {
      {"recognition.distance", "1 - cosine"},
      {"geometry.eye_scale", "%", .009f, .286f, 1, 50},
      {"geometry.nose_width", "strain %", 0, .20f, 2, 50},
      {"geometry.jaw", "% IOD", .033f, .024f, 2, 50},
      {"geometry.jaw_side", "% IOD", .033f, .024f, 2, 50},
      {"geometry.mouth_width", "strain %", 0, .16f, 2, 50},
      {"geometry.flow_peak", "% IOD", .02f, .48f, 2, 80},
      {"geometry.flow_rms", "% IOD", .026f, .211f, 2, 80},
      {"texture.pores", "ratio", 0, .178f, 2, 80},
      {"texture.pores_worst", "ratio", 0, .30f, 2, 80},
      {"texture.blotch", "ratio", .155f, .030f, 1, 50},
      {"texture.pores_correlation", "ratio", 0, .25f, 2, 128},
      {"texture.fine", "ratio", 0, .73f, 1, 100},
      {"tone.lightness", "L*"},
      {"tone.mean_lightness", "L*"},
      {"tone.chroma", "C*"},
      {"light.direction", "stops"},
      {"light.key_fill", "stops"},
      {"light.flat", "ratio"},
      {"light.flat_stops", "stops"},
  };
  return registry;
}

}  // namespace countenance::drift

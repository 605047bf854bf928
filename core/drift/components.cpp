// SPDX-License-Identifier: Apache-2.0
#include "drift/measures.h"

namespace countenance::drift {

// a, b, p: about the 95th percentile of what JPEG q60–q95 alone does to unedited portraits (bench_encoding; docs/drift.md,
// "Limits by size"); of eyes and lines the 99th of all permitted edits (bench_validity). least_iod: where that still lies
// well under what skin blurred by .02 IOD reads.
const std::vector<Floor>& components() {
  static const std::vector<Floor> registry = {
      {"recognition.distance", "1 - cosine"},
      {"geometry.eye_scale", "%", 0, .18f, 1.5f, 50},
      {"geometry.nose_width", "strain %", 0, .14f, 1.8f, 50},
      {"geometry.jaw", "% IOD", .033f, .024f, 2, 50},
      {"geometry.jaw_side", "% IOD", .02f, .037f, 2.4f, 50},
      {"geometry.mouth_width", "strain %", 0, .13f, 1.8f, 50},
      {"geometry.flow_peak", "% IOD", 0, .33f, 2, 50, true},
      {"geometry.flow_rms", "% IOD", .026f, .211f, 2, 50},
      {"expression.corners", "% IOD", 0, .2f, 1.2f, 50},
      {"expression.brows", "% IOD", 0, .2f, 1.2f, 50},
      {"expression.lids", "% IOD", 0, .2f, 1.2f, 50},
      {"expression.lips", "% IOD", 0, .22f, 1.2f, 50},
      {"symmetry.features", "ratio", 0, 0, 1, 50},
      {"symmetry.shape", "% IOD", 0, .05f, 1.2f, 50},
      {"symmetry.one_sided", "% IOD", 0, .3f, 1.3f, 50},
      {"texture.pores", "ratio", 0, .21f, 1.5f, 60, true},
      {"texture.pores_worst", "ratio", 0, .47f, 1.6f, 80},
      {"texture.blotch", "ratio", 0, .03f, 2.6f, 50},
      {"texture.pores_correlation", "ratio", 0, .31f, 1.7f, 128},
      {"texture.fine", "ratio", 0, .64f, 1.4f, 100},
      {"texture.gain", "stops", 0, 0, 1, 60},
      {"marks.lost", "marks", 0, 0, 1, 60},
      {"marks.invented", "marks", 0, 0, 1, 60},
      {"marks.stops", "stops", 0, 0, 1, 60},
      {"marks.faded", "marks", 0, 0, 1, 60},
      {"marks.healed", "marks", 0, 0, 1, 60},
      {"tone.lightness", "L*"},
      {"tone.mean_lightness", "L*"},
      {"tone.chroma", "C*"},
      {"tone.chroma_local", "C*", 0, 2.1f, 1, 50},
      {"tone.lips", "dE"},
      {"tone.teeth", "dE"},
      {"light.direction", "stops"},
      {"light.key_fill", "stops"},
      {"light.flat", "ratio"},
      {"light.flat_stops", "stops"},
      {"light.modelled", "stops"},
      {"eyes.catchlight", "ratio", .008f, .082f, 2, 50},
      {"eyes.catchlight_added", "stops"},
      {"eyes.iris", "ratio", 0, .22f, 1, 60},
      {"eyes.iris_light", "stops", 0, .50f, 1, 50},
      {"eyes.iris_colour", "C*", 0, 5, 1, 50},
      {"eyes.whites", "dE", 0, 0, 1, 60},
      {"lines.lost", "ratio", 0, .15f, 1, 60},
      {"lines.worst", "ratio", 0, .26f, 1.3f, 60},
      {"hair.colour", "dE00"},
      {"hair.colour_worst", "dE00"},
      {"hair.colour_part", "dE00", 0, 4, 1, 50},
      {"hair.outline", "% IOD", 0, .1f, 2, 50},
  };
  return registry;
}

}  // namespace countenance::drift

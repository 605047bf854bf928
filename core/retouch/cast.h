// SPDX-License-Identifier: Apache-2.0
// cast: coloured light that lies on part of a face (mixed lamps, a green or magenta spill, a coloured wall beside one
// cheek), neutralised towards this person's own skin elsewhere. Colour alone: luminance stays, and what is a person's
// own distribution of colour stays.
//
// c = (w, g), the chromatic density of skin at σ .15 IOD: w = (d_B − d_R)/√2 (warm), g = (2 d_G − d_R − d_B)/√6
// (magenta; green below 0), at the points of the mesh; c* at the mirror twin; c₀ the median over the face, c₁ over its
// middle (.35 IOD either side of the midline); ⟨⟩ the mean at σ .5 IOD over points whose a points the same way.
//
//   one-sided   a = c − c*,   p = smoothstep(.25, .75, ⟨(c − c₁)·a⟩/⟨a·a⟩) · max(0, 1 − 1/n²) · a
//               n² = (a_w/τ_w)² + (a_g/τ_g)²
//   elsewhere   q = mean of (c − c₀ − p) and its twin's,  r = sign(q_g) · max(|q_g| − slope·|q_w| − τ_r, 0)
//   Δ = −M · bound · tanh(|p + r|/bound) · (p + r)/|p + r|, its luminance on this person's skin taken out
//
// A face is alike on both sides but for its light, so p is what a place has and its mirror image lacks: the red of
// cheeks, a beard's shadow, freckles and a tan are on both. What both sides share is taken only where neither blood nor
// melanin could give it: those lie at g/w = .64 and −.73, so `slope` .75 leaves all between them. The white balance of
// the whole picture is c₀, which stays. docs/retouch.md.
#pragma once

#include "retouch/edit.h"
#include "retouch/lighting.h"
#include "skin/canvas.h"
#include "skin/skin_map.h"

namespace countenance::retouch {

struct CastParams {
  float warm = 0.07f, magenta = 0.035f;  ///< τ_w, τ_g, stops: how far two sides of a face differ without a cast
  float shared = 0.06f, slope = 0.75f;   ///< τ_r, stops; |g/w| of blood and melanin
  float bound = 0.9f;                    ///< stops
};
/// `lighting` for its reach. Delta 0 where no part differs so, which the note says; not trusted where under 60 points of
/// the mesh lie on skin.
[[nodiscard]] Edit cast(const skin::Canvas& canvas, const skin::SkinMap& skin, const Lighting& lighting,
                        const CastParams& params = {});

}  // namespace countenance::retouch

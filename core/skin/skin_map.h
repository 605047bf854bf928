// SPDX-License-Identifier: Apache-2.0
// Where the skin of a face is: mesh regions × a colour model learnt from this very face. No absolute luminance gate
// anywhere.
#pragma once

#include "skin/canvas.h"

namespace countenance::skin {

/// All h × w at work scale, in [0, 1].
struct SkinMap {
  ImageF mask;         ///< soft skin: face, ears, neck, shoulders, hands; not brows, eyes, lips, nostrils, hair, beard,
                       ///< glasses, clothes
  ImageF beard;        ///< beard and stubble
  ImageF excluded;     ///< features left out by the mesh
  ImageF oval;         ///< mesh oval with the forehead
  float coverage = 0;  ///< skin px inside the oval ÷ oval px: a low one means the mask is not to be trusted
};

/// Colour: a robust quadratic of (s,h,m) in face position, fitted to cheeks, forehead and nose, then to all it accepts;
/// a pixel is skin while its squared Mahalanobis distance is under 9 (gone at 20). Texture: hair, stubble and cloth
/// have more than 2.4 × the cheek's fine energy (gone at 4.2 ×). Beyond the oval: the median colour
/// of the face or of the skin that is found around it (necks differ from faces), within the person matte, connected to
/// the face, right below the chin, or (a hand) plainly skin. The edge is that of a guided filter on density. Equations and constants:
/// docs/retouch.md.
[[nodiscard]] SkinMap find_skin(const Canvas& canvas);

}  // namespace countenance::skin

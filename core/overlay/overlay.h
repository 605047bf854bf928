// SPDX-License-Identifier: Apache-2.0
// What the study found, drawn over the picture.
#pragma once

#include "base/image.h"
#include "govern/study.h"

namespace countenance::overlay {

/// Draws on display sRGB of the whole photo: skin green, features left out blue, beard violet, boxes; an unusable face
/// in red with its reason; a numbered ring a mark: yellow what heals, cyan what stays, magenta where colour does not say.
void draw(Image8& picture, const govern::Study& study);

}  // namespace countenance::overlay

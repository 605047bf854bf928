// SPDX-License-Identifier: Apache-2.0
// Where the original's points lie in an edited picture: resize, crop, shift, small rotation. A different picture or
// another person is an Error{not_measurable} with the reason, never a low drift.
#pragma once

#include "drift/reference.h"

namespace countenance::drift {

/// The map original photo px → edited photo px, for one face.
Result<Affine> align(const Reference& reference, const PhotoView& original, const colour::Space& original_space,
                     const PhotoView& edited, const colour::Space& edited_space, const Job& job = {});

}  // namespace countenance::drift

// SPDX-License-Identifier: Apache-2.0
// A picture that was edited before, to be retouched further and held to its first original: small steps must not add up
// to another person.
#pragma once

#include "govern/study.h"

namespace countenance::govern {

/// `study` with its faces in the place of those of `first`, each with the reference of its own there and itself as the
/// base. A face of `first` that is not found again, or cannot be used here, is left alone; one that is not in `first` is no
/// face. Error{not_measurable}: another picture, with the reason; {cancelled}.
Result<std::shared_ptr<const Study>> continued(const Study& study, std::shared_ptr<const Study> first,
                                               const Job& job = {});

}  // namespace countenance::govern

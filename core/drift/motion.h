// SPDX-License-Identifier: Apache-2.0
// Motion: how the shape of the face in the edited picture differs from the original's, as dense flow; and the edited
// picture with that undone. What a similarity of the whole frame explains (a shift, scale or turn of the picture) is no
// motion.
#pragma once

#include "drift/flow.h"
#include "drift/reading.h"
#include "drift/reference.h"
#include "drift/scene.h"

namespace countenance::drift {

inline constexpr float kMotionIod = 128;                            ///< px per IOD of the flow's picture
inline constexpr double kMotionPercent = 100 / double(kMotionIod);  ///< px → % IOD
inline constexpr float kFlowEnd = 0.12f;  ///< IOD from where either picture ends: flow is not trusted there
[[nodiscard]] Size motion_size();

/// Mean detail of the original under a window below which there is nothing to follow. Measured on 9 faces from ITA −62°
/// to 74°, down to 52 px: lids .93 and up, brows .86, corners .84, lips .77, nose .80; lids behind dark glass .22–.47.
/// The wider window of an eye sees the frame of the glasses too: .87 and up, behind dark glass .57–.67.
inline constexpr double kLeastDetail = 0.55, kLeastEyeDetail = 0.75;
/// Under some window: not_applicable where the original has less than that, failed where only the edited picture leaves
/// flow without support.
[[nodiscard]] Status followed(double detail, double support, double least = kLeastDetail);
struct Side {
  double value = 0;
  Status status = Status::measured;
  const char* where = "";
};
/// The larger side of those with something to follow; without any, not_applicable.
[[nodiscard]] Component larger_side(const char* name, const char* unit, const Side& right, const Side& left);
inline constexpr const char* kNothingToFollow = "the original has nothing to follow at some feature";

/// G_σ(c f) / (G_σ c + prior): a mean that fades where there was nothing to see.
struct LocalMean {
  ImageF shift, confidence;  ///< px; G_σ c
};
[[nodiscard]] LocalMean local_mean(const Flow& flow, float sigma_iod, float prior);

struct Motion {
  Flow flow;       ///< at motion_size(): where a place of the original lies in the edited picture, less where it was
  LocalMean wide;  ///< σ .10 IOD
};
/// Of the original after a change of the whole scene against the edited picture. Exactly 0 where they agree.
[[nodiscard]] Motion find_motion(const Reference& reference, const EditedView& edited, const SceneFit& scene);

/// The edited picture with the wide motion undone, so that what moved is not also taken for lost texture, marks or
/// lines: all of it from .6 % IOD up, none below .3 % IOD, where flow may be noise and resampling would cost more detail
/// than it brings into place. nullopt: nothing moved that far.
[[nodiscard]] std::optional<EditedView> straightened(const EditedView& edited, const Motion& motion);

}  // namespace countenance::drift

// SPDX-License-Identifier: Apache-2.0
// Parts: the head in the normalised frame, divided into what is taken back together.
#pragma once

#include <array>

#include "drift/reference.h"

namespace countenance::govern {

inline constexpr std::array kFeatures{"right eye", "left eye", "right brow", "left brow", "mouth"};

/// Soft masks, [0, 1], frame px; together at most 1, and 0 where the frame ends.
struct Parts {
  ImageF skin;  ///< the face without its features; ears and neck, where they have its colour
  std::array<ImageF, kFeatures.size()> features;
  ImageF hair;  ///< person, off the face, above the mouth, not of the skin's colour
  ImageF head;  ///< their sum
};
/// `surroundings`: what lies about the head goes with the hair, whatever it is: where the outline was moved.
[[nodiscard]] Parts make_parts(const drift::Reference& reference, bool surroundings = false);

/// Of each part only that share.
void hold(Parts& parts, const ImageF& share);

/// The features by which shape is undone, each as a soft window over the frame; together 1 everywhere.
enum class Window { right_eye, left_eye, nose, mouth, outline, count };
[[nodiscard]] const char* name_of(Window window);
[[nodiscard]] std::array<ImageF, int(Window::count)> make_windows(const drift::Reference& reference);

}  // namespace countenance::govern

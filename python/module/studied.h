// SPDX-License-Identifier: Apache-2.0
// Pictures, and what was made of them, as the compiled part holds them for Python.
#pragma once

#include <memory>
#include <optional>

#include "countenance.h"
#include "pair.h"

namespace countenance::python {

/// Pixels with what their file or owner says of them. Whoever studies one takes its pixels.
struct Picture {
  io::Loaded loaded;
  std::optional<cli::Input> input;  ///< none: it was no file
  std::filesystem::path path;
};
using PicturePtr = std::shared_ptr<Picture>;

/// A portrait and what it was read from, of which it took the pixels.
struct Studied {
  Engine engine;
  Portrait portrait;
  PicturePtr source;
};

/// Wishes made into edits, and the limits they are held to.
struct Retouched {
  Studied original;
  Retouch retouch;
  Policy policy;
  bool by_hand = false;  ///< a dial was given, and not the preset alone
};

/// An error about a picture names its file.
template <class T>
Result<T> of(const Picture& picture, Result<T> result) {
  return picture.input ? cli::of_file(*picture.input, std::move(result)) : std::move(result);
}
/// That it is turned, where that is why it cannot be measured, too.
template <class T>
Result<T> of_edited(const Studied& original, const Picture& edited, Result<T> result) {
  if (!result) result.error() = cli::said_of_edited(original.engine, edited.loaded.photo, std::move(result.error()));
  return of(edited, std::move(result));
}

/// Portrait::guard. A result that is not within, though all of it could be told, is Error{refused}.
Result<Guarded> guard(const Studied& original, const Picture& edited, const Policy& policy, const Roundtrip& roundtrip,
                      const Job& job);

}  // namespace countenance::python

// SPDX-License-Identifier: Apache-2.0
// Pictures, and what was made of them, as the compiled part holds them for Python.
#pragma once

#include <memory>
#include <optional>

#include "countenance.h"
#include "origin.h"
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

/// What edits are measured against: of an array by its pixels alone. Error{refused}: it bears a record, so it is a result
/// of Countenance, and is not to be taken `as_original`.
Result<cli::Origin> origin_of(const Studied& original, bool as_original);

/// Wishes made into edits, and the limits they are held to.
class Retouched {
 public:
  /// `first`: the portrait's first original, where it was edited before. Error{bad_input}: its record speaks of another.
  static Result<Retouched> propose(Studied portrait, std::optional<Studied> first, bool as_original,
                                   const Request& request, Policy policy, const Job& job);
  Result<Verdict> govern(const Roundtrip& roundtrip, const Job& job) const;

  [[nodiscard]] const Studied& portrait() const { return portrait_; }
  [[nodiscard]] const Studied& original() const { return first_ ? *first_ : portrait_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] const cli::Origin& origin() const { return origin_; }

 private:
  Retouched(Studied portrait, std::optional<Studied> first, Retouch retouch, Policy policy, cli::Origin origin)
      : portrait_(std::move(portrait)),
        first_(std::move(first)),
        retouch_(std::move(retouch)),
        policy_(std::move(policy)),
        origin_(std::move(origin)) {}
  Studied portrait_;
  std::optional<Studied> first_;
  Retouch retouch_;
  Policy policy_;
  cli::Origin origin_;
};

/// What another tool made of an original, and the limits it is held to.
class Edited {
 public:
  /// Error{bad_input}: its record speaks of another first original.
  static Result<Edited> compare(Studied original, PicturePtr picture, bool as_original, bool accept_unverifiable,
                                Policy policy);
  /// What check() lets pass.
  Result<Guarded> guard(const Roundtrip& roundtrip, const Job& job) const;

  /// Of what is not within: Error{refused} where all of it could be told; where the original is too small to tell it,
  /// Error{not_measurable}, unless that was accepted.
  [[nodiscard]] Result<> check(const Guarded& guarded) const;

  [[nodiscard]] const Studied& original() const { return original_; }
  [[nodiscard]] const Picture& picture() const { return *picture_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] const cli::Origin& origin() const { return origin_; }

 private:
  Edited(Studied original, PicturePtr picture, Policy policy, cli::Origin origin, bool accept_unverifiable)
      : original_(std::move(original)),
        picture_(std::move(picture)),
        policy_(std::move(policy)),
        origin_(std::move(origin)),
        accept_unverifiable_(accept_unverifiable) {}
  Studied original_;
  PicturePtr picture_;
  Policy policy_;
  cli::Origin origin_;
  bool accept_unverifiable_;
};

}  // namespace countenance::python

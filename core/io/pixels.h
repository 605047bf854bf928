// SPDX-License-Identifier: Apache-2.0
// libvips: started once, one caller at a time (its error text is one for the whole process), its errors as one line.
#pragma once

#include <vips/vips.h>

#include <exception>
#include <memory>
#include <mutex>
#include <string>

#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"

namespace countenance::io {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using ImagePtr = std::unique_ptr<VipsImage, Unref>;

/// Holds libvips for one load or save.
class Session {
 public:
  Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  /// Error{internal} if libvips does not start.
  [[nodiscard]] Result<> started() const;
  /// What libvips last complained of, one line; empty: nothing.
  [[nodiscard]] std::string complaint() const;

 private:
  std::lock_guard<std::recursive_mutex> lock_;
};

/// Passes libvips' progress on `image` and what follows from it to a job. A refusal stops the evaluation.
class Watch {
 public:
  Watch(VipsImage* image, const Job& job, std::string_view stage);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  /// Error{cancelled} if the job wished to stop. Rethrows what its progress threw.
  [[nodiscard]] Result<> outcome() const;

 private:
  static void evaluated(VipsImage*, VipsProgress* progress, Watch* self);

  VipsImage* image_;
  const Job& job_;
  std::string_view stage_;
  gulong handler_ = 0;
  Result<> state_;
  std::exception_ptr thrown_;
};

/// A view as an image of libvips over the same memory. Half floats go as 16-bit integers of the same bits. Null: out of
/// memory.
[[nodiscard]] ImagePtr as_image(const PhotoView& photo, const Job& job);

}  // namespace countenance::io

// SPDX-License-Identifier: Apache-2.0
#include "guard/trial.h"

#include <fmt/format.h>

#include <chrono>

#include "govern/governor.h"
#include "govern/guard/guard.h"
#include "io/file.h"
#include "support/must.h"

namespace countenance::guard_bench {

using test::must;

Trial guard(const govern::Study& original, const Photo& edited, const std::string& policy) {
  Trial out;
  const auto limits = must(drift::load_policy(policy));
  io::Loaded source;
  source.format = io::Format::jpeg;
  io::SaveOptions options;
  options.jpeg_quality = 95;
  options.jpeg_subsampled = false;
  out.guarded = edited;
  Photo last;
  govern::Roundtrip file;
  file.through = [&](Photo rendered) -> Result<Photo> {
    CNT_TRY(encoded, io::encode(rendered, source, io::Format::jpeg, options));
    CNT_TRY(found, io::decode(encoded.bytes, "the result"));
    last = found;
    return std::move(found);
  };
  file.keep = [&] { out.guarded = std::move(last); };
  file.verified = "file";
  const auto start = std::chrono::steady_clock::now();
  auto done = govern::guard(original, edited, limits, file);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (done)
    out.result = std::move(*done);
  else
    out.error = done.error().message;
  return out;
}

}  // namespace countenance::guard_bench

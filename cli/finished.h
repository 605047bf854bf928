// SPDX-License-Identifier: Apache-2.0
// A Verdict or a Guarded, whichever was made, with its file and its record.
#pragma once

#include "origin.h"
#include "record/source_type.h"
#include "record/stamp.h"
#include "roundtrip.h"

namespace countenance::cli {

template <class Made>
struct Finished {
  Made made;
  io::Encoded file;
  bool verbatim = false;  ///< the source's own file, byte for byte
};

/// What the result was made of, and what it is measured against.
struct Making {
  const Input* input;        ///< null: it was no file
  const io::Loaded& source;  ///< its metadata and coding
  const Photo& pixels;
  const Portrait& original;
  const Policy& policy;
};

/// What was made went through `file`; where nothing was changed it is the source's own bytes, or, in another format, its
/// pixels, measured like any edit. Error{refused}: writing alone takes them past the limits.
template <class Made>
Result<Finished<Made>> finished(Made made, const Making& of, FileRoundtrip& file, const Writing& writing,
                                const Job& job) {
  Finished<Made> out{std::move(made), {}};
  if (!out.made.nothing) {
    out.file = std::move(file.best());
    return out;
  }
  if (of.input && format_of(writing, of.source) == of.source.format) {
    CNT_TRY(same, copied(*of.input));
    out.file = std::move(same);
    out.verbatim = true;
    return out;
  }
  const bool whole = out.made.report.within;
  Policy limits = of.policy;
  if (!whole) limits.accept_not_resolved = true;  // as guard itself judges
  const auto held = [&](const Photo& found) { return of.original.measure(found, limits, job); };
  CNT_TRY(report, converted(of.pixels, file, held, writing));
  out.file = std::move(file.best());
  if (!whole) {
    CNT_TRY(found, io::decode(out.file.bytes, "the encoded result", job));
    CNT_TRY(strict, of.original.measure(found, of.policy, job));
    report = std::move(strict);
  }
  out.made.report = std::move(report);
  out.made.verified = "file";
  return out;
}

/// All but what was done, and when. `edited`: pixels of the source are another's, or were changed.
template <class Made>
record::Record record_of(const char* operation, const Made& made, const Making& of, const Origin& origin,
                         record::Editor editor, bool edited) {
  record::Record out = record::record_of(operation, origin.original, of.policy, made.report);
  origin.put_into(out);
  out.edited_by = editor;
  out.source_type = record::source_type_in(of.source.metadata);
  if (edited) out.source_type = record::stronger_source_type(out.source_type, record::source_type_of(editor));
  out.verified = made.verified;
  return out;
}

}  // namespace countenance::cli

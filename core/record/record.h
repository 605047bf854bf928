// SPDX-License-Identifier: Apache-2.0
// Record: what was done to a picture, by which version, under which policy, and how far from which original.
//
// Nothing of the face is in it: no point, no embedding, no picture, no skin tone, no place on the face.
//
// The original is known by SHA-256. Where it bears a record itself, its own first original is pinned and carried on, so
// that drift never adds up unseen over several sittings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/photo.h"
#include "drift/policy.h"
#include "drift/reading.h"
#include "govern/guarded.h"
#include "govern/wishes.h"

namespace countenance::record {

/// Who or what made the edits: a person at the dials, a preset alone, a generative tool, or nobody knows.
enum class Editor { human, automatic, ai, unknown };
[[nodiscard]] const char* name_of(Editor editor);  ///< "human"
[[nodiscard]] std::optional<Editor> editor_of(std::string_view name);

[[nodiscard]] std::optional<drift::Status> status_of(std::string_view name);  ///< of drift::name_of()

/// A picture by its content.
struct Fingerprint {
  std::string pixels;  ///< pixels_sha256() of the upright pixels
  std::string file;    ///< SHA-256 of the file's bytes; empty: it was no file
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// The binding component of one measure of one face. Numbers have four digits.
struct Measure {
  std::string name;  ///< "texture"
  drift::Status status = drift::Status::measured;
  std::string component;  ///< "pores"; it and what follows only where measured
  float share = 0;        ///< of its limit
  float value = 0;        ///< in `unit`
  std::string unit;
  float limit = 0;
  friend bool operator==(const Measure&, const Measure&) = default;
};

struct Face {
  int index = 0;  ///< from 0, as in reports
  bool within = false;
  float drift = 0;
  std::string limiting;  ///< "texture.pores"
  std::vector<Measure> measures;
  friend bool operator==(const Face&, const Face&) = default;
};

struct Record {
  std::string version;       ///< of Countenance
  std::string operation;     ///< "retouch" or "guard"
  Fingerprint original;      ///< what the drift was measured against
  Fingerprint first;         ///< the original's own first original, or, where it bears no record, the original
  bool as_original = false;  ///< the original was itself a result, and was taken for one all the same
  Editor edited_by = Editor::human;
  std::string source_type;    ///< IPTC digital source type, as a URI (source_type.h)
  std::string policy;         ///< its name
  std::string policy_sha256;  ///< of its limits and what it requires: policy_sha256()
  std::string metric;         ///< version of the drift metric
  bool within = false;
  float drift = 0;                        ///< 1: the limit
  std::string verified;                   ///< "file" or "host"
  bool tones = false;                     ///< tone or colour was changed, not only marks healed
  std::vector<std::string> done;          ///< "even 0.42 of 0.60", "face 2, skin: pores, 40 % of the change stays"
  std::vector<std::string> unverifiable;  ///< "face 1: marks": what could not be told; the verdict is of the rest
  std::vector<Face> faces;
  std::string result_file;  ///< SHA-256 of the written file; known beside it only, never in it
  std::string date;         ///< ISO 8601; empty: not said, so that the same input gives the same bytes
  friend bool operator==(const Record&, const Record&) = default;
};

/// What is the same of every operation: versions, policy, drift and measures of `report`, and what it could not tell.
/// `first` is as `original`; edited_by, source_type, done and date are the caller's.
[[nodiscard]] Record record_of(std::string operation, const Fingerprint& original, const drift::Policy& policy,
                               const drift::Report& report);
/// Dials that were granted something, with their faces where there are several.
[[nodiscard]] std::vector<std::string> done_by(const std::vector<govern::Grant>& grants, std::size_t faces);
/// Does one of these change tone or colour? Healing alone does not.
[[nodiscard]] bool changes_tones(const std::vector<govern::Grant>& grants);
/// Another tool's edit, and what was taken back of it.
[[nodiscard]] std::vector<std::string> done_by(const govern::Guarded& guarded);
/// `earlier` is the record that the original bears: its first original is pinned, and `record` says that a result was
/// taken for an original.
void follow(Record& record, const Record& earlier);

/// Of a canonical text of the limits, required measures and what is accepted; not of name, title or dials.
[[nodiscard]] std::string policy_sha256(const drift::Policy& policy);

/// Schema countenance.record/1 (docs/record.md), two spaces deep, with a new line at the end.
[[nodiscard]] std::string to_json(const Record& record);
/// Error{bad_input}: no JSON, another schema, a member that is missing or of another kind.
Result<Record> record_of_json(std::string_view json);
/// For people: what was done, by whom, within which policy, how far from the original.
[[nodiscard]] std::string to_text(const Record& record);

}  // namespace countenance::record

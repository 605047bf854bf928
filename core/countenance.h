// SPDX-License-Identifier: Apache-2.0
// Countenance: authenticity-preserving portrait retouch. The public C++ API, which the command line uses, too.
//
//   auto engine   = Engine::open();                          // networks, once
//   auto portrait = Portrait::study(*engine, photo);         // analysis, once a picture
//   auto retouch  = Retouch::propose(*portrait, wishes);     // again whenever a dial moves
//   auto verdict  = retouch->solve(policy);                  // strengths granted, drift, what binds
//   auto done     = retouch->govern(policy, roundtrip);      // rendered, round-tripped, measured again
//
//   auto original = Portrait::original(*engine, photo);             // only to be measured against
//   auto report   = original->measure(edited, policy);              // what any other tool did to the face
//   auto guarded  = original->guard(edited, policy, roundtrip);     // and that brought back inside the limits
//
// Handles are cheap to copy and safe to use from several threads; only Retouch has something to learn, which all copies
// share. A handle that was moved from may only be destroyed or assigned to. Nothing that gives a Result throws: what goes
// wrong is an Error. What gives a plain value can only run out of memory. Nothing of the face (points, embedding,
// picture) can be read out of here, or is written anywhere.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/export.h"
#include "base/image.h"
#include "base/job.h"
#include "base/photo.h"
#include "base/result.h"
#include "drift/policy.h"
#include "drift/reading.h"
#include "govern/guarded.h"
#include "govern/wishes.h"

namespace countenance {

using drift::FaceReport;
using drift::Policy;
using drift::Report;
using govern::Dial;
using govern::Grant;
using govern::Guarded;  // with to_json() and to_text()
using govern::HealPlace;
using govern::MarkPick;
using govern::Paint;
using govern::Repair;
using govern::Request;
using govern::Wishes;
// Dials by name, as Policy::wishes has them:
using govern::find_dial;
using govern::kDials;
using govern::retouch_path;
using govern::set_dials;

[[nodiscard]] CNT_API const char* version();         ///< "0.1.0"
[[nodiscard]] CNT_API const char* metric_version();  ///< of the drift measures

/// A name or a file; the site policy is already intersected with it.
[[nodiscard]] CNT_API Result<Policy> load_policy(const std::string& name_or_file);
/// The limits to hold: those of `limits` (a name or a file), or, where it is empty, the preset's. A preset that is locked
/// holds beside them, and so does a refusal by either.
[[nodiscard]] CNT_API Result<Policy> limits_of(const Policy& preset, const std::string& limits);
[[nodiscard]] CNT_API Policy limits_of(const Policy& preset, Policy limits);  ///< the same of one that is loaded
[[nodiscard]] CNT_API std::vector<std::string> builtin_policies();
/// Names that load_policy() knows: the built-in ones, then those of <user config>/countenance/policies.
[[nodiscard]] CNT_API std::vector<std::string> policies();
[[nodiscard]] CNT_API std::string report_json(const Report& report);  ///< schema countenance.measure/1
[[nodiscard]] CNT_API std::string report_text(const Report& report);  ///< a table for people
/// Why the first face that is not within is not: "face 2: texture.pores is 1.31 times its limit". Empty: all are.
[[nodiscard]] CNT_API std::string report_obstacle(const Report& report);

/// `roi` of a photo at `size` px, display sRGB, as Retouch::preview() shows it unretouched, before anything is known of it.
/// Error{bad_input}: as there, and a profile that cannot be read.
[[nodiscard]] CNT_API Result<Image8> preview(const Photo& photo, const Rect& roi, Size size, const Job& job = {});

/// The networks and the face mesh, verified and loaded.
class CNT_API Engine {
 public:
  /// `models`: a folder; empty: $COUNTENANCE_MODELS, the user's cache, the install prefix. Error{models}.
  static Result<Engine> open(const std::filesystem::path& models = {});
  /// Does the detector see the faces of this picture best as it stands (or none in any of the four quarter turns)?
  [[nodiscard]] Result<bool> upright(const Photo& photo) const;
  struct Impl;

 private:
  friend class Portrait;
  explicit Engine(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

/// A mole, a freckle, a scar, a spot: something round that stands out of the skin.
struct MarkInfo {
  std::string kind;  ///< "transient": heals; "permanent": stays; "keep": colour does not say, so it stays, unless asked
  std::string where;   ///< "left cheek"; left and right are the subject's
  float x = 0, y = 0;  ///< photo px
  float diameter = 0;  ///< % of the distance between the eyes
  float contrast = 0;  ///< stops
};

struct FaceInfo {
  Rect box;                            ///< photo px
  float iod = 0;                       ///< between the eyes, photo px
  float yaw = 0, pitch = 0, roll = 0;  ///< degrees
  float ita = 0;                       ///< skin tone as photographed, degrees; usable faces only
  std::string unusable;                ///< why this face is left alone; empty: usable
  // not of Portrait::original():
  float skin_coverage = 0;      ///< share of the face oval found to be skin
  float light_range = 0;        ///< of the light on the skin, stops
  std::string light_doubt;      ///< why the light cannot be trusted; empty: it can
  std::vector<MarkInfo> marks;  ///< what healing goes by, surest first; MarkPick counts in this order
};

/// How rendered pixels will be found again.
struct Roundtrip {
  std::function<Result<Photo>(Photo rendered)> through;
  std::function<bool()> improve;  ///< raise the encoding's quality once, or return false; may be empty
  std::string verified;           ///< "file" or "host"
  /// What the last call of `through` wrote is the best yet; all before it may be let go. May be empty.
  std::function<void()> keep;
  std::string remedy{};  ///< what to do where writing alone changes too much ("write a PNG"); empty: nothing is known
};

/// A picture and all that analysis knows of it.
class CNT_API Portrait {
 public:
  /// Takes the photo: move it in where its pixels are not needed elsewhere. Error{not_measurable}: no usable face;
  /// {bad_input}: profile, or bytes that are not as many as the size asks for; {cancelled}.
  static Result<Portrait> study(const Engine& engine, Photo photo, const Job& job = {});
  /// The same only to be measured against: in half the time, without skin and light. Retouch::propose() and overlay()
  /// refuse it.
  static Result<Portrait> original(const Engine& engine, Photo photo, const Job& job = {});
  [[nodiscard]] const Photo& photo() const;
  [[nodiscard]] std::vector<FaceInfo> faces() const;
  /// Schema countenance.study/1: faces, light, coverage, marks; no points. A face's "index" counts from 0, as in verdicts
  /// and reports; a mark's from 1, as the command line does.
  [[nodiscard]] std::string to_json() const;
  /// The picture, ≤ `longest` px, with what was found drawn over it: skin (green), features left out (blue), beard
  /// (violet), boxes, reasons, and a numbered ring a mark: yellow what heals, cyan what stays, magenta where colour does not
  /// say.
  [[nodiscard]] Result<Image8> overlay(int longest = 1600) const;
  /// Drift of an edited picture against this one. Error{not_measurable}: different pictures, with the reason.
  [[nodiscard]] Result<Report> measure(const Photo& edited, const Policy& policy, const Job& job = {}) const;
  /// What another tool made of this picture, with only that taken back which moved the person past the policy's limits: at
  /// the edited picture's own size, depth and profile, held under `roundtrip` as Retouch::govern() is. A measure that this
  /// picture is too small for limits nothing, and is named in Guarded::unverifiable; the report is then not within.
  /// Error{not_measurable}: different pictures, with the reason; {refused}: it cannot be brought inside.
  [[nodiscard]] Result<Guarded> guard(const Photo& edited, const Policy& policy, const Roundtrip& roundtrip,
                                      const Job& job = {}) const;
  /// Where drift is, over a grey copy of the picture.
  [[nodiscard]] Result<Image8> heatmap(const Report& report, int longest = 1600) const;
  struct Impl;

 private:
  friend class Retouch;
  explicit Portrait(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  static Result<Portrait> open(const Engine& engine, Photo photo, bool for_retouch, const Job& job);
  [[nodiscard]] Result<> check_studied() const;
  std::shared_ptr<const Impl> impl_;
};

struct Verdict {
  std::vector<std::vector<float>> strengths;  ///< [face][dial], [0, 1] of the wish
  std::vector<Grant> grants;
  Report report;
  std::string binds;     ///< "held back by texture.pores on face 2, left cheek"; empty: everything was granted
  std::string verified;  ///< "file", "host"; "" where nothing was written that had to be verified
  bool nothing = false;  ///< what is granted changes no pixel: keep the original's own bytes
};

/// {"schema": "countenance.verdict/1", "nothing", "verified", "binds": as in Verdict,
///  "strengths": [[…]],   a list a face, a number an edit; key and key-turn are one
///  "grants": [{"face": from 0, "dial", "wished", "granted", "note", "found", "area", "largest"}],   as in Grant
///  "report": {…}}        that of report_json()
[[nodiscard]] CNT_API std::string to_json(const Verdict& verdict);

/// Wishes made into edits of one portrait.
class CNT_API Retouch {
 public:
  /// Wishes alone are a request, too. Error{bad_input} names a dial out of its range, a face that is not there, a bad mask.
  static Result<Retouch> propose(const Portrait& portrait, const Request& request, const Job& job = {});
  /// Of a portrait that was edited before: everything is measured against its first `original`, so that several sittings
  /// together stay inside the limits. Faces are counted as there, in the request and in verdicts; marks as in the portrait.
  /// govern() refuses a portrait that is outside as it is. Error{not_measurable}: another picture.
  static Result<Retouch> propose(const Portrait& portrait, const Request& request, const Portrait& original,
                                 const Job& job = {});
  /// The same request with other wishes for the faces that had some of their own, or else for all: only edits of dials that
  /// moved are made (all of them, where heal moved).
  [[nodiscard]] Result<Retouch> with(const Wishes& wishes, const Job& job = {}) const;
  /// The whole wish as strengths: 1 for each dial of each face that makes an edit, in the order of kDials.
  [[nodiscard]] std::vector<std::vector<float>> whole() const;
  /// The largest strengths inside the policy, exact, on normalised face crops. Error{refused}.
  [[nodiscard]] Result<Verdict> solve(const Policy& policy, const Job& job = {}) const;
  /// Learns each dial's response once; then estimate() is immediate, in every copy of this handle.
  [[nodiscard]] Result<> learn(const Policy& policy, const Job& job = {});
  [[nodiscard]] Result<Report> estimate(const std::vector<std::vector<float>>& strengths) const;
  /// How these strengths stand, exact, on normalised face crops: one trial of solve().
  [[nodiscard]] Result<Report> gauge(const std::vector<std::vector<float>>& strengths, const Policy& policy,
                                     const Job& job = {}) const;
  /// `roi` of the photo at `size` px, display sRGB, with these strengths. The picture is read once for a view and kept
  /// for the next call. Error{bad_input}: a region outside the photo, or smaller than `size`.
  [[nodiscard]] Result<Image8> preview(const std::vector<std::vector<float>>& strengths, const Rect& roi, Size size,
                                       const Job& job = {}) const;
  [[nodiscard]] Result<Photo> render(const std::vector<std::vector<float>>& strengths, const Job& job = {}) const;

  struct Done {
    Verdict verdict;        ///< of what `keep` was last called for; render(verdict.strengths) gives its pixels again
    int attempt = 0;        ///< which call of Roundtrip::through it was, from 0
    bool improved = false;  ///< the encoding had to be made better
  };
  /// solve, render, round trip, measure again, step back. Only this may be written.
  [[nodiscard]] Result<Done> govern(const Policy& policy, const Roundtrip& roundtrip, const Job& job = {}) const;
  struct Impl;

 private:
  explicit Retouch(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace countenance

// SPDX-License-Identifier: GPL-3.0-or-later
// Session: one retouch of one drawable, from reading it to writing the result.
//
//   auto session = Session::open(studio, host);     // read, study (known again by content)
//   session->set(settings);                         // whenever a dial moves
//   session->preview(view, size);
//   session->estimate();                            // gauges at once, where learn() knows these dials
//   session->gauge();                               // gauges of the whole wish, exact
//   session->solve();                               // what is granted of it, and how that stands
//   session->finish();                              // OK: governed through the host, then written
//
// Only finish() writes, and only as its last step: an error or a cancel anywhere (Host::progress gives false) leaves the
// image as it was. Calls go one at a time, from any thread; a dialog cancels the one that is under way first.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gauges.h"
#include "host.h"
#include "parameters.h"
#include "studio.h"

namespace countenance::plugin {

/// How far a dial goes.
struct Reach {
  std::string dial;
  float most = 0;     ///< in the dial's unit
  bool held = false;  ///< a limit ends it there; else nothing does as far as learnt
};

class Session {
 public:
  /// A layer that a retouch made is retouched anew from its original, and measured against it; `settings()` are then those
  /// it was made with. Error{not_measurable}: no usable face, nothing is selected, or that original is gone; {models};
  /// {bad_input}; {cancelled}. Studio and host must outlive the session.
  /// `read`, if any, is shown the original before it is studied.
  static Result<Session> open(Studio& studio, Host& host, const std::function<void(const Photo&)>& read = {});

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool again() const { return again_; }  ///< a retouch made anew
  [[nodiscard]] Size size() const { return portrait_.photo().size; }
  [[nodiscard]] std::vector<FaceInfo> faces() const { return portrait_.faces(); }

  /// At once for a dial of skin or face, whose edit is made once, as far as it goes, for a preview to take its share of; a
  /// dial of light makes its edit anew, and healing or what it acts on, all of them. Error{refused}: these limits refuse
  /// retouch; {bad_input}. Then the settings stay as they were.
  Result<> set(const Settings& settings);
  /// Learns how drift answers the dials that are in use, up to twice what is wished of each.
  Result<> learn();
  struct Sketch {
    Image8 picture;
    std::optional<Standing> standing;  ///< none: learnt under other limits
  };
  /// Another wish before set(), at once: learnt edits in such shares, light about right. None: learn() does not know these
  /// dials, not that far, or not there.
  [[nodiscard]] Result<std::optional<Sketch>> sketch(const Settings& wish, const Rect& view, Size size) const;
  /// How the whole wish would stand, at once. None: learn() does not know these dials, or not that far.
  [[nodiscard]] std::optional<Standing> estimate() const;
  /// The same, measured.
  Result<Standing> gauge();
  /// How what is granted stands, measured.
  Result<Standing> solve();
  /// How far each dial in use could go, the others as they are, before a limit binds: in its unit, never short of where it
  /// stands, in the order of kDials. Empty: learn() does not know these dials, or they are over a limit already.
  [[nodiscard]] std::vector<Reach> reach() const;
  /// `view` of the photo at `size` px, sRGB, as granted by solve(), before it as wished; or as it was.
  [[nodiscard]] Result<Image8> preview(const Rect& view, Size size, bool retouched = true) const;
  /// The whole picture, ≤ `longest` px: what was found, and where drift is. Error{bad_input}: nothing is solved yet.
  [[nodiscard]] Result<Image8> overlay(int longest) const { return portrait_.overlay(longest); }
  [[nodiscard]] Result<Image8> heatmap(int longest) const;

  struct Done {
    Verdict verdict;
    bool written = false;
    std::string words;  ///< how it stands, in one sentence, or why nothing was written
  };
  Result<Done> finish();

 private:
  using Strengths = std::vector<std::vector<float>>;
  struct Wish {  // from the settings
    Policy policy;
    Wishes wishes;
  };
  struct Scaled {
    Retouch retouch;
    Wishes reach;  ///< of which the edits are; dials between 0 and it are shares of them
    int face = 0;
  };
  struct Learnt {
    Scaled scaled;
    std::string policy;
  };
  Session(Host& host, Portrait portrait) : host_(host), portrait_(std::move(portrait)) {}
  [[nodiscard]] Job job() const;
  [[nodiscard]] Rect area() const { return {x_, y_, size().width, size().height}; }
  [[nodiscard]] Result<Image8> where_of(const Settings& settings) const;
  [[nodiscard]] Result<Scaled> propose(const Settings& settings, const Wishes& reach, const ImageF& acts) const;
  [[nodiscard]] Result<Scaled> moved(const Scaled& from, const Wishes& reach) const;
  [[nodiscard]] std::optional<Strengths> strengths_of(const Scaled& scaled, const Wishes& wishes) const;
  [[nodiscard]] std::optional<Report> estimated(const Wishes& wishes) const;
  Result<> be_set();
  Result<> be_exact();
  [[nodiscard]] Output output_of(Photo rendered, const Verdict& verdict) const;

  Host& host_;
  Portrait portrait_;
  std::string content_;  ///< of the original
  int x_ = 0, y_ = 0;    ///< of the original in the image
  bool again_ = false;   ///< the drawable is a retouch of the original
  Image8 selection_;
  Image8 where_;  ///< selected, painted, and not protected; empty: it acts everywhere
  ImageF acts_;   ///< the same as the core takes it, [0, 1]
  Settings settings_;
  std::optional<Wish> wish_;
  std::optional<Scaled> live_;     ///< what moves: dials of skin and face as far as they go
  std::optional<Learnt> learnt_;   ///< the dials in use, twice as far
  std::optional<Retouch> exact_;   ///< the wish itself: what is solved and written
  std::optional<Verdict> solved_;  ///< of exact_
};

}  // namespace countenance::plugin

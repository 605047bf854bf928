// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/blur.h"
#include "change.h"
#include "layer.h"
#include "note.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kLongestMap = 4096;  // px: longest side of a map as the core takes it
constexpr int kHalvings = 7;       // of a dial's range, to find where a limit binds

struct Opened {
  Drawable original;
  std::string content;
  std::optional<Note> note;  ///< where the drawable is a retouch of it
};

/// The drawable, or the one it is a retouch of; `read` is shown it as early as can be.
Result<Opened> open_original(Host& host, const std::function<void(const Photo&)>& read) {
  CNT_TRY(drawable, host.read());
  if (read && drawable.note.empty()) read(drawable.photo);
  std::string content = content_hash(drawable.photo);
  if (drawable.note.empty()) return Opened{std::move(drawable), std::move(content), {}};
  CNT_TRY(note, note_of(drawable.note));
  if (note.original == content) {
    if (read) read(drawable.photo);
    return Opened{std::move(drawable), std::move(content), {}};
  }
  drawable = {};
  CNT_TRY(found, host.find(note.original));
  if (!found || content_hash(found->photo) != note.original)
    return fail(Code::not_measurable,
                "this layer is a retouch, and its original is not in the image any more, or was changed: undo, or "
                "choose a layer that was not retouched");
  if (read) read(found->photo);
  std::string of_original = note.original;
  return Opened{std::move(*found), std::move(of_original), std::move(note)};
}

bool nothing_of(const Image8& map) {
  return std::none_of(map.data(), map.data() + map.count(), [](std::uint8_t v) { return v != 0; });
}

/// `map` of the host is as large as it should be.
Result<> check_size(const Image8& map, Size size) {
  if (map.size() == size && map.channels() == 1) return {};
  return fail(Code::internal, "a map of the image is not of the layer's size");
}

/// where ← where × map, or × (1 − map); an empty `where` is 1 everywhere.
void hold_to(Image8& where, const Image8& map, bool protects) {
  if (where.empty()) {
    where = Image8(map.size());
    std::fill_n(where.data(), where.count(), std::uint8_t{255});
  }
  for (std::size_t i = 0; i < where.count(); ++i) {
    const int share = protects ? 255 - map.data()[i] : map.data()[i];
    where.data()[i] = std::uint8_t((where.data()[i] * share + 127) / 255);
  }
}

ImageF shares_of(const Image8& where) {
  if (where.empty()) return {};
  ImageF map(where.size());
  for (std::size_t i = 0; i < map.count(); ++i) map.data()[i] = float(where.data()[i]) / 255;
  const float k = std::min(1.f, float(kLongestMap) / float(std::max(map.width(), map.height())));
  if (k == 1) return map;
  map = resize(map, {std::max(1, int(k * float(map.width()))), std::max(1, int(k * float(map.height())))});
  for (std::size_t i = 0; i < map.count(); ++i) map.data()[i] = std::clamp(map.data()[i], 0.f, 1.f);
  return map;
}

/// What was let go is the system's again: photos of 45 megapixels are to find room.
void give_memory_back() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

std::vector<std::vector<float>> none_of(std::vector<std::vector<float>> strengths) {
  for (auto& face : strengths) std::fill(face.begin(), face.end(), 0.f);
  return strengths;
}

/// Twice as far, within each dial's range. A turned key is one edit with its strength, which stays as it is.
Wishes twice(const Wishes& wishes) {
  Wishes reach = wishes;
  for (const Dial& dial : kDials) reach.*dial.value = std::clamp(2 * wishes.*dial.value, dial.low, dial.high);
  reach.key_turn = wishes.key_turn;
  if (wishes.key_turn != 0) reach.key = wishes.key;
  return reach;
}

/// Dials whose edits are in proportion go as far as they can. Those of light, whose are not, stand as they are, and so does
/// healing: what it takes away is nothing to the others.
Wishes farthest(const Wishes& wishes) {
  Wishes reach = wishes;
  for (const Dial& dial : kDials)
    if (dial.low == 0 && *dial.unit == 0 && dial.value != &Wishes::heal) reach.*dial.value = dial.high;
  return reach;
}

/// Strengths of the edits of `reach` that come to `wishes`, in the order of kDials; none where they do not.
std::optional<std::vector<float>> shares(const Wishes& wishes, const Wishes& reach) {
  if (wishes.key_turn != reach.key_turn || (reach.key_turn != 0 && wishes.key != reach.key)) return std::nullopt;
  std::vector<float> out;
  for (const Dial& dial : kDials) {
    const float wish = wishes.*dial.value, most = reach.*dial.value;
    if (most == 0 && wish != 0) return std::nullopt;
    if (most == 0 || (dial.value == &Wishes::key_turn && reach.key != 0)) continue;
    const float share = wish / most;
    if (!(share >= 0 && share <= 1)) return std::nullopt;
    out.push_back(share);
  }
  return out;
}

}  // namespace

Result<Session> Session::open(Studio& studio, Host& host, const std::function<void(const Photo&)>& read) {
  CNT_TRY(opened, open_original(host, read));
  const Rect area{opened.original.x, opened.original.y, opened.original.photo.size.width,
                  opened.original.photo.size.height};
  CNT_TRY(selection, host.selection(area));
  if (!selection.empty()) {
    CNT_CHECK(check_size(selection, area.size()));
    if (nothing_of(selection))
      return fail(Code::not_measurable, "the selection does not reach this layer: nothing of it could be retouched");
  }
  const Job job{[&host](double share, std::string_view words) { return host.progress(share, words); }};
  CNT_TRY(portrait, studio.study(std::move(opened.original.photo), opened.content, job));
  Session session(host, std::move(portrait));
  session.content_ = std::move(opened.content);
  session.x_ = opened.original.x;
  session.y_ = opened.original.y;
  session.again_ = opened.note.has_value();
  session.selection_ = std::move(selection);
  if (opened.note) session.settings_ = opened.note->settings;
  return session;
}

Job Session::job() const {
  return {[this](double share, std::string_view words) { return host_.progress(share, words); }};
}

Result<Image8> Session::where_of(const Settings& settings) const {
  Image8 where = selection_;
  for (const auto& [name, protects] : {std::pair{settings.paint, false}, std::pair{settings.protect, true}}) {
    if (name.empty()) continue;
    CNT_TRY(map, host_.map(name, area()));
    CNT_CHECK(check_size(map, size()));
    hold_to(where, map, protects);
  }
  if (!where.empty() && nothing_of(where))
    return fail(Code::bad_input,
                "nothing is left to retouch: what is painted, selected and not protected has no pixel");
  return where;
}

Result<> Session::set(const Settings& settings) {
  if (wish_ && live_ && to_json(settings) == to_json(settings_)) return {};
  CNT_TRY(policy, policy_of(settings));
  CNT_TRY(wishes, wishes_of(settings));
  const bool elsewhere = !wish_ || settings.paint != settings_.paint || settings.protect != settings_.protect;
  Image8 where;
  ImageF acts;
  if (elsewhere) {
    CNT_TRY(held, where_of(settings));
    where = std::move(held);
    acts = shares_of(where);
  }
  std::optional<Scaled> live;
  if (elsewhere || !live_ || live_->face != settings.face || live_->reach != farthest(wishes)) {
    const Wishes reach = farthest(wishes);
    const bool same = !elsewhere && live_ && live_->face == settings.face;
    CNT_TRY(scaled, same ? moved(*live_, reach) : propose(settings, reach, elsewhere ? acts : acts_));
    live = std::move(scaled);
  }
  if (elsewhere) {
    where_ = std::move(where);
    acts_ = std::move(acts);
    learnt_.reset();
  }
  if (live) live_ = std::move(live);
  settings_ = settings;
  wish_ = Wish{std::move(policy), wishes};
  exact_.reset();
  solved_.reset();
  return {};
}

Result<Session::Scaled> Session::propose(const Settings& settings, const Wishes& reach, const ImageF& acts) const {
  Settings own = settings;
  own.dials = kOwn;
  own.wishes = reach;
  CNT_TRY(request, request_of(own, int(portrait_.faces().size())));
  if (!acts.empty()) request.paints.push_back({acts, false, ""});
  CNT_TRY(retouch, Retouch::propose(portrait_, request, job()));
  return Scaled{std::move(retouch), reach, settings.face};
}

Result<Session::Scaled> Session::moved(const Scaled& from, const Wishes& reach) const {
  CNT_TRY(retouch, from.retouch.with(reach, job()));
  return Scaled{std::move(retouch), reach, from.face};
}

Result<> Session::be_set() { return set(settings_); }

Result<> Session::be_exact() {
  if (exact_) return {};
  CNT_CHECK(be_set());
  CNT_TRY(scaled, moved(*live_, wish_->wishes));
  exact_ = std::move(scaled.retouch);
  return {};
}

std::optional<Session::Strengths> Session::strengths_of(const Scaled& scaled, const Wishes& wishes) const {
  const auto share = shares(wishes, scaled.reach);
  if (!share || scaled.face != settings_.face) return std::nullopt;
  auto strengths = scaled.retouch.whole();
  for (auto& face : strengths) {
    if (face.empty()) continue;  // unusable, or not the one that is retouched
    if (face.size() != share->size()) return std::nullopt;
    face = *share;
  }
  return strengths;
}

Result<> Session::learn() {
  CNT_CHECK(be_set());
  CNT_TRY(scaled, moved(*live_, twice(wish_->wishes)));
  CNT_CHECK(scaled.retouch.learn(wish_->policy, job()));
  learnt_ = Learnt{std::move(scaled), wish_->policy.name};
  return {};
}

std::optional<Report> Session::estimated(const Wishes& wishes) const {
  if (!wish_ || !learnt_ || learnt_->policy != wish_->policy.name) return std::nullopt;
  const auto strengths = strengths_of(learnt_->scaled, wishes);
  if (!strengths) return std::nullopt;
  const auto report = learnt_->scaled.retouch.estimate(*strengths);
  return report ? std::optional(*report) : std::nullopt;
}

Result<std::optional<Session::Sketch>> Session::sketch(const Settings& wish, const Rect& view, Size size) const {
  const bool there = wish.face == settings_.face && wish.paint == settings_.paint && wish.protect == settings_.protect;
  if (!wish_ || !learnt_ || !there) return std::nullopt;
  CNT_TRY(wishes, wishes_of(wish));
  const auto strengths = strengths_of(learnt_->scaled, wishes);
  if (!strengths) return std::nullopt;
  CNT_TRY(picture, learnt_->scaled.retouch.preview(*strengths, view, size, job()));
  Sketch sketch{std::move(picture), {}};
  if (wish.preset != settings_.preset || wish.limits != settings_.limits) return std::optional(std::move(sketch));
  if (const auto report = estimated(wishes)) sketch.standing = standing_of_wish(*report, false);
  return std::optional(std::move(sketch));
}

std::optional<Standing> Session::estimate() const {
  const auto report = wish_ ? estimated(wish_->wishes) : std::nullopt;
  return report ? std::optional(standing_of_wish(*report, false)) : std::nullopt;
}

Result<Standing> Session::gauge() {
  CNT_CHECK(be_set());
  const auto strengths = strengths_of(*live_, wish_->wishes);
  if (!strengths) return fail(Code::internal, "the dials make other edits than those proposed");
  CNT_TRY(report, live_->retouch.gauge(*strengths, wish_->policy, job()));
  return standing_of_wish(report, true);
}

std::vector<Reach> Session::reach() const {
  if (!wish_) return {};
  const auto holds = [&](const Dial& dial, float value) {
    Wishes wishes = wish_->wishes;
    wishes.*dial.value = value;
    const auto report = estimated(wishes);
    return report && report->within;
  };
  std::vector<Reach> out;
  for (const Dial& dial : kDials) {
    const float stands = wish_->wishes.*dial.value, learnt = learnt_ ? learnt_->scaled.reach.*dial.value : 0;
    if (stands == 0 || dial.value == &Wishes::key_turn) continue;
    if (!holds(dial, stands)) return {};
    float low = stands, high = learnt;
    const bool held = !holds(dial, high);
    for (int i = 0; held && i < kHalvings; ++i) {
      const float middle = (low + high) / 2;
      (holds(dial, middle) ? low : high) = middle;
    }
    out.push_back({dial.name, held ? low : high, held});
  }
  return out;
}

Result<Standing> Session::solve() {
  CNT_CHECK(be_exact());
  if (!solved_) {
    CNT_TRY(verdict, exact_->solve(wish_->policy, job()));
    solved_ = std::move(verdict);
  }
  return standing_of(*solved_);
}

Result<Image8> Session::preview(const Rect& view, Size size, bool retouched) const {
  if (!wish_ && !retouched) return countenance::preview(portrait_.photo(), view, size, job());
  if (!wish_ || !(solved_ || live_)) return fail(Code::bad_input, "preview: set() comes first");
  if (solved_) return exact_->preview(retouched ? solved_->strengths : none_of(solved_->strengths), view, size, job());
  const auto strengths = retouched ? strengths_of(*live_, wish_->wishes) : none_of(live_->retouch.whole());
  if (!strengths) return fail(Code::internal, "the dials make other edits than those proposed");
  return live_->retouch.preview(*strengths, view, size, job());
}

Result<Image8> Session::heatmap(int longest) const {
  if (!solved_) return fail(Code::bad_input, "heatmap: solve() comes first");
  return portrait_.heatmap(solved_->report, longest);
}

Output Session::output_of(Photo rendered, const Verdict& verdict) const {
  float iod = 0;
  for (const FaceInfo& face : portrait_.faces()) iod = std::max(iod, face.unusable.empty() ? face.iod : 0);
  Output out = layer_over(portrait_.photo(), std::move(rendered), x_, y_, iod);
  if (out.area.empty()) return out;
  out.in_place = settings_.output == kInPlace && !again_;
  out.name = fmt::format("Countenance: {:.2f} {}", verdict.report.drift, _("of limit"));
  out.note = to_json(Note{settings_, content_}, wish_->policy, verdict);
  return out;
}

Result<Session::Done> Session::finish() {
  CNT_CHECK(be_exact());
  live_.reset();  // large; set() makes them again where this fails
  learnt_.reset();
  solved_.reset();
  give_memory_back();
  const Photo& original = portrait_.photo();
  const auto through = [&](Photo rendered) {
    keep_outside(rendered, original, where_);
    give_memory_back();
    return host_.settle(std::move(rendered));
  };
  const Roundtrip roundtrip{through, {}, "host", {}, "raise the image's precision"};
  CNT_TRY(done, exact_->govern(wish_->policy, roundtrip, job()));
  Verdict& verdict = done.verdict;
  const std::string sentence = standing_of(verdict).sentence;
  Done none{std::move(verdict), false, fmt::format("{} {}", _("Nothing was changed."), sentence)};
  if (none.verdict.nothing) return none;
  give_memory_back();
  CNT_TRY(rendered, exact_->render(none.verdict.strengths, job()));
  keep_outside(rendered, original, where_);
  const Output output = output_of(std::move(rendered), none.verdict);
  if (output.area.empty()) return none;
  CNT_CHECK(job().report(1, "writing"));
  CNT_CHECK(host_.write(output));
  const bool beside = again_ && settings_.output == kInPlace;
  return Done{std::move(none.verdict), true,
              sentence + (beside ? std::string(". ") + _("A retouch is made anew as a layer of its own.") : "")};
}

}  // namespace countenance::plugin

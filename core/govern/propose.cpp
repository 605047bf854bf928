// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/healing.h"
#include "govern/in_turn.h"
#include "govern/ownership.h"
#include "govern/paint.h"
#include "retouch/cast.h"
#include "retouch/even.h"
#include "retouch/even_light.h"
#include "retouch/eyes.h"
#include "retouch/heal.h"
#include "retouch/redness.h"
#include "retouch/relight.h"
#include "retouch/sclera.h"
#include "retouch/shine.h"
#include "retouch/teeth.h"
#include "retouch/under_eye.h"

namespace countenance::govern {
namespace {

constexpr const char* kStage = "making the edits";

void scale(ImageF& image, float by) {
  for (std::size_t i = 0; i < image.count(); ++i) image.data()[i] *= by;
}

/// The median contrast of the light on the faces of a picture, stops; none where fewer than two are known.
std::optional<float> team_range(const Study& study) {
  std::vector<float> ranges;
  for (const FaceStudy& face : study.faces)
    if (face.face.usable() && face.lighting.doubt.empty()) ranges.push_back(face.lighting.range);
  if (ranges.size() < 2) return {};
  std::sort(ranges.begin(), ranges.end());
  return (ranges[(ranges.size() - 1) / 2] + ranges[ranges.size() / 2]) / 2;
}

/// Edits of a face as they were made for other wishes: what no dial has moved need not be made again. Where healing has
/// moved, everything has.
struct Before {
  const std::vector<retouch::Edit>& edits;
  const Wishes& wishes;

  /// The edit of a dial that stands where it stood; null: it is to be made.
  [[nodiscard]] const retouch::Edit* find(const std::string& dial, const Wishes& now) const {
    const auto moved = [&](const Dial& d) { return same_edit(d.name, dial) && now.*d.value != wishes.*d.value; };
    if (now.heal != wishes.heal || std::any_of(std::begin(kDials), std::end(kDials), moved)) return nullptr;
    const auto found = std::find_if(edits.begin(), edits.end(), [&](const retouch::Edit& e) {
      return same_edit(e.name, dial) && (dial == kHealMark) == (e.name == kHealMark);
    });
    return found == edits.end() ? nullptr : &*found;
  }
};

/// What the edits of one face are made from, beside its wishes.
struct Given {
  const Before* before;       ///< may be null
  std::optional<float> team;  ///< team_range()
  const retouch::HealParams& picked;
  std::function<void(retouch::Edit&)> held;  ///< keeps an edit where it may act
  const Job& job;
};

/// Keeps an edit where it may act, and no more of it than that.
void settle(retouch::Edit& edit, const Given& given) {
  given.held(edit);
  edit.mask = {};
  crop(edit);
}

/// Healing comes first: what it takes away, no other operator must take again.
Result<std::vector<retouch::Edit>> edits_of(const FaceStudy& face, const Wishes& wishes, const Given& given) {
  std::vector<retouch::Edit> edits;
  std::optional<Error> stopped;
  const auto goes_on = [&] {
    const double share = double(edits.size()) / double(std::size(kDials));
    if (const auto r = given.job.report(share, kStage); !r) stopped = r.error();
    return !stopped;
  };
  const auto kept = [&](const std::string& dial) { return given.before ? given.before->find(dial, wishes) : nullptr; };
  const auto add = [&](const std::string& dial, float strength, auto&& make) {
    if (strength == 0) return;
    if (const retouch::Edit* edit = kept(dial)) return edits.push_back(*edit);
    if (stopped || !goes_on()) return;
    edits.push_back(make());
    scale(edits.back().delta, strength);
    settle(edits.back(), given);
  };
  std::optional<skin::Canvas> healed;
  const auto heal = [&](float strength, const char* name, const retouch::HealParams& params) {
    add(name, strength, [&] {
      retouch::Edit edit = retouch::heal(healed ? *healed : face.canvas, face.spots, params);
      edit.name = name;
      edit.decided = !params.transient;
      if (!edit.decided) leave_lost_marks(edit, face);
      return edit;
    });
    if (strength > 0 && !stopped)
      healed = changed(healed ? *healed : face.canvas, whole(edits.back(), face.canvas.size()));
  };
  heal(wishes.heal, "heal", {});
  heal(given.picked.asked.empty() && given.picked.places.empty() ? 0.f : 1.f, kHealMark, given.picked);
  const skin::Canvas& canvas = healed ? *healed : face.canvas;
  const skin::SkinMap& skin = face.skin;

  add("even", wishes.even, [&] { return retouch::even(canvas, skin); });
  add("redness", wishes.redness, [&] { return retouch::redness(canvas, skin); });
  add("shine", wishes.shine, [&] { return retouch::shine(canvas, skin); });
  add("under-eye", wishes.under_eye, [&] { return retouch::under_eye(canvas, skin); });
  std::optional<std::array<retouch::Sclera, 2>> found;
  const auto sclera = [&]() -> const std::array<retouch::Sclera, 2>& {
    return found ? *found : found.emplace(retouch::find_sclera(canvas, skin));
  };
  add("eyes", wishes.eyes, [&] { return retouch::eyes(canvas, sclera()); });
  add("teeth", wishes.teeth, [&] { return retouch::teeth(canvas, sclera()); });
  add("cast", wishes.cast, [&] { return retouch::cast(canvas, skin, face.lighting); });
  const auto light = [&](const char* dial, const retouch::RelightParams& params) {
    if (const retouch::Edit* edit = kept(dial); edit) return edits.push_back(*edit);
    if (stopped || !goes_on()) return;
    for (auto& edit : retouch::relight(canvas, face.lighting, params)) {
      edits.push_back(std::move(edit));
      settle(edits.back(), given);
    }
  };
  light("fill", {.fill = wishes.fill});
  light("key", {.key = wishes.key, .key_turn = wishes.key_turn});
  light("exposure", {.exposure = wishes.exposure});
  add("even-light", wishes.even_light, [&] { return retouch::even_light(canvas, face.lighting, given.team); });
  if (stopped) return tl::unexpected(*stopped);
  return edits;
}

}  // namespace

Result<Proposal> propose(const Study& study, const Request& request, const Job& job, const Proposal* like) {
  CNT_CHECK(validate(request, int(study.faces.size())));
  CNT_TRY(picked, healing_of(study, request));
  Proposal proposal{std::vector<std::vector<retouch::Edit>>(study.faces.size()), {}};
  for (int f = 0; f < int(study.faces.size()); ++f) proposal.wishes.push_back(request.of(f));
  const std::optional<float> team = team_range(study);
  std::mutex guard;
  const Job one_by_one = in_turn(job, guard);
  CNT_CHECK(for_each(int(study.faces.size()), one_by_one, kStage, [&](int f) -> Result<> {
    const FaceStudy& face = study.faces[f];
    if (!face.face.usable()) return {};
    const ImageF own = study.faces.size() > 1 ? ownership(study, f) : ImageF();
    std::vector<ImageF> shares;
    for (const Paint& paint : request.paints) shares.push_back(on_canvas(paint, face.canvas, study.photo->size));
    const auto held = [&](retouch::Edit& edit) {
      if (!own.empty()) hold(edit, own);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::string& dial = request.paints[i].dial;
        if (dial.empty() || same_edit(dial, edit.name)) hold(edit, shares[i]);
      }
    };
    std::optional<Before> before;
    if (like) before.emplace(Before{like->edits[f], like->wishes[f]});
    const Given given{before ? &*before : nullptr, team, picked[std::size_t(f)], held, one_by_one};
    CNT_TRY(edits, edits_of(face, proposal.wishes[f], given));
    proposal.edits[f] = std::move(edits);
    return {};
  }));
  return proposal;
}

}  // namespace countenance::govern

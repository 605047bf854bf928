// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

#include "base/parallel.h"
#include "govern/governor.h"
#include "govern/in_turn.h"
#include "govern/solve.h"
#include "retouch/compose.h"

namespace countenance::govern {
namespace {

constexpr int kSolves = 2;          // by candidates, charged with what the round trip adds …
constexpr int kAttempts = 7;        // … then between what was inside and what was over, as measured
constexpr float kAim = 0.96f;       // of the limit: encodings scatter by some per cent from trial to trial
constexpr float kWellUnder = 0.9f;  // a verdict below this with a wish held back is tried again, higher

/// The candidates of every face of a proposal, and what encoding has been found to add to each.
struct Field {
  std::vector<std::optional<Candidates>> faces;
  std::vector<Charge> charges;
};

Field make_field(const Study& study, const Proposal& proposal) {
  Field field{std::vector<std::optional<Candidates>>(study.faces.size()), std::vector<Charge>(study.faces.size())};
  for (std::size_t f = 0; f < study.faces.size(); ++f)
    if (study.faces[f].face.usable()) field.faces[f].emplace(study.faces[f], proposal.edits[f]);
  return field;
}

/// What an edit changes at a strength, for people: Grant::area and largest.
void describe(Grant& grant, const retouch::Edit& edit, float strength, const skin::SkinMap& skin) {
  constexpr float kVisible = 1.f / 64;  // stops
  const int channels = edit.delta.channels();
  const auto on_face = [](float oval) { return oval > 0.5f; };
  const auto oval = std::count_if(skin.oval.data(), skin.oval.data() + skin.oval.count(), on_face);
  std::size_t changed = 0;
  for (int y = 0; y < edit.delta.size().height; ++y)
    for (int x = 0; x < edit.delta.size().width; ++x) {
      float most = 0;
      for (int c = 0; c < channels; ++c) most = std::max(most, strength * std::abs(edit.delta.at(x, y, c)));
      changed += on_face(skin.oval.at(edit.part.x + x, edit.part.y + y)) && most >= kVisible;
      grant.largest = std::max(grant.largest, most);
    }
  grant.area = oval > 0 ? float(changed) / float(oval) : 0;
}

/// "face 2, left cheek", or "left cheek" where there is one face.
std::string place(const Study& study, const drift::FaceReport& face) {
  std::string where = study.faces.size() > 1 ? fmt::format("face {}", face.index + 1) : "";
  if (!face.where.empty()) where += (where.empty() ? "" : ", ") + face.where;
  return where;
}

/// What a trial just above a face's strengths was over by, where one was.
using Beyond = std::vector<std::optional<drift::FaceReport>>;

/// "texture.pores on face 1, left cheek", if that binds: it is near its limit, or a trial just above was over by it. Or
/// why this face was left alone.
std::string why_held_back(const Study& study, const drift::FaceReport& face,
                          const std::optional<drift::FaceReport>& beyond) {
  if (face.limiting.empty()) return fmt::format("left untouched: {}", face.note);
  const bool near = face.drift >= kWellUnder;
  drift::FaceReport by = !near && beyond ? *beyond : face;
  by.index = face.index;
  const bool binds = near || beyond;
  if (!binds) by.where.clear();
  const auto where = place(study, by);
  // at no drift at all no measure is the nearest
  const std::string why = binds            ? "held back by " + by.limiting
                          : face.drift > 0 ? "no more was found inside the limits"
                                           : "held back: these limits leave no room";
  return why + (where.empty() ? "" : " on " + where);
}

void put_in_words(Verdict& verdict, const Study& study, const Proposal& proposal, const Beyond& beyond) {
  verdict.grants.clear();
  verdict.binds.clear();
  float nearest = -1;
  for (std::size_t f = 0; f < proposal.edits.size(); ++f)
    for (std::size_t k = 0; k < proposal.edits[f].size(); ++k) {
      const auto& edit = proposal.edits[f][k];
      const auto& face = verdict.report.faces[f];
      const float s = verdict.strengths[f][k], granted = edit.trusted ? s : 0;
      Grant grant{int(f), {}, 0, 0, edit.note, edit.note, edit.offers};
      describe(grant, edit, granted, study.faces[f].skin);
      if (edit.trusted && s < 1) {
        grant.note = why_held_back(study, face, beyond[f]);
        if (face.drift > nearest) nearest = face.drift, verdict.binds = grant.note;
      }
      const auto grant_of = [&](const char* dial, float wish) {
        grant.dial = dial, grant.wished = wish, grant.granted = wish * granted;
        verdict.grants.push_back(grant);
      };
      if (edit.name == kHealMark) {
        grant_of(kHealMark, 1);
        continue;
      }
      for (const Dial& dial : kDials)  // key and key-turn are one edit, and each has its grant
        if (const float wish = proposal.wishes[f].*dial.value; wish != 0 && same_edit(dial.name, edit.name))
          grant_of(dial.name, wish);
    }
}

retouch::Layer layer(const Study& study, const Proposal& proposal, const Verdict& verdict, std::size_t f) {
  const auto& canvas = study.faces[f].canvas;
  return {retouch::sum(proposal.edits[f], verdict.strengths[f], canvas.size()), canvas.roi};
}

/// Every granted change is below what composing would write.
bool nothing(const Study& study, const Proposal& proposal, const Verdict& verdict) {
  for (std::size_t f = 0; f < proposal.edits.size(); ++f) {
    if (proposal.edits[f].empty()) continue;
    const ImageF delta = layer(study, proposal, verdict, f).delta;
    if (std::any_of(delta.data(), delta.data() + delta.count(),
                    [](float d) { return std::abs(d) >= retouch::kLeastDelta; }))
      return false;
  }
  return true;
}

/// Strengths of a face that need no solving.
using Given = std::vector<std::optional<std::vector<float>>>;

struct Solved {
  Verdict verdict;
  Beyond beyond;
};

Result<Solved> solve(const Study& study, const Proposal& proposal, const Field& field, const Given& given,
                     const drift::Policy& policy, const Job& job, const drift::Effort& decisive = {}) {
  const int n = int(study.faces.size());
  Verdict verdict;
  Beyond beyond(study.faces.size());
  verdict.strengths.resize(n);
  std::vector<drift::FaceReport> faces(n);
  std::vector<std::string> untouched(n);
  std::mutex guard;
  const Job one_by_one = in_turn(job, guard);
  CNT_CHECK(for_each(n, one_by_one, "holding the edits to the limits", [&](int f) -> Result<> {
    faces[f].index = f;
    faces[f].iod_px = study.faces[f].face.iod;
    faces[f].measured = faces[f].within = true;
    if (!field.faces[f]) {
      untouched[f] = study.faces[f].face.unusable;
    } else if (given[f]) {
      verdict.strengths[f] = *given[f];
    } else if (auto solution = solve_face(*field.faces[f], policy, field.charges[f], one_by_one, decisive)) {
      verdict.strengths[f] = std::move(solution->strengths);
      faces[f] = std::move(solution->report);
      faces[f].index = f;
      beyond[f] = std::move(solution->beyond);
    } else if (solution.error().code == Code::not_measurable) {
      verdict.strengths[f].assign(field.faces[f]->count(), 0.f);
      untouched[f] = solution.error().message;
    } else {
      return tl::unexpected(solution.error());
    }
    if (!untouched[f].empty()) faces[f].note = untouched[f];
    return {};
  }));
  std::string why;
  for (int f = 0; f < n; ++f) {
    if (untouched[f].empty()) {
      why.clear();
      break;
    }
    why += fmt::format("{}face {}: {}", why.empty() ? "" : "; ", f + 1, untouched[f]);
  }
  if (!why.empty()) return fail(Code::not_measurable, "no face can be held to these limits: " + why);
  verdict.report = drift::assemble(std::move(faces), policy);
  verdict.nothing = nothing(study, proposal, verdict);
  put_in_words(verdict, study, proposal, beyond);
  return Solved{std::move(verdict), std::move(beyond)};
}

Result<Photo> render(const Study& study, const Proposal& proposal, const Verdict& verdict, const Job& job) {
  std::vector<retouch::Layer> layers;
  for (std::size_t f = 0; f < study.faces.size(); ++f)
    if (!proposal.edits[f].empty()) layers.push_back(layer(study, proposal, verdict, f));
  return retouch::compose(*study.photo, *study.space, layers, job);
}

bool held_back(const std::vector<float>& strengths) {
  return std::any_of(strengths.begin(), strengths.end(), [](float s) { return s < 1; });
}
bool held_back(const Verdict& verdict) {
  return std::any_of(verdict.strengths.begin(), verdict.strengths.end(),
                     [](const auto& strengths) { return held_back(strengths); });
}

/// Strengths of one face that were really tried, and the drift they really had (infinite: it could not be measured).
struct Tried {
  std::vector<float> strengths;
  float drift = 0;
  drift::FaceReport report{};
};

/// What is known of one face.
struct Search {
  std::optional<Tried> inside, outside;
  bool settled = false;                        ///< the last trial was inside, and nothing more is to be had
  bool fresh = false;                          ///< what is inside was not yet tried with more
  std::optional<drift::FaceReport> gave_up{};  ///< with what was withdrawn

  void learn(const std::vector<float>& strengths, const drift::FaceReport& face) {
    const float drift = face.measured ? face.drift : std::numeric_limits<float>::infinity();
    Tried tried{strengths, drift, face};
    tried.report.readings.clear();  // maps, of no use here
    (face.within ? inside : outside) = std::move(tried);
    fresh |= face.within;
    settled = face.within && (!held_back(strengths) || drift >= kWellUnder);
  }
  /// What is inside lies far under the limit, and more was not tried.
  [[nodiscard]] bool low() const { return fresh && inside && inside->drift < kWellUnder; }
  /// Between what was inside (untouched pixels, if nothing was) and what was outside, where a straight line has drift
  /// kAim, but a tenth of the way from either; half-way where the outside one has no number.
  [[nodiscard]] std::vector<float> between(const Candidates& candidates) const {
    const Tried low = inside.value_or(Tried{std::vector<float>(outside->strengths.size(), 0.f), 0});
    const float t = std::isfinite(outside->drift)
                        ? std::clamp((kAim - low.drift) / (outside->drift - low.drift), 0.1f, 0.9f)
                        : 0.5f;
    auto s = low.strengths;
    for (std::size_t k = 0; k < s.size(); ++k)
      if (!candidates.decided(k)) s[k] += t * (outside->strengths[k] - s[k]);
    return s;
  }
};

/// More of each dial, where what was inside lies far under the limit; else between what was inside and what was not.
Result<std::optional<std::vector<float>>> next(Search& search, const Candidates& candidates,
                                               const drift::Policy& policy, const Charge& charge,
                                               const drift::Effort& effort, const Job& job) {
  if (search.low()) {
    search.fresh = false;
    CNT_TRY(more, raised(candidates, policy, charge, search.inside->strengths, effort, job));
    if (more != search.inside->strengths) return std::optional(std::move(more));
  }
  return search.outside ? std::optional(search.between(candidates)) : std::nullopt;
}

/// How much of the wishes a verdict grants: a face in full counts 1, one held back its drift.
float merit(const Verdict& verdict) {
  float sum = 0;
  for (std::size_t f = 0; f < verdict.strengths.size(); ++f)
    sum += held_back(verdict.strengths[f]) ? verdict.report.faces[f].drift : 1;
  return sum;
}

/// What the round trip gave against what the bare candidates give at the same strengths.
void charge(Field& field, const std::vector<std::vector<float>>& strengths, const drift::Report& measured,
            const drift::Policy& policy, const drift::Effort& effort) {
  for (std::size_t f = 0; f < field.faces.size(); ++f) {
    if (!field.faces[f]) continue;
    learn(field.charges[f], measured.faces[f], field.faces[f]->measure(strengths[f], policy, {}, effort));
  }
}

/// The face of which even untouched pixels would be over, by what the encoding alone adds: one that was left alone has
/// changed, or one that was edited would be over without. A face that was inside once is no such face.
std::optional<std::size_t> over_without_edits(const Field& field, const std::vector<Search>& searches,
                                              const Verdict& verdict, const drift::Policy& policy) {
  for (std::size_t f = 0; f < field.faces.size(); ++f) {
    if (verdict.report.faces[f].within || searches[f].inside) continue;
    const auto& strengths = verdict.strengths[f];
    if (std::all_of(strengths.begin(), strengths.end(), [](float s) { return s == 0; })) return f;
    const std::vector<float> none(strengths.size(), 0.f);
    if (!field.faces[f]->measure(none, policy, field.charges[f], {}).within) return f;
  }
  return std::nullopt;
}

/// Where marks alone are over, and the encoding would be blamed for it: a healed spot can read as a mark lost once it is
/// written, and so to every candidate. Healing is given up on that face, not the retouch.
bool withdraw_healing(Field& field, std::vector<Search>& searches, const Proposal& proposal, const Verdict& verdict,
                      std::size_t f) {
  if (!field.faces[f] || !verdict.report.faces[f].limiting.starts_with("marks.")) return false;
  bool any = false;
  for (std::size_t k = 0; k < proposal.edits[f].size(); ++k)
    if (same_edit(proposal.edits[f][k].name, "heal") && verdict.strengths[f][k] > 0 && !field.faces[f]->withdrawn(k))
      field.faces[f]->withdraw(k), any = true;
  if (!any) return false;
  std::erase_if(field.charges[f], [](const auto& c) { return c.first.starts_with("marks."); });
  searches[f] = {};
  searches[f].gave_up = verdict.report.faces[f];
  searches[f].gave_up->readings.clear();
  return true;
}

/// What is written is measured in full anyway: candidates need the costly measures only where these come near.
constexpr drift::Effort kOfCandidates{.recognition = false, .motion = false};

/// Whether a measure that candidates can leave out comes near a limit, or could not be taken.
bool costly_is_near(const drift::Report& report, const drift::Policy& policy) {
  constexpr float kNear = 0.8f;
  const std::vector<std::string> left_out = drift::left_out(kOfCandidates);
  for (const auto& face : report.faces)
    for (const auto& reading : face.readings) {
      if (std::find(left_out.begin(), left_out.end(), reading.measure) == left_out.end()) continue;
      if (std::find(policy.required.begin(), policy.required.end(), reading.measure) == policy.required.end()) continue;
      if (reading.status != drift::Status::measured || reading.share > kNear) return true;
    }
  return false;
}

/// Why nothing of what was tried could be written.
struct Obstacle {
  std::string what;       ///< "face 2: texture.pores is 1.31 times its limit", of the last trial
  bool encoding = false;  ///< it is what writing alone adds, whatever the edits
};

/// A measure that could not be taken is not the encoding's doing.
Obstacle obstacle_of(const drift::Report& report, std::optional<std::size_t> without_edits) {
  const auto over = std::find_if(report.faces.begin(), report.faces.end(), [](const auto& f) { return !f.within; });
  const drift::FaceReport& face = without_edits ? report.faces[*without_edits] : *over;
  const bool failed = std::any_of(face.readings.begin(), face.readings.end(),
                                  [](const drift::Reading& r) { return r.status == drift::Status::failed; });
  return {why_not_within(face), without_edits && !failed};
}

tl::unexpected<Error> refused(const drift::Policy& policy, const Obstacle& obstacle, const std::string& remedy) {
  std::string message = fmt::format("nothing can be written inside the limits of policy '{}'", policy.name);
  if (!obstacle.what.empty()) message += ": " + obstacle.what;
  if (obstacle.encoding) message += "; writing alone takes it past them" + (remedy.empty() ? "" : ": " + remedy);
  return fail(Code::refused, std::move(message));
}

tl::unexpected<Error> refused_as_it_is(const drift::Policy& policy, const drift::Report& report) {
  return fail(Code::refused, fmt::format("measured against its first original it is not inside the limits of policy "
                                         "'{}' as it is: {}; guard brings it back inside",
                                         policy.name, drift::why_not_within(report)));
}

}  // namespace

Result<Verdict> solve(const Study& study, const Proposal& proposal, const drift::Policy& policy, const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  CNT_TRY(solved, solve(study, proposal, make_field(study, proposal), Given(study.faces.size()), policy, job));
  return std::move(solved.verdict);
}

Result<Governed> govern(const Study& study, const Proposal& proposal, const drift::Policy& policy,
                        const Roundtrip& roundtrip, const Job& job) {
  if (!policy.refuse.empty())
    return fail(Code::refused, fmt::format("policy '{}' refuses retouch: {}", policy.name, policy.refuse));
  std::optional<drift::Report> untouched;  // of a picture that has a first original
  if (study.first) {
    CNT_TRY(report, measure(study, *study.photo, policy, job));
    if (!report.within) return refused_as_it_is(policy, report);
    untouched = std::move(report);
  }
  Field field = make_field(study, proposal);
  const std::size_t n = study.faces.size();
  std::vector<Search> searches(n);
  std::vector<std::vector<float>> last;
  std::optional<Governed> best;
  Obstacle obstacle;
  bool improved = false;
  int trips = 0, attempt = 0;
  drift::Effort effort = kOfCandidates;
  const auto improve = [&] {  // once, and all that was learnt of the encoding is void
    if (improved || !roundtrip.improve || !roundtrip.improve()) return false;
    improved = true;
    attempt = -1;
    field.charges.assign(n, {});
    searches.assign(n, {});
    last.clear();
    return true;
  };
  for (; attempt < kAttempts; ++attempt) {
    Given given(n);
    for (std::size_t f = 0; f < n && !last.empty(); ++f) {
      if (searches[f].settled)
        given[f] = last[f];
      else if (attempt >= kSolves && field.faces[f]) {
        CNT_TRY(tried, next(searches[f], *field.faces[f], policy, field.charges[f], effort, job));
        given[f] = std::move(tried);
      }
    }
    CNT_TRY(solved, solve(study, proposal, field, given, policy, job, effort));
    Verdict& verdict = solved.verdict;
    if (verdict.nothing) {
      if (attempt == 0) {
        CNT_TRY(whole, solve(study, proposal, field, given, policy, job));
        if (untouched) whole.verdict.report = std::move(*untouched);
        return Governed{std::move(whole.verdict), 0, improved};
      }
      if (best) break;
      if (untouched) {
        verdict.report = std::move(*untouched);
        return Governed{std::move(verdict), 0, improved};
      }
      if (held_back(verdict)) {  // only what the encoding adds stands in the way
        if (improve()) continue;
        obstacle.encoding = true;
        break;
      }
      return Governed{std::move(verdict), 0, improved};
    }
    if (verdict.strengths == last) break;  // nothing new to try
    last = verdict.strengths;
    CNT_TRY(rendered, render(study, proposal, verdict, job));
    CNT_TRY(found, roundtrip.through(std::move(rendered)));
    const int trip = trips++;
    CNT_TRY(report, measure(study, found, policy, job));
    verdict.report = std::move(report);
    verdict.verified = roundtrip.verified;
    for (std::size_t f = 0; f < n; ++f) {
      searches[f].learn(verdict.strengths[f], verdict.report.faces[f]);
      if (const auto& out = searches[f].outside; out && just_above(out->strengths, verdict.strengths[f]))
        solved.beyond[f] = out->report;
      if (!solved.beyond[f]) solved.beyond[f] = searches[f].gave_up;
    }
    put_in_words(verdict, study, proposal, solved.beyond);
    const bool settled = std::all_of(searches.begin(), searches.end(), [](const Search& s) { return s.settled; });
    if (costly_is_near(verdict.report, policy)) effort = {};
    if (!settled) charge(field, verdict.strengths, verdict.report, policy, effort);
    if (!verdict.report.within) {
      const auto without_edits = over_without_edits(field, searches, verdict, policy);
      obstacle = obstacle_of(verdict.report, without_edits);
      if (without_edits && withdraw_healing(field, searches, proposal, verdict, *without_edits)) continue;
      if (without_edits && !improve() && !best) break;
      continue;
    }
    if (!best || merit(verdict) > merit(best->verdict)) {
      best = Governed{std::move(verdict), trip, improved};
      if (roundtrip.keep) roundtrip.keep();
    }
    if (settled) break;
  }
  if (best) return std::move(*best);
  return refused(policy, obstacle, roundtrip.remedy);
}

}  // namespace countenance::govern

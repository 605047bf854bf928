// SPDX-License-Identifier: Apache-2.0
#include "countenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>

#include "base/blur.h"
#include "base/parallel.h"
#include "colour/cie.h"
#include "drift/heatmap.h"
#include "govern/continued.h"
#include "govern/estimator.h"
#include "govern/gauge.h"
#include "govern/governor.h"
#include "govern/guard/guard.h"
#include "overlay/overlay.h"
#include "retouch/compose.h"

namespace countenance {

/// Every entry goes through here: what throws below becomes an Error.
template <class F>
static auto guarded(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return fail(Code::internal, "out of memory: try a smaller picture, or close other programs");
  } catch (const std::exception& e) {
    std::string what = e.what();
    std::replace(what.begin(), what.end(), '\n', ' ');
    return fail(Code::internal, "internal error: " + what);
  }
}

struct Engine::Impl {
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
};

using Edits = std::vector<std::vector<retouch::Edit>>;  // [face][dial]

/// The picture as read for a view.
struct Viewed {
  retouch::Preview preview;
  Size size;
  [[nodiscard]] bool is(const Rect& roi, Size at) const { return preview.roi() == roi && size == at; }
};
using ViewedPtr = std::shared_ptr<const Viewed>;

struct Shown {
  ViewedPtr view;
  Edits edits;  // no finer than what is shown: a slider move need not average them again
};

/// A guarded pointer to something immutable: any thread may look while another puts a new one in its place.
template <class T>
class Shared {
 public:
  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(guard_);
    return value_;
  }
  void put(std::shared_ptr<const T> value) {
    const std::lock_guard lock(guard_);
    value_.swap(value);
  }

 private:
  mutable std::mutex guard_;
  std::shared_ptr<const T> value_;
};

struct Portrait::Impl {
  std::shared_ptr<const govern::Study> study;
  mutable Shared<Viewed> view{};  // as last shown, whatever the edits
};

struct Retouch::Impl {
  Impl(std::shared_ptr<const Portrait::Impl> of, std::shared_ptr<const govern::Study> studied, Request asked,
       govern::Proposal proposed)
      : portrait(std::move(of)), study(std::move(studied)), request(std::move(asked)), proposal(std::move(proposed)) {}
  std::shared_ptr<const Portrait::Impl> portrait;
  std::shared_ptr<const govern::Study> study;  // the portrait's own, or that of it beside its first original
  Request request;
  govern::Proposal proposal;
  Shared<govern::Estimator> estimator;
  Shared<govern::Gauge> gauge;
  Shared<Shown> shown;  // as last shown
};

namespace {

Verdict public_verdict(govern::Verdict v) {
  return {std::move(v.strengths), std::move(v.grants),   std::move(v.report),
          std::move(v.binds),     std::move(v.verified), v.nothing};
}

/// The size of a face's deltas as rendered, or as shown in a preview.
Size canvas_size(const skin::Canvas& canvas, const retouch::Preview* preview) {
  return preview ? preview->fitted(canvas.roi, canvas.size()) : canvas.size();
}

std::vector<retouch::Layer> layers(const govern::Study& study, const Edits& edits,
                                   const std::vector<std::vector<float>>& strengths,
                                   const retouch::Preview* preview = nullptr) {
  std::vector<retouch::Layer> out;
  for (std::size_t f = 0; f < edits.size(); ++f) {
    if (edits[f].empty()) continue;
    const std::vector<float> own(strengths[f].begin(), strengths[f].begin() + std::ptrdiff_t(edits[f].size()));
    const skin::Canvas& canvas = study.faces[f].canvas;
    out.push_back({retouch::sum(edits[f], own, canvas_size(canvas, preview)), canvas.roi});
  }
  return out;
}

Edits fitted(const govern::Study& study, const Edits& edits, const retouch::Preview& preview) {
  Edits out(edits.size());
  for (std::size_t f = 0; f < edits.size(); ++f)
    for (const auto& edit : edits[f]) {
      const skin::Canvas& canvas = study.faces[f].canvas;
      const ImageF delta = whole(edit, canvas.size());
      out[f].push_back(
          {.name = edit.name, .delta = resize(delta, canvas_size(canvas, &preview)), .mask = {}, .note = {}});
      crop(out[f].back());
    }
  return out;
}

Result<> check_strengths(const Retouch::Impl& impl, const std::vector<std::vector<float>>& strengths) {
  bool good = strengths.size() == impl.proposal.edits.size();
  for (std::size_t f = 0; good && f < strengths.size(); ++f) {
    good = strengths[f].size() >= impl.proposal.edits[f].size();
    for (float s : strengths[f]) good = good && s >= 0 && s <= 1;
  }
  if (!good) return fail(Code::bad_input, "strengths: one list a face, one number from 0 to 1 a dial");
  return {};
}

/// Pixels of the caller's, before anything reads them.
Result<> check(const Photo& photo) {
  if (photo.size.width <= 0 || photo.size.height <= 0) return fail(Code::bad_input, "the photo has no size");
  if (photo.channels < 1 || photo.channels > 4) return fail(Code::bad_input, "a photo has 1 to 4 channels");
  if (photo.sample > Sample::f32) return fail(Code::bad_input, "the photo's sample type is none of Sample");
  const auto row = std::size_t(photo.stride()), rows = std::size_t(photo.size.height);
  if (photo.bytes.size() / row != rows || photo.bytes.size() % row != 0)
    return fail(Code::bad_input,
                fmt::format("the photo has {} bytes, not {} rows of {}", photo.bytes.size(), rows, row));
  return {};
}

/// A round trip whose pixels are looked at before anything reads them. `roundtrip` must outlive it.
Result<govern::Roundtrip> checked(const Roundtrip& roundtrip) {
  if (!roundtrip.through) return fail(Code::bad_input, "there is no round trip to verify by");
  const auto through = [&roundtrip](Photo rendered) -> Result<Photo> {
    CNT_TRY(found, roundtrip.through(std::move(rendered)));
    CNT_CHECK(check(found));
    return std::move(found);
  };
  return govern::Roundtrip{through, roundtrip.improve, roundtrip.verified, roundtrip.keep, roundtrip.remedy};
}

Result<> check(const Rect& roi, Size size, Size photo) {
  const bool inside = !roi.empty() && roi.x >= 0 && roi.y >= 0 && roi.width <= photo.width - roi.x &&
                      roi.height <= photo.height - roi.y;
  const bool smaller = size.width > 0 && size.height > 0 && size.width <= roi.width && size.height <= roi.height;
  if (inside && smaller) return {};
  return fail(Code::bad_input, "preview: the region must lie in the photo, and be no smaller than the output");
}

Size shown(Size photo, int longest) {
  const float k = std::min(1.f, float(longest) / float(std::max(photo.width, photo.height)));
  return {std::max(1, int(k * photo.width + 0.5f)), std::max(1, int(k * photo.height + 0.5f))};
}

std::vector<MarkInfo> marks_of(const govern::FaceStudy& face) {
  std::vector<MarkInfo> out;
  const Affine photo_from_work = inverse(face.canvas.work_from_photo);
  for (const skin::Mark& m : face.spots.marks) {
    const Point at = apply(photo_from_work, m.at);
    out.push_back({name_of(m.kind), drift::place_name(*face.reference, apply(face.reference->frame, at)), at.x(),
                   at.y(), 100 * m.diameter(), m.excess.mean()});
  }
  return out;
}

double rounded(float x) { return std::round(double(x) * 1000) / 1000; }

Result<Image8> picture(const govern::Study& study, int longest) {
  const PhotoView photo = study.photo->view();
  return colour::read_srgb8(photo, *study.space, {0, 0, photo.size.width, photo.size.height},
                            shown(photo.size, longest));
}

/// Read once for a view: edits made anew are shown over the same picture.
Result<ViewedPtr> viewed(const Portrait::Impl& portrait, const Rect& roi, Size size, const Job& job) {
  if (auto view = portrait.view.get(); view && view->is(roi, size)) return view;
  const govern::Study& study = *portrait.study;
  CNT_TRY(preview, retouch::Preview::open(study.photo->view(), *study.space, roi, size, job));
  const auto view = std::make_shared<const Viewed>(Viewed{std::move(preview), size});
  portrait.view.put(view);
  return view;
}

}  // namespace

const char* version() { return COUNTENANCE_VERSION; }
const char* metric_version() { return drift::kMetricVersion; }

Result<Policy> load_policy(const std::string& name_or_file) {
  return guarded([&] { return drift::load_policy(name_or_file); });
}
Result<Policy> limits_of(const Policy& preset, const std::string& limits) {
  if (limits.empty()) return preset;
  CNT_TRY(own, load_policy(limits));
  return limits_of(preset, std::move(own));
}
Policy limits_of(const Policy& preset, Policy limits) {
  return preset.locked || !preset.refuse.empty() ? drift::intersect(preset, limits) : std::move(limits);
}
std::vector<std::string> builtin_policies() { return drift::builtin_policies(); }

std::vector<std::string> policies() {
  std::vector<std::string> names = builtin_policies(), own = drift::user_policies();
  for (auto& name : own)
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  return names;
}

std::string report_json(const Report& report) { return drift::to_json(report); }
std::string report_text(const Report& report) { return drift::to_text(report); }
std::string report_obstacle(const Report& report) { return drift::why_not_within(report); }

std::string to_json(const Verdict& verdict) {
  using nlohmann::ordered_json;
  ordered_json grants = ordered_json::array();
  for (const auto& g : verdict.grants)
    grants.push_back({{"face", g.face},
                      {"dial", g.dial},
                      {"wished", rounded(g.wished)},
                      {"granted", rounded(g.granted)},
                      {"note", g.note},
                      {"found", g.found},
                      {"offered", g.offered},
                      {"area", rounded(g.area)},
                      {"largest", rounded(g.largest)}});
  const ordered_json out{{"schema", "countenance.verdict/1"},
                         {"nothing", verdict.nothing},
                         {"verified", verdict.verified},
                         {"binds", verdict.binds},
                         {"strengths", verdict.strengths},
                         {"grants", std::move(grants)},
                         {"report", ordered_json::parse(drift::to_json(verdict.report))}};
  return out.dump(2);
}

Result<Engine> Engine::open(const std::filesystem::path& models) {
  return guarded([&]() -> Result<Engine> {
    CNT_TRY(networks, face::Networks::load(models));
    CNT_TRY(topology, face::load_topology(models));
    return Engine(std::make_shared<const Impl>(
        Impl{std::move(networks), std::make_shared<const face::Topology>(std::move(topology))}));
  });
}

Result<bool> Engine::upright(const Photo& photo) const {
  return guarded([&]() -> Result<bool> {
    constexpr int kSeen = 640;  // px
    constexpr float kClearly =
        0.05f;  // detector score by which another turn must win: sideways faces are seen too, less surely
    CNT_CHECK(check(photo));
    CNT_TRY(space, colour::Space::open(photo.icc, photo.view().colours()));
    const Rect whole{0, 0, photo.size.width, photo.size.height};
    CNT_TRY(small, colour::read_srgb8(photo.view(), space, whole, shown(photo.size, kSeen)));
    CNT_TRY(scores, impl_->networks->upright_scores(small));
    return *std::max_element(scores.begin(), scores.end()) < scores[0] + kClearly;
  });
}

Result<Portrait> Portrait::open(const Engine& engine, Photo photo, bool for_retouch, const Job& job) {
  return guarded([&]() -> Result<Portrait> {
    CNT_CHECK(check(photo));
    CNT_TRY(study, govern::study(std::make_shared<const Photo>(std::move(photo)), engine.impl_->networks,
                                 engine.impl_->topology,
                                 for_retouch ? govern::Purpose::retouch : govern::Purpose::measure, job));
    const auto impl = std::make_shared<Impl>();
    impl->study = std::move(study);
    return Portrait(impl);
  });
}
Result<Portrait> Portrait::study(const Engine& engine, Photo photo, const Job& job) {
  return open(engine, std::move(photo), true, job);
}
Result<Portrait> Portrait::original(const Engine& engine, Photo photo, const Job& job) {
  return open(engine, std::move(photo), false, job);
}

Result<> Portrait::check_studied() const {
  if (impl_->study->purpose == govern::Purpose::retouch) return {};
  return fail(Code::bad_input, "this picture was opened only to be measured against: use Portrait::study");
}

const Photo& Portrait::photo() const { return *impl_->study->photo; }

std::vector<FaceInfo> Portrait::faces() const {
  std::vector<FaceInfo> out;
  for (const auto& f : impl_->study->faces) {
    FaceInfo info{f.face.box, f.face.iod, f.face.yaw, f.face.pitch, f.face.roll};
    info.unusable = f.face.unusable;
    if (f.face.usable()) {
      info.ita = f.reference->ita;
      info.skin_coverage = f.skin.coverage;
      info.light_range = f.lighting.range;
      info.light_doubt = f.lighting.doubt;
      info.marks = marks_of(f);
    }
    out.push_back(std::move(info));
  }
  return out;
}

std::string Portrait::to_json() const {
  using nlohmann::ordered_json;
  ordered_json out{{"schema", "countenance.study/1"},
                   {"width", photo().size.width},
                   {"height", photo().size.height},
                   {"faces", ordered_json::array()}};
  const bool studied = impl_->study->purpose == govern::Purpose::retouch;
  const auto infos = faces();
  for (std::size_t index = 0; index < infos.size(); ++index) {
    const FaceInfo& f = infos[index];
    ordered_json face{{"index", index},
                      {"box", {f.box.x, f.box.y, f.box.width, f.box.height}},
                      {"iod_px", rounded(f.iod)},
                      {"yaw", rounded(f.yaw)},
                      {"pitch", rounded(f.pitch)},
                      {"roll", rounded(f.roll)},
                      {"usable", f.unusable.empty()}};
    if (f.unusable.empty()) {
      face["skin"]["ita"] = rounded(f.ita);
      if (studied) {
        face["marks"] = ordered_json::array();
        for (const MarkInfo& m : f.marks)
          face["marks"].push_back({{"index", face["marks"].size() + 1},
                                   {"kind", m.kind},
                                   {"where", m.where},
                                   {"x", rounded(m.x)},
                                   {"y", rounded(m.y)},
                                   {"diameter", rounded(m.diameter)},
                                   {"contrast", rounded(m.contrast)}});
        face["skin"]["coverage"] = rounded(f.skin_coverage);
        face["light"] = {{"range_stops", rounded(f.light_range)}, {"trusted", f.light_doubt.empty()}};
        if (!f.light_doubt.empty()) face["light"]["doubt"] = f.light_doubt;
      }
    } else {
      face["reason"] = f.unusable;
    }
    out["faces"].push_back(std::move(face));
  }
  return out.dump(2);
}

Result<Image8> Portrait::overlay(int longest) const {
  return guarded([&]() -> Result<Image8> {
    CNT_CHECK(check_studied());
    CNT_TRY(shown, picture(*impl_->study, longest));
    overlay::draw(shown, *impl_->study);
    return std::move(shown);
  });
}

Result<Report> Portrait::measure(const Photo& edited, const Policy& policy, const Job& job) const {
  return guarded([&]() -> Result<Report> {
    CNT_CHECK(check(edited));
    return govern::measure(*impl_->study, edited, policy, job);
  });
}

Result<Guarded> Portrait::guard(const Photo& edited, const Policy& policy, const Roundtrip& roundtrip,
                                const Job& job) const {
  return guarded([&]() -> Result<Guarded> {
    CNT_CHECK(check(edited));
    CNT_TRY(inner, checked(roundtrip));
    return govern::guard(*impl_->study, edited, policy, inner, job);
  });
}

Result<Image8> Portrait::heatmap(const Report& report, int longest) const {
  return guarded([&]() -> Result<Image8> {
    const govern::Study& study = *impl_->study;
    CNT_TRY(background, picture(study, longest));
    std::vector<const drift::Reference*> references;
    for (const auto& f : study.faces) references.push_back(f.reference.get());
    const Size size = study.photo->size;
    return drift::heatmap(background, resampling({0, 0, size.width, size.height}, background.size()), references,
                          report);
  });
}

Result<Image8> preview(const Photo& photo, const Rect& roi, Size size, const Job& job) {
  return guarded([&]() -> Result<Image8> {
    CNT_CHECK(check(photo));
    CNT_CHECK(check(roi, size, photo.size));
    CNT_TRY(space, colour::Space::open(photo.icc, photo.view().colours()));
    return colour::read_srgb8(photo.view(), space, roi, size, job);
  });
}

Result<Retouch> Retouch::propose(const Portrait& portrait, const Request& request, const Job& job) {
  return guarded([&]() -> Result<Retouch> {
    CNT_CHECK(portrait.check_studied());
    CNT_TRY(proposal, govern::propose(*portrait.impl_->study, request, job));
    return Retouch(std::make_shared<Impl>(portrait.impl_, portrait.impl_->study, request, std::move(proposal)));
  });
}

Result<Retouch> Retouch::propose(const Portrait& portrait, const Request& request, const Portrait& original,
                                 const Job& job) {
  return guarded([&]() -> Result<Retouch> {
    CNT_CHECK(portrait.check_studied());
    CNT_TRY(study, govern::continued(*portrait.impl_->study, original.impl_->study, job));
    CNT_TRY(proposal, govern::propose(*study, request, job));
    return Retouch(std::make_shared<Impl>(portrait.impl_, std::move(study), request, std::move(proposal)));
  });
}

Result<Retouch> Retouch::with(const Wishes& wishes, const Job& job) const {
  return guarded([&]() -> Result<Retouch> {
    Request request = impl_->request;
    if (request.faces.empty()) request.wishes = wishes;
    for (auto& [face, own] : request.faces) own = wishes;
    CNT_TRY(proposal, govern::propose(*impl_->study, request, job, &impl_->proposal));
    return Retouch(std::make_shared<Impl>(impl_->portrait, impl_->study, std::move(request), std::move(proposal)));
  });
}

std::vector<std::vector<float>> Retouch::whole() const {
  std::vector<std::vector<float>> out;
  for (const auto& edits : impl_->proposal.edits) out.emplace_back(edits.size(), 1.f);
  return out;
}

Result<Verdict> Retouch::solve(const Policy& policy, const Job& job) const {
  return guarded([&]() -> Result<Verdict> {
    CNT_TRY(verdict, govern::solve(*impl_->study, impl_->proposal, policy, job));
    return public_verdict(std::move(verdict));
  });
}

Result<> Retouch::learn(const Policy& policy, const Job& job) {
  return guarded([&]() -> Result<> {
    CNT_TRY(estimator, govern::Estimator::make(*impl_->study, impl_->proposal, policy, job));
    impl_->estimator.put(std::make_shared<const govern::Estimator>(std::move(estimator)));
    return {};
  });
}

Result<Report> Retouch::estimate(const std::vector<std::vector<float>>& strengths) const {
  return guarded([&]() -> Result<Report> {
    const auto estimator = impl_->estimator.get();
    if (!estimator) return fail(Code::bad_input, "estimate: learn() comes first");
    CNT_CHECK(check_strengths(*impl_, strengths));
    return estimator->estimate(strengths);
  });
}

Result<Report> Retouch::gauge(const std::vector<std::vector<float>>& strengths, const Policy& policy,
                              const Job& job) const {
  return guarded([&]() -> Result<Report> {
    CNT_CHECK(check_strengths(*impl_, strengths));
    auto gauge = impl_->gauge.get();
    if (!gauge) impl_->gauge.put(gauge = std::make_shared<const govern::Gauge>(*impl_->study, impl_->proposal));
    return gauge->measure(strengths, policy, job);
  });
}

Result<Image8> Retouch::preview(const std::vector<std::vector<float>>& strengths, const Rect& roi, Size size,
                                const Job& job) const {
  return guarded([&]() -> Result<Image8> {
    const govern::Study& study = *impl_->study;
    CNT_CHECK(check_strengths(*impl_, strengths));
    CNT_CHECK(check(roi, size, study.photo->size));
    auto shown = impl_->shown.get();
    if (!shown || !shown->view->is(roi, size)) {
      CNT_TRY(view, viewed(*impl_->portrait, roi, size, job));
      Edits edits = fitted(study, impl_->proposal.edits, view->preview);
      shown = std::make_shared<const Shown>(Shown{std::move(view), std::move(edits)});
      impl_->shown.put(shown);
    }
    const retouch::Preview& preview = shown->view->preview;
    return preview.render(layers(study, shown->edits, strengths, &preview), job);
  });
}

Result<Photo> Retouch::render(const std::vector<std::vector<float>>& strengths, const Job& job) const {
  return guarded([&]() -> Result<Photo> {
    CNT_CHECK(check_strengths(*impl_, strengths));
    return retouch::compose(*impl_->study->photo, *impl_->study->space,
                            layers(*impl_->study, impl_->proposal.edits, strengths), job);
  });
}

Result<Retouch::Done> Retouch::govern(const Policy& policy, const Roundtrip& roundtrip, const Job& job) const {
  return guarded([&]() -> Result<Done> {
    CNT_TRY(inner, checked(roundtrip));
    CNT_TRY(done, govern::govern(*impl_->study, impl_->proposal, policy, inner, job));
    return Done{public_verdict(std::move(done.verdict)), done.attempt, done.improved};
  });
}

}  // namespace countenance

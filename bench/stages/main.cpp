// SPDX-License-Identifier: Apache-2.0
// One benchmark a stage of `retouch` and `measure`, in their order, on one portrait (a file named first, else the 22 MP
// portrait of the tests), with the whole path of the Retouch dial. Each checks its answer: a quick wrong result is an error,
// not a time. "CPU ms/MP" is of an operator, by the megapixels of the face's canvas.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <string>

#include "base/blur.h"
#include "drift/align.h"
#include "drift/measures.h"
#include "govern/candidate.h"
#include "govern/estimator.h"
#include "govern/governor.h"
#include "govern/solve.h"
#include "io/file.h"
#include "retouch/compose.h"
#include "retouch/even_light.h"
#include "support/must.h"
#include "support/support.h"

namespace {

using namespace countenance;
using test::must;

const govern::Wishes kWish = govern::retouch_path(1);

/// Everything a stage needs of those before it.
struct Bench {
  explicit Bench(const std::filesystem::path& file)
      : path(file),
        networks(must(face::Networks::load({}))),
        topology(std::make_shared<const face::Topology>(must(face::load_topology({})))),
        source(must(io::load(path))),
        policy(must(drift::load_policy("natural"))),
        study(must(govern::study(std::make_shared<const Photo>(source.photo), networks, topology))),
        face(first(*study)),
        proposal(must(govern::propose(*study, kWish))),
        candidates(face, edits()),
        verdict(must(govern::solve(*study, proposal, policy))) {
    rendered = render();
    encoded = must(io::encode(rendered, source, source.format)).bytes;
    found = must(io::decode(encoded, "the result"));
    view = must(drift::make_view(*face.reference, found.view(),
                                 must(colour::Space::open(found.icc, found.view().colours())),
                                 must(drift::align(*face.reference, study->photo->view(), *study->space, found.view(),
                                                   must(colour::Space::open(found.icc, found.view().colours())), {})),
                                 {}));
  }
  static const govern::FaceStudy& first(const govern::Study& s) {
    for (const auto& f : s.faces)
      if (f.face.usable()) return f;
    throw std::runtime_error("no usable face");
  }
  [[nodiscard]] std::size_t index() const { return std::size_t(&face - study->faces.data()); }
  [[nodiscard]] const std::vector<retouch::Edit>& edits() const { return proposal.edits[index()]; }
  [[nodiscard]] std::vector<retouch::Layer> layers() const {
    return {{retouch::sum(edits(), verdict.strengths[index()], face.canvas.size()), face.canvas.roi}};
  }
  [[nodiscard]] Photo render() const { return must(retouch::compose(*study->photo, *study->space, layers())); }
  [[nodiscard]] Size shown(int longest) const {
    const Size s = study->photo->size;
    const float k = std::min(1.f, float(longest) / float(std::max(s.width, s.height)));
    return {int(float(s.width) * k), int(float(s.height) * k)};
  }

  std::filesystem::path path;
  std::shared_ptr<const face::Networks> networks;
  std::shared_ptr<const face::Topology> topology;
  io::Loaded source;
  drift::Policy policy;
  std::shared_ptr<const govern::Study> study;
  const govern::FaceStudy& face;
  govern::Proposal proposal;
  govern::Candidates candidates;
  govern::Verdict verdict;
  Photo rendered, found;
  std::vector<std::uint8_t> encoded;
  drift::EditedView view;
};

bool same(const retouch::Edit& a, const retouch::Edit& b) {
  return a.delta.count() == b.delta.count() &&
         std::equal(a.delta.data(), a.delta.data() + a.delta.count(), b.delta.data());
}

/// `stage` says whether its answer is right.
template <class F>
void add(const char* name, F stage) {
  benchmark::RegisterBenchmark(name,
                               [stage](benchmark::State& state) {
                                 for (auto _ : state)
                                   if (!stage()) {
                                     state.SkipWithError("a wrong answer");
                                     break;
                                   }
                               })
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

/// The edits of one dial, as they are proposed: they are the same every time. What it found stands beside it.
template <class F>
void add_operator(const Bench& b, const std::string& name, F make) {
  benchmark::RegisterBenchmark(("operator/" + name).c_str(),
                               [&b, make](benchmark::State& state) {
                                 const retouch::Edit want = make();
                                 const std::clock_t begun = std::clock();
                                 for (auto _ : state)
                                   if (!same(make(), want)) {
                                     state.SkipWithError("a wrong answer");
                                     break;
                                   }
                                 const double ms = 1e3 * double(std::clock() - begun) / CLOCKS_PER_SEC;
                                 state.counters["CPU ms/MP"] =
                                     ms / double(state.iterations()) / (1e-6 * double(b.face.canvas.size().area()));
                                 state.SetLabel(want.note);
                               })
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

/// Each operator at half its dial's highest; the one that needs a second face as if there were one in other light.
void add_operators(const Bench& b) {
  const auto& f = b.face;
  for (const govern::Dial& dial : govern::kDials) {
    if (dial.value == &govern::Wishes::even_light) continue;
    govern::Wishes wishes;
    wishes.*dial.value = dial.high / 2;
    add_operator(b, dial.name, [&b, wishes] { return must(govern::propose(*b.study, wishes)).edits[b.index()].at(0); });
  }
  add_operator(b, "even-light", [&] { return retouch::even_light(f.canvas, f.lighting, f.lighting.range / 2); });
}

bool near(float a, float b, float by) { return std::abs(a - b) <= by; }

void add_stages(const Bench& b) {
  using namespace drift;
  const PhotoView photo = b.study->photo->view();
  const colour::Space& space = *b.study->space;
  const auto& f = b.face;
  const auto strengths = b.verdict.strengths[b.index()];
  const auto measure_one = [&b, strengths](const Effort& effort) {
    const auto report = b.candidates.measure(strengths, b.policy, {}, effort);
    return report.measured && report.within;
  };

  add("load/networks", [] { return bool(face::Networks::load({})); });
  add("load/photo", [&b] { return must(io::load(b.path)).photo.bytes == b.source.photo.bytes; });
  add("study/find", [&, photo] {
    const auto faces = must(b.networks->find(photo, space, face::Gates{}, {}));
    return faces.size() == b.study->faces.size() && near(faces[b.index()].iod, f.face.iod, 1e-3f);
  });
  add("study/canvas",
      [&, photo] { return must(skin::make_canvas(photo, space, f.face, b.study->person)).size() == f.canvas.size(); });
  add("study/skin", [&] { return near(skin::find_skin(f.canvas).coverage, f.skin.coverage, 1e-6f); });
  add("study/spots", [&] { return skin::find_spots(f.canvas).marks.size() == f.spots.marks.size(); });
  add("study/lighting",
      [&] { return near(retouch::fit_lighting(f.canvas, f.skin, *b.topology).range, f.lighting.range, 1e-6f); });
  add("study/reference", [&, photo] {
    return near(must(make_reference(b.networks, b.topology, photo, space, f.face, b.study->person))->ita,
                f.reference->ita, 1e-4f);
  });
  add("study/whole", [&] {
    return must(govern::study(b.study->photo, b.networks, b.topology))->faces.size() == b.study->faces.size();
  });
  add_operators(b);
  add("propose/whole",
      [&] { return must(govern::propose(*b.study, kWish)).edits[b.index()].size() == b.edits().size(); });
  add("solve/candidates", [&] { return govern::Candidates(f, b.edits()).count() == int(b.edits().size()); });
  add("solve/view", [&b, strengths] { return b.candidates.view(strengths).linear.size() == frame_size(); });
  add("solve/cheap", [measure_one] { return measure_one({false, false}); });
  add("solve/full", [measure_one] { return measure_one({}); });
  add("solve/face",
      [&b, strengths] { return must(govern::solve_face(b.candidates, b.policy, {}, {})).strengths == strengths; });
  add("write/render", [&b] { return b.render().bytes == b.rendered.bytes; });
  add("write/encode", [&b] { return must(io::encode(b.rendered, b.source, b.source.format)).bytes == b.encoded; });
  add("write/decode", [&b] { return must(io::decode(b.encoded, "the result")).bytes == b.found.bytes; });

  add("measure/align", [&, photo] {
    return must(align(*f.reference, photo, space, b.found.view(), space, {})).isApprox(identity(), 1e-2f);
  });
  add("measure/view", [&] {
    return must(make_view(*f.reference, b.found.view(), space, identity(), {})).linear.size() == frame_size();
  });
  add("measure/scene", [&] { return fit_scene(*f.reference, b.view).change < 1; });
  const auto scene = std::make_shared<const SceneFit>(fit_scene(*f.reference, b.view));
  const auto motion = std::make_shared<const Motion>(find_motion(*f.reference, b.view, *scene));
  add("measure/motion", [&, scene] { return !find_motion(*f.reference, b.view, *scene).flow.shift.empty(); });
  const auto shape = [&](const char* name, auto take) {
    add(name, [&, take, motion] { return take(*f.reference, *motion).status == Status::measured; });
  };
  shape("measure/geometry", geometry);
  shape("measure/expression", expression);
  add("measure/symmetry",
      [&, scene, motion] { return symmetry(*f.reference, b.view, *scene, *motion).status == Status::measured; });
  add("measure/hair",
      [&, scene, motion] { return hair(*f.reference, b.view, *scene, *motion).status == Status::measured; });
  const auto one = [&](const char* name, auto take) {
    add(name, [&, take, scene] { return take(*f.reference, b.view, *scene).status == Status::measured; });
  };
  one("measure/recognition", recognition);
  one("measure/texture", texture);
  one("measure/marks", marks);
  one("measure/tone", tone);
  one("measure/light", light);
  one("measure/eyes", eyes);
  one("measure/lines", lines);
  add("measure/whole", [&b] { return must(govern::measure(*b.study, b.found, b.policy)).within; });

  const Size shown = b.shown(1600);
  const auto preview = std::make_shared<const retouch::Preview>(
      must(retouch::Preview::open(photo, space, {0, 0, photo.size.width, photo.size.height}, shown)));
  // as a slider moves: the deltas are averaged to the preview's grid once
  const auto edits = std::make_shared<std::vector<retouch::Edit>>();
  for (const auto& edit : b.edits()) {
    edits->push_back(edit);
    edits->back().delta = resize(whole(edit, f.canvas.size()), preview->fitted(f.canvas.roi, f.canvas.size()));
    edits->back().part = {};
    crop(edits->back());
  }
  const auto want = std::make_shared<const Image8>(must(preview->render(b.layers())));
  add("slider/pixels", [&, edits, preview, want, strengths] {
    const std::vector<retouch::Layer> layers{
        {retouch::sum(*edits, strengths, preview->fitted(f.canvas.roi, f.canvas.size())), f.canvas.roi}};
    const Image8 shown = must(preview->render(layers));
    int most = 0;
    for (std::size_t i = 0; i < shown.count(); ++i)
      most = std::max(most, std::abs(int(shown.data()[i]) - int(want->data()[i])));
    return most <= 1;
  });
  add("slider/exact", [measure_one] { return measure_one({}); });
  const auto estimator =
      std::make_shared<const govern::Estimator>(must(govern::Estimator::make(*b.study, b.proposal, b.policy)));
  add("slider/learn", [&b] { return bool(govern::Estimator::make(*b.study, b.proposal, b.policy)); });
  add("slider/estimated",
      [&b, estimator] { return near(estimator->estimate(b.verdict.strengths).drift, b.verdict.report.drift, 0.25f); });
}

}  // namespace

int main(int argc, char** argv) try {
  benchmark::Initialize(&argc, argv);
  const Bench bench(argc > 1 ? std::filesystem::path(argv[1]) : test::registry("thumbor_henner_22mp.jpg"));
  add_stages(bench);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "bench_stages: {}\n", e.what());
  return 2;
}

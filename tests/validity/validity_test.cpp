// SPDX-License-Identifier: Apache-2.0
// A slice of bench_validity, small enough to run each time: does `natural` still flag what alters a person, and let pass
// what does not? Each portrait is taken in one way, at one size, and given every edit of the two levels that are judged.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>
#include <mutex>
#include <tuple>

#include "base/parallel.h"
#include "drift/measures.h"
#include "io/file.h"
#include "support/must.h"
#include "support/support.h"
#include "validity/pair.h"
#include "validity/report.h"

namespace countenance::test {
namespace {

struct Taken {
  const char* portrait;
  const char* condition;
  float iod;  ///< px; 0: its own
};
constexpr Taken kPublic[] = {{"obama3.jpg", "studio", 0},
                             {"biden.jpg", "busy", 100},
                             {"thumbor_woman.jpg", "wedding", 100},
                             {"thumbor_henner_22mp.jpg", "newsroom", 150}};
constexpr Taken kCalibration[] = {{"london/062_neutral.jpg", "phone", 128}, {"london/140_neutral.jpg", "studio", 100}};

/// When they were set the slice had 8 of 156 permitted edits flagged (half a stop of fill on 3 of 6, four healed spots on
/// 3 of 6) and 3 of 138 clear ones passed.
constexpr double kMostPermittedFlagged = 0.08, kMostClearPassed = 0.05;
/// A metric that says nothing flags nothing.
constexpr double kMostUnsaid = 0.08;

struct Count {
  int of = 0, wrong = 0;
  [[nodiscard]] double share() const { return of ? double(wrong) / of : 1; }
};

struct Portrait {
  Taken taken;
  std::filesystem::path path;
};

validity::Document studio_of(const Portrait& portrait, const validity::Networks& networks) {
  const auto head = validity::head_of(must(io::load(portrait.path)).photo, networks, portrait.taken.iod);
  auto document = head ? validity::make_document(*head, networks) : std::nullopt;
  if (!document) throw std::runtime_error(portrait.path.string() + ": no usable face of this size");
  return *document;
}

/// `other` is who the morphs go towards.
std::vector<validity::Row> rows_of(const Portrait& portrait, const Portrait& other,
                                   const validity::Networks& networks) {
  const Taken& taken = portrait.taken;
  validity::Random camera(validity::hash(taken.portrait));
  const auto document = validity::make_document(validity::taken(studio_of(portrait, networks), taken.condition, camera),
                                                networks, govern::Purpose::retouch);
  if (!document) throw std::runtime_error(portrait.path.string() + ": no usable face left once it was taken");
  const validity::Document their = studio_of(other, networks);
  std::vector<validity::Row> rows;
  for (const auto* edits : {&validity::permitted_edits(), &validity::altering_edits()})
    for (const auto& edit : *edits) {
      if (edit.level != validity::Level::permitted && edit.level != validity::Level::clear) continue;
      validity::Random random(validity::hash(std::string(taken.portrait) + "|" + edit.name));
      const validity::Row of{taken.portrait, "", "", "", taken.condition, int(taken.iod)};
      if (auto row = validity::measured(of, edit, {*document, &their, random}, networks))
        rows.push_back(std::move(*row));
    }
  return rows;
}

TEST(Validity, FlagsWhatAltersAndLetsPassWhatDoesNot) {
  std::vector<Portrait> all;
  for (const Taken& t : kPublic) all.push_back({t, registry(t.portrait)});
  for (const Taken& t : kCalibration) {
    if (const auto path = calibration(t.portrait))
      all.push_back({t, *path});
    else
      std::cout << "not there, left out: " << t.portrait << "\n";
  }
  const validity::Networks networks = validity::load_networks();
  std::vector<std::vector<validity::Row>> rows(all.size());
  for_items(int(all.size()), [&](int i) {
    rows[std::size_t(i)] = rows_of(all[std::size_t(i)], all[std::size_t(i + 1) % all.size()], networks);
  });
  const drift::Policy natural = must(drift::load_policy("natural"));
  Count permitted, clear, unsaid;
  for (const auto& of : rows)
    for (const auto& row : of) {
      const auto face = row.judged(natural);
      const bool may = row.level == validity::Level::permitted, wrong = may ? face.outside : face.within;
      Count& count = may ? permitted : clear;
      ++count.of, count.wrong += wrong;
      ++unsaid.of, unsaid.wrong += !face.outside && !face.within;
      if (wrong)
        fmt::print("{}, {}: {} {}, {} {:.2f} of its limit\n", row.picture, row.condition, row.edit,
                   may ? "flagged" : "passed", face.limiting, face.drift);
    }
  fmt::print("permitted edits flagged: {} of {}; clear edits passed: {} of {}; neither flagged nor passed: {} of {}\n",
             permitted.wrong, permitted.of, clear.wrong, clear.of, unsaid.wrong, unsaid.of);
  EXPECT_GT(permitted.of, 80) << "hardly anything was measured";
  EXPECT_GT(clear.of, 50);
  EXPECT_LE(permitted.share(), kMostPermittedFlagged);
  EXPECT_LE(clear.share(), kMostClearPassed);
  EXPECT_LE(unsaid.share(), kMostUnsaid);
}

/// Whatever was said of a mole that the picture does not show is chance.
TEST(ValidityReport, AMarkThatIsNotResolvedIsNeitherCaughtNorPassed) {
  const drift::Policy natural = must(drift::load_policy("natural"));
  for (const float lost : {0.f, 1.f})
    for (const auto& [iod, resolution, resolved] :
         {std::tuple{64.f, 1.f, false}, {150.f, 1.f, true}, {150.f, 0.5f, false}}) {
      validity::Row row{"a.jpg",  "a",        "light", "?",   "studio",
                        int(iod), "mole 2 %", "mole",  0.02f, validity::Level::clear};
      row.iod = iod, row.resolution = resolution;
      for (const auto& floor : drift::components()) {
        const std::string name = floor.component, measure = name.substr(0, name.find('.'));
        if (row.readings.empty() || row.readings.back().measure != measure)
          row.readings.emplace_back().measure = measure;
        row.readings.back().components.push_back(
            {.name = name.substr(measure.size() + 1), .unit = floor.unit, .value = name == "marks.lost" ? lost : 0.f});
      }
      const auto line = validity::summarise({row}, natural).edits.at(0);
      EXPECT_EQ(line.unresolved, resolved ? 0 : 1) << iod;
      EXPECT_EQ(line.flagged.value, resolved && lost > 0 ? 1 : 0) << iod;
      EXPECT_EQ(line.passed(), resolved && lost == 0 ? 1 : 0) << iod;
      EXPECT_EQ(line.unsaid, 0) << iod;
    }
}

}  // namespace
}  // namespace countenance::test

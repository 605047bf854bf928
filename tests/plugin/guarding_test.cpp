// SPDX-License-Identifier: GPL-3.0-or-later
// What another tool made of a portrait, guarded and written.
#include "guarding.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "change.h"
#include "common.h"
#include "guard_words.h"
#include "note.h"

namespace countenance::plugin {
namespace {

TEST(Guarding, WhatIsInsideIsLeftAlone) {
  FakeHost host(lightened(person(), 3));
  const GuardDone done = must(guard_drawable(studio(), host, person(), {}));
  EXPECT_TRUE(done.guarded.nothing);
  EXPECT_FALSE(done.written);
  EXPECT_EQ(done.words.find("Nothing had to be taken back."), 0u) << done.words;
  EXPECT_TRUE(host.written.empty());
}

TEST(Guarding, WhatMovedThePersonIsTakenBack) {
  const Photo edited = smoothed(person());
  FakeHost host(edited);
  const GuardDone done = must(guard_drawable(studio(), host, person(), {}));
  ASSERT_TRUE(done.written) << done.words;
  EXPECT_GT(done.guarded.before.drift, 1);
  EXPECT_EQ(done.guarded.verified, "host");
  EXPECT_GT(host.settled, 0);
  for (const std::string& line : taken_back(done.guarded)) EXPECT_NE(done.words.find(line), std::string::npos) << line;
  EXPECT_NE(done.words.find("kin, pores"), std::string::npos) << done.words;

  ASSERT_EQ(host.written.size(), 1u);
  const Photo shown = flattened(edited, host.written[0]);
  EXPECT_NE(shown.bytes, edited.bytes);
  const Report report = must(must(studio().original(person(), {})).measure(shown, must(load_policy("natural"))));
  EXPECT_TRUE(report.within);
  EXPECT_EQ(report.drift, done.guarded.report.drift) << "what is seen is what was measured";

  FakeHost again(shown);
  EXPECT_TRUE(must(guard_drawable(studio(), again, person(), {})).guarded.nothing);
}

TEST(Guarding, IsVerifiedInTheHostsOwnPrecision) {
  FakeHost host(smoothed(person()));
  host.precision = [](Photo& photo) {
    for (std::uint8_t& v : photo.bytes) v &= 0xfe;
  };
  const GuardDone done = must(guard_drawable(studio(), host, person(), {}));
  Photo shown = flattened(smoothed(person()), host.written.at(0));
  host.precision(shown);
  EXPECT_EQ(must(must(studio().original(person(), {})).measure(shown, must(load_policy("natural")))).drift,
            done.guarded.report.drift);
}

TEST(Guarding, FailsAsTheHostDoes) {
  FakeHost host(smoothed(person()));
  host.full = true;
  fails(guard_drawable(studio(), host, person(), {}), Code::cannot_write, "no more layers");
}

TEST(Guarding, RefusesAsTheLimitsDo) {
  FakeHost host(lightened(person(), 3));
  fails(guard_drawable(studio(), host, person(), {.preset = "document"}), Code::refused, "document");
  EXPECT_TRUE(host.written.empty());
}

TEST(Guarding, RefusesAnotherPicture) {
  FakeHost host(test::load_photo(test::registry("biden.jpg")));
  fails(guard_drawable(studio(), host, person(), {}), Code::not_measurable, "not this photograph");
  EXPECT_TRUE(host.written.empty());
}

TEST(Guarding, EndsWhenItIsCancelled) {
  FakeHost host(lightened(person(), 3));
  host.cancel_at = 3;
  fails(guard_drawable(studio(), host, person(), {}), Code::cancelled, "cancelled");
  EXPECT_TRUE(host.written.empty());
}

TEST(Guarding, WhatCannotBeToldIsNoPass) {
  Guarded small;
  small.report.policy = "natural";
  small.unverifiable = {"face 1: texture.pores"};
  FaceReport face;
  face.note = "it is too small to tell";
  small.report.faces = {face};
  fails(check_inside(small), Code::not_measurable, "face 1");
  small.report.within = true;
  EXPECT_TRUE(check_inside(small));
}

/// A strip of it is taken back.
TEST(Guarding, TheLayerShowsTheResultAndItsNoteWhatItIs) {
  const Photo edited = lightened(person(), 12);
  Guarding guarding{{}, must(load_policy("natural")), edited};
  const Rect strip{40, 50, 30, 20};
  for (int y = strip.y; y < strip.bottom(); ++y)
    std::copy_n(person().view().row(y) + 3 * strip.x, 3 * strip.width, guarding.result.row(y) + 3 * strip.x);
  guarding.guarded.verified = "host";
  guarding.guarded.before.drift = 1.5f;
  guarding.guarded.report.drift = 0.5f;
  guarding.guarded.report.faces = {{.iod_px = 200}};

  const Output output = output_of(guarding, person(), edited, 7, -3, {.preset = "press"});
  EXPECT_FALSE(output.in_place);
  EXPECT_EQ(output.name, "Countenance Guard");
  EXPECT_EQ(output.area, (Rect{strip.x - 4, strip.y - 4, strip.width + 8, strip.height + 8})) << "2 % of 200 px around";
  EXPECT_EQ(output.x, 7 + output.area.x);
  EXPECT_EQ(output.y, -3 + output.area.y);
  EXPECT_EQ(flattened(edited, output).bytes, guarding.result.bytes);
  const auto note = nlohmann::json::parse(output.note);
  EXPECT_EQ(note.at("schema"), "countenance.guard-note/1");
  EXPECT_EQ(note.at("original"), content_hash(person()));
  EXPECT_EQ(note.at("settings").at("preset"), "press");
  EXPECT_EQ(note.at("policy").at("name"), "natural");
  EXPECT_EQ(note.at("guard").at("verified"), "host");
  EXPECT_EQ(note.at("guard").at("before").at("drift"), 1.5);
  EXPECT_EQ(note.at("guard").at("after").at("drift"), 0.5);

  guarding.result = edited;
  EXPECT_TRUE(output_of(guarding, person(), edited, 0, 0, {}).area.empty());
  guarding.result = {};
  EXPECT_TRUE(output_of(guarding, person(), edited, 0, 0, {}).area.empty());
}

TEST(Guarding, IsNoStartOfARetouchAndNoOriginal) {
  const Note note{{}, content_hash(person())};
  const std::string guards = to_json(note, must(load_policy("natural")), Guarded{}),
                    retouchs = to_json(note, must(load_policy("natural")), Verdict{});
  FakeHost host(person());
  host.layers[0].note = guards;
  fails(Session::open(studio(), host), Code::bad_input, "not guarded");

  EXPECT_TRUE(check_first(person(), ""));
  EXPECT_TRUE(check_first(person(), retouchs)) << "undone, with the note still there";
  fails(check_first(lightened(person(), 1), retouchs), Code::bad_input, "a retouch itself");
  fails(check_first(person(), guards), Code::bad_input, "a retouch itself");
}

}  // namespace
}  // namespace countenance::plugin

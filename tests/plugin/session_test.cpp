// SPDX-License-Identifier: GPL-3.0-or-later
// The flow from reading to writing, on a real portrait.
#include <fmt/format.h>
#include <cmath>
#include <cstring>

#include "change.h"
#include "common.h"
#include "note.h"

namespace countenance::plugin {
namespace {

const Portrait& portrait() {
  static const Portrait studied = must(Portrait::study(must(Engine::open()), person()));
  return studied;
}

/// What the core alone makes of the same pixels.
Photo governed(const Request& request) {
  Photo last, kept;
  const Roundtrip same{
      [&](Photo p) -> Result<Photo> { return last = std::move(p); }, {}, "host", [&] { kept = std::move(last); }};
  const Retouch retouch = must(Retouch::propose(portrait(), request));
  must(retouch.govern(must(load_policy("natural")), same));
  return kept;
}

/// In another layout: what a host of 32-bit float holds.
Photo as_floats(const Photo& photo) {
  Photo out{photo.size, photo.channels, Sample::f32, false, {}, photo.icc};
  out.bytes.resize(photo.bytes.size() * sizeof(float));
  for (std::size_t i = 0; i < photo.bytes.size(); ++i) {
    const float v = float(photo.bytes[i]) / 255;
    std::memcpy(out.bytes.data() + i * sizeof v, &v, sizeof v);
  }
  return out;
}
void to_8_bit(Photo& floats) {
  for (std::size_t i = 0; i + sizeof(float) <= floats.bytes.size(); i += sizeof(float)) {
    float v = 0;
    std::memcpy(&v, &floats.bytes[i], sizeof v);
    v = std::round(v * 255) / 255;
    std::memcpy(&floats.bytes[i], &v, sizeof v);
  }
}

/// Of one height and layout.
Photo beside(const Photo& left, const Photo& right) {
  Photo out = left;
  out.size.width += right.size.width;
  out.bytes.clear();
  for (int y = 0; y < out.size.height; ++y)
    for (const Photo* photo : {&left, &right})
      out.bytes.insert(out.bytes.end(), photo->view().row(y), photo->view().row(y) + photo->stride());
  return out;
}

TEST(Finish, WritesWhatTheGovernorGivesAndNothingElse) {
  FakeHost host(person());
  host.layers[0].x = 30;
  host.layers[0].y = -7;
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  const auto done = must(session.finish());
  ASSERT_TRUE(done.written) << done.words;
  ASSERT_EQ(host.written.size(), 1u);
  const Output& output = host.written[0];
  EXPECT_FALSE(output.in_place);
  const Photo expected = governed(even_and_fill().wishes);
  EXPECT_EQ(output.pixels.bytes, part(expected, output.area).bytes);
  EXPECT_EQ(flattened(person(), output).bytes, expected.bytes) << "the mask must be 1 wherever a pixel is retouched";
  EXPECT_EQ(output.x, 30 + output.area.x);
  EXPECT_EQ(output.y, -7 + output.area.y);
  EXPECT_LT(output.area.size().area(), person().size.area());

  EXPECT_EQ(done.verdict.verified, "host");
  EXPECT_EQ(output.name, fmt::format("Countenance: {:.2f} of limit", done.verdict.report.drift));
  EXPECT_TRUE(done.verdict.report.within);
  const Note note = must(note_of(output.note));
  EXPECT_EQ(note.original, content_hash(person()));
  EXPECT_EQ(to_json(note.settings), to_json(even_and_fill()));
  for (const char* member : {"\"texture\"", "\"limits\"", "natural", "\"grants\""})
    EXPECT_NE(output.note.find(member), std::string::npos) << member;
}

TEST(Finish, InPlaceLeavesTheRestBitForBit) {
  FakeHost host(person());
  Settings settings = even_and_fill();
  settings.output = kInPlace;
  Session session = must(Session::open(studio(), host));
  must(session.set(settings));
  ASSERT_TRUE(must(session.finish()).written);
  EXPECT_TRUE(host.written.at(0).in_place);
  EXPECT_EQ(host.layers.size(), 1u);
  EXPECT_EQ(host.layers[0].photo.bytes, governed(settings.wishes).bytes);
}

TEST(Finish, KeepsToTheSelection) {
  FakeHost host(person());
  host.selected = Image8(person().size);
  const Rect face = portrait().faces().front().box;
  const int middle = face.x + face.width / 2;
  for (int y = 0; y < person().size.height; ++y)
    for (int x = middle; x < person().size.width; ++x) host.selected.at(x, y) = 255;
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  ASSERT_TRUE(must(session.finish()).written);
  const Photo shown = flattened(person(), host.written.at(0));
  int changed = 0;
  for (int y = 0; y < person().size.height; ++y)
    for (int x = 0; x < person().size.width; ++x) {
      const bool same = std::memcmp(shown.view().row(y) + 3 * x, person().view().row(y) + 3 * x, 3) == 0;
      ASSERT_TRUE(same || x >= middle) << x << " " << y;
      changed += !same;
    }
  EXPECT_GT(changed, 1000);
  EXPECT_TRUE(must(portrait().measure(shown, must(load_policy("natural")))).within);
}

TEST(Finish, IsVerifiedInTheHostsOwnPrecision) {
  FakeHost host(as_floats(person()));
  host.precision = to_8_bit;
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  const auto done = must(session.finish());
  ASSERT_TRUE(done.written);
  EXPECT_GT(host.settled, 0);
  Photo shown = flattened(as_floats(person()), host.written.at(0));
  to_8_bit(shown);
  const Portrait original = must(studio().study(as_floats(person()), content_hash(as_floats(person())), {}));
  EXPECT_EQ(must(original.measure(shown, must(load_policy("natural")))).drift, done.verdict.report.drift);
}

TEST(Finish, WithNothingWishedWritesNothing) {
  FakeHost host(person());
  Settings none = even_and_fill();
  none.wishes = {};
  Session session = must(Session::open(studio(), host));
  must(session.set(none));
  const auto done = must(session.finish());
  EXPECT_FALSE(done.written);
  EXPECT_NE(done.words.find("Nothing was changed"), std::string::npos) << done.words;
  EXPECT_TRUE(host.written.empty());
}

TEST(Finish, FailsAsTheHostDoes) {
  FakeHost host(person());
  host.full = true;
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  fails(session.finish(), Code::cannot_write, "no more layers");
}

/// From the first call of progress to the last.
TEST(Cancel, AnywhereLeavesTheImageAlone) {
  FakeHost whole(person());
  Studio apart;
  {
    Session session = must(Session::open(apart, whole));
    must(session.set(even_and_fill()));
    must(session.finish());
  }
  ASSERT_GT(whole.calls, 10);
  for (const int at : {1, whole.calls / 3, whole.calls * 2 / 3, whole.calls}) {
    FakeHost host(person());
    host.cancel_at = at;
    Studio fresh;
    const auto run = [&]() -> Result<Session::Done> {
      CNT_TRY(session, Session::open(fresh, host));
      CNT_CHECK(session.set(even_and_fill()));
      return session.finish();
    };
    fails(run(), Code::cancelled, "cancelled");
    EXPECT_TRUE(host.written.empty()) << at << " of " << whole.calls;
    EXPECT_EQ(host.layers.size(), 1u);
    EXPECT_EQ(host.layers[0].photo.bytes, person().bytes);
  }
}

TEST(Open, KnowsAPictureAgainByItsContent) {
  Studio fresh;
  FakeHost first(person()), second(person());
  must(Session::open(fresh, first));
  ASSERT_FALSE(first.stages.empty());
  must(Session::open(fresh, second));
  EXPECT_TRUE(second.stages.empty()) << "studied again: " << second.stages[0];
  FakeHost altered(person());
  altered.layers[0].photo.bytes[0] ^= 1;
  must(Session::open(fresh, altered));
  EXPECT_FALSE(altered.stages.empty()) << "another picture";
}

TEST(Content, IsPixelsLayoutAndProfile) {
  const Photo photo{{2, 1}, 3, Sample::u8, false, {1, 2, 3, 4, 5, 6}, {7}};
  const std::string hash = content_hash(photo);
  EXPECT_EQ(hash, content_hash(photo));
  Photo other = photo;
  other.bytes[5] = 0;
  EXPECT_NE(hash, content_hash(other));
  other = photo;
  other.icc[0] = 8;
  EXPECT_NE(hash, content_hash(other));
  other = photo;
  other.size = {1, 2};
  EXPECT_NE(hash, content_hash(other));
  other = photo;
  other.linear = true;
  EXPECT_NE(hash, content_hash(other));
}

TEST(Open, SaysWhatIsWrong) {
  FakeHost dot(Photo{{1, 1}, 4, Sample::u8, false, {200, 150, 120, 255}, {}});
  fails(Session::open(studio(), dot), Code::not_measurable, "no face");
  FakeHost grey(Photo{{300, 200}, 1, Sample::u8, false, std::vector<std::uint8_t>(60000, 128), {}});
  fails(Session::open(studio(), grey), Code::not_measurable, "no face");
  FakeHost unselected(person());
  unselected.selected = Image8(person().size);
  fails(Session::open(studio(), unselected), Code::not_measurable, "selection");
  Studio without("/nonexistent");
  FakeHost host(person());
  fails(Session::open(without, host), Code::models, "/nonexistent");
}

TEST(Set, RefusedSettingsLeaveThoseThatWere) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  Settings document = even_and_fill();
  document.preset = "document";
  fails(session.set(document), Code::refused, "passports");
  Settings another = even_and_fill();
  another.face = 7;
  fails(session.set(another), Code::bad_input, "no face 7");
  EXPECT_EQ(to_json(session.settings()), to_json(even_and_fill()));
  EXPECT_TRUE(host.written.empty());
}

/// Of one dial the response is learnt at what is wished, and exact there.
TEST(Gauges, AreEstimatedAtOnceAndThenExact) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  Settings settings = even_and_fill();
  settings.wishes = {.even = 0.5f};
  must(session.set(settings));
  EXPECT_FALSE(session.estimate()) << "nothing is learnt yet";
  must(session.learn());
  const auto estimated = session.estimate();
  ASSERT_TRUE(estimated);
  EXPECT_FALSE(estimated->exact);
  ASSERT_EQ(estimated->faces.size(), 1u);
  EXPECT_EQ(estimated->faces[0].gauges.size(), 11u);
  const Standing exact = must(session.solve());
  EXPECT_TRUE(exact.exact && exact.within) << exact.sentence;
  ASSERT_EQ(exact.grants.size(), 1u);
  ASSERT_EQ(exact.grants[0].granted, 0.5f);
  EXPECT_NEAR(estimated->faces[0].drift, exact.faces[0].drift, 1e-4);

  float before = 0;
  for (const float wish : {0.1f, 0.3f, 0.5f, 0.9f}) {
    settings.wishes.even = wish;
    must(session.set(settings));
    const auto moved = session.estimate();
    ASSERT_TRUE(moved) << wish;
    EXPECT_GT(moved->faces[0].drift, before);
    before = moved->faces[0].drift;
  }
  settings.wishes.teeth = 0.5f;
  must(session.set(settings));
  EXPECT_FALSE(session.estimate()) << "another dial is not known";
  settings.wishes = {.even = 0.5f};
  settings.limits = "press";
  must(session.set(settings));
  EXPECT_FALSE(session.estimate()) << "nor are other limits";
}

/// A dial is known from nothing to twice what was wished, and a turned key only as it was.
TEST(Gauges, AreEstimatedAsFarAsWasLearnt) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  Settings settings = even_and_fill();
  settings.wishes = {.fill = 0.2f, .key = 0.2f, .key_turn = 10};
  must(session.set(settings));
  must(session.learn());
  const auto known = [&](const Wishes& wishes) {
    settings.wishes = wishes;
    must(session.set(settings));
    return session.estimate().has_value();
  };
  EXPECT_TRUE(known({.fill = 0.4f, .key = 0.2f, .key_turn = 10}));
  EXPECT_TRUE(known({.key = 0.2f, .key_turn = 10}));
  EXPECT_FALSE(known({.fill = 0.5f, .key = 0.2f, .key_turn = 10}));
  EXPECT_FALSE(known({.fill = 0.2f, .key = 0.1f, .key_turn = 10}));
  EXPECT_FALSE(known({.fill = 0.2f, .key = 0.2f, .key_turn = 20}));
}

/// The dials of one face leave the other alone.
TEST(Faces, OneAloneIsRetouched) {
  FakeHost host(beside(person(), person()));
  auto session = Session::open(studio(), host);
  ASSERT_TRUE(session) << session.error().message;
  std::vector<int> usable;
  const auto faces = session->faces();
  for (std::size_t f = 0; f < faces.size(); ++f)
    if (faces[f].unusable.empty()) usable.push_back(int(f));
  ASSERT_GE(usable.size(), 2u);
  Settings settings = even_and_fill();
  settings.face = usable[1] + 1;
  must(session->set(settings));
  const Standing standing = must(session->solve());
  ASSERT_FALSE(standing.grants.empty());
  for (const Grant& grant : standing.grants) EXPECT_EQ(grant.face, usable[1]);
  EXPECT_EQ(standing.faces.at(std::size_t(usable[0])).drift, 0);
  must(session->learn());
  EXPECT_TRUE(session->estimate());
}

TEST(Gauges, AreExactOfTheWholeWish) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  must(session.set(even_and_fill()));
  const Standing wished = must(session.gauge()), solved = must(session.solve());
  EXPECT_TRUE(wished.exact && wished.within) << wished.sentence;
  ASSERT_TRUE(solved.within);
  for (const Grant& grant : solved.grants) ASSERT_EQ(grant.granted, grant.wished) << "then both are of the same";
  EXPECT_NEAR(wished.faces.at(0).drift, solved.faces.at(0).drift, 0.02);

  Settings much = even_and_fill();
  much.wishes = {.even = 1, .fill = 2, .exposure = 1};
  must(session.set(much));
  EXPECT_FALSE(must(session.gauge()).within);
  EXPECT_TRUE(must(session.solve()).within) << "it is held back";
}

TEST(Preview, ShowsTheRetouchOrTheOriginal) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  const Rect face = intersect(session.faces().front().box, {0, 0, session.size().width, session.size().height});
  const Size size{face.width / 2, face.height / 2};
  fails(session.preview(face, size), Code::bad_input, "set()");
  must(session.set(even_and_fill()));
  const Image8 after = must(session.preview(face, size)), before = must(session.preview(face, size, false));
  std::size_t moved = 0;
  for (std::size_t i = 0; i < after.count(); ++i) moved += before.data()[i] != after.data()[i];
  EXPECT_GT(moved, size.area() / 20);
  must(session.set(Settings{.dials = kOwn, .wishes = {}}));
  const Image8 none = must(session.preview(face, size));
  EXPECT_TRUE(std::equal(none.data(), none.data() + none.count(), before.data()));
}

TEST(Preview, ShowsWhatWasFoundAndWhereDriftIs) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  EXPECT_EQ(std::max(must(session.overlay(200)).width(), must(session.overlay(200)).height()), 200);
  must(session.set(even_and_fill()));
  fails(session.heatmap(200), Code::bad_input, "solve()");
  must(session.solve());
  EXPECT_EQ(must(session.heatmap(200)).size(), must(session.overlay(200)).size());
}

TEST(Reach, IsWhereALimitBinds) {
  FakeHost host(person());
  Session session = must(Session::open(studio(), host));
  Settings settings = even_and_fill();
  settings.wishes = {.fill = 0.4f};
  must(session.set(settings));
  EXPECT_TRUE(session.reach().empty()) << "nothing is learnt yet";
  must(session.learn());
  const auto reach = session.reach();
  ASSERT_EQ(reach.size(), 1u);
  EXPECT_EQ(reach[0].dial, "fill");
  EXPECT_GE(reach[0].most, 0.4f);
  EXPECT_LT(reach[0].most, 0.8f) << "no further than was learnt";
  ASSERT_TRUE(reach[0].held);
  const auto holds = [&](float fill) {
    settings.wishes.fill = fill;
    must(session.set(settings));
    return session.estimate()->within;
  };
  EXPECT_TRUE(holds(reach[0].most - 0.01f));
  EXPECT_FALSE(holds(reach[0].most + 0.01f));
}

TEST(Maps, SayWhereARetouchActs) {
  FakeHost host(person());
  const Rect face = portrait().faces().front().box;
  const int middle = face.x + face.width / 2;
  Image8& right = host.painted["right"] = Image8(person().size);
  Image8& nothing = host.painted["nothing"] = Image8(person().size);
  for (int y = 0; y < person().size.height; ++y) {
    std::fill_n(right.row(y) + middle, person().size.width - middle, std::uint8_t{255});
    std::fill_n(nothing.row(y), person().size.width, std::uint8_t{0});
  }
  const auto sides = [&](Settings settings) {
    host.written.clear();
    Session session = must(Session::open(studio(), host));
    must(session.set(settings));
    EXPECT_TRUE(must(session.finish()).written);
    const Photo shown = flattened(person(), host.written.at(0));
    std::pair<int, int> changed;
    for (int y = 0; y < person().size.height; ++y)
      for (int x = 0; x < person().size.width; ++x)
        if (std::memcmp(shown.view().row(y) + 3 * x, person().view().row(y) + 3 * x, 3) != 0)
          ++(x < middle ? changed.first : changed.second);
    host.layers.resize(1);
    host.chosen = 0;
    return changed;
  };
  Settings painted = even_and_fill(), protected_ = even_and_fill();
  painted.paint = protected_.protect = "right";
  const auto [left_of_painted, right_of_painted] = sides(painted);
  EXPECT_EQ(left_of_painted, 0);
  EXPECT_GT(right_of_painted, 1000);
  const auto [left_of_protected, right_of_protected] = sides(protected_);
  EXPECT_GT(left_of_protected, 1000);
  EXPECT_EQ(right_of_protected, 0);

  Session session = must(Session::open(studio(), host));
  painted.paint = "nothing";
  fails(session.set(painted), Code::bad_input, "nothing is left to retouch");
  painted.paint = "gone";
  fails(session.set(painted), Code::bad_input, "gone");
}

}  // namespace
}  // namespace countenance::plugin

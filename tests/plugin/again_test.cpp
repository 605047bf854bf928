// SPDX-License-Identifier: GPL-3.0-or-later
// A layer that was retouched is retouched again from its original, and held against that.
#include "common.h"
#include "note.h"

namespace countenance::plugin {
namespace {

void retouch(FakeHost& host, const Settings& settings) {
  Session session = must(Session::open(studio(), host));
  must(session.set(settings));
  ASSERT_TRUE(must(session.finish()).written);
}

TEST(Again, TheSameSettingsGiveTheSameRetouch) {
  FakeHost host(person());
  retouch(host, even_and_fill());
  ASSERT_EQ(host.chosen, 1u) << "the new layer";
  Session again = must(Session::open(studio(), host));
  EXPECT_EQ(to_json(again.settings()), to_json(even_and_fill())) << "as they were";
  must(again.finish());
  ASSERT_EQ(host.written.size(), 2u);
  EXPECT_EQ(host.written[1].pixels.bytes, host.written[0].pixels.bytes) << "not retouched twice";
  EXPECT_EQ(host.written[1].note, host.written[0].note);
}

TEST(Again, DriftIsOfTheOriginal) {
  FakeHost host(person());
  Settings little = even_and_fill();
  little.wishes.even = 0.1f;
  retouch(host, little);
  Session again = must(Session::open(studio(), host));
  Settings more = even_and_fill();
  more.output = kInPlace;
  must(again.set(more));
  const auto done = must(again.finish());
  ASSERT_TRUE(done.written);
  const Output& output = host.written.at(1);
  EXPECT_FALSE(output.in_place) << "the chosen layer is no original";
  EXPECT_NE(done.words.find("layer of its own"), std::string::npos) << done.words;
  const Portrait original = must(studio().study(person(), content_hash(person()), {}));
  const Photo shown = flattened(person(), output);
  EXPECT_EQ(must(original.measure(shown, must(load_policy("natural")))).drift, done.verdict.report.drift);
}

TEST(Again, AnOriginalThatIsGoneIsAnError) {
  FakeHost layers(person());
  retouch(layers, even_and_fill());
  layers.layers[0].photo.bytes[0] ^= 1;
  fails(Session::open(studio(), layers), Code::not_measurable, "original");

  FakeHost in_place(person());
  Settings settings = even_and_fill();
  settings.output = kInPlace;
  retouch(in_place, settings);
  fails(Session::open(studio(), in_place), Code::not_measurable, "original");
  in_place.layers[0].photo = person();  // undone by hand, with the note still there
  EXPECT_TRUE(Session::open(studio(), in_place));
}

TEST(Again, ANoteThatCannotBeReadIsAnError) {
  for (const char* wrong :
       {"{", "[]", R"({"schema": "countenance.note/9"})", R"({"schema": "countenance.note/1", "settings": {}})",
        R"({"schema": "countenance.note/1", "original": "00", "settings": {"schema": 1}})"}) {
    FakeHost host(person());
    host.layers[0].note = wrong;
    fails(Session::open(studio(), host), Code::bad_input, "earlier retouch");
  }
}

}  // namespace
}  // namespace countenance::plugin

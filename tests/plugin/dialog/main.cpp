// SPDX-License-Identifier: GPL-3.0-or-later
// dialog_gtk2, dialog_gtk3 PROCEDURE PORTRAIT LOG: a dialog over a host without an editor. PORTRAIT is a file, or a
// name that test::registry() knows. Each state it shows is a line of JSON in LOG; the last line says what came of it.
// COUNTENANCE_DIALOG_WRITES: "slowly", or "not at first". COUNTENANCE_DIALOG_SMOOTHS: what is guarded is the
// portrait with a plastic skin; else a little lighter.
#include <gtk/gtk.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "dialog.h"
#include "edits.h"
#include "fake_host.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::plugin {
namespace {

using nlohmann::ordered_json;

const char* name_of(Desk::Stage stage) {
  switch (stage) {
    case Desk::Stage::opening:
      return "opening";
    case Desk::Stage::ready:
      return "ready";
    case Desk::Stage::finishing:
      return "finishing";
    case Desk::Stage::done:
      return "done";
    case Desk::Stage::failed:
      return "failed";
  }
  return "";
}

ordered_json json_of(const Desk::State& state) {
  ordered_json out{{"stage", name_of(state.stage)},
                   {"settings", ordered_json::parse(to_json(state.settings))},
                   {"before", bool(state.before)},
                   {"after", bool(state.after)},
                   {"masks", bool(state.masks)},
                   {"drift-map", bool(state.drift)},
                   {"working", state.working},
                   {"stale", state.stale},
                   {"problem", state.problem ? state.problem->message : ""},
                   {"notice", state.notice}};
  if (state.after)
    out["area"] = {state.after->area.x, state.after->area.y, state.after->area.width, state.after->area.height};
  for (const Reach& reach : state.reach) out["reach"][reach.dial] = reach.most;
  if (!state.standing) return out;
  out["taken-back"] = state.standing->taken_back;
  out["exact"] = state.standing->exact;
  out["within"] = state.standing->within;
  out["sentence"] = state.standing->sentence;
  for (const Grant& grant : state.standing->grants)
    out["grants"].push_back({grant.dial, grant.wished, grant.granted, grant.note});
  for (const FaceGauges& face : state.standing->faces)
    for (const Gauge& gauge : face.gauges) out["gauges"][gauge.title] = gauge.share;
  return out;
}

/// What another tool might make of it.
Photo lighter(Photo photo) {
  for (std::uint8_t& v : photo.bytes) v = std::uint8_t(std::min(255, v + v / 12));
  return photo;
}

/// What an editor would offer as originals: the photo itself, and another one.
class FakeOriginals : public Originals {
 public:
  explicit FakeOriginals(Photo photo) : photo_(std::move(photo)), edited_(lighter(photo_)) {}
  std::vector<std::string> layers() override { return {"Background", "Gone"}; }
  Result<Pair> with_layer(int number) override {
    CNT_TRY(original, layer(number));
    return Pair{original, edited_};
  }
  Result<Pair> with_file(const std::string& file) override { return Pair{test::load_photo(file), edited_}; }
  Result<Photo> layer(int number) override {
    if (number != 0) return fail(Code::bad_input, "the layer 'Gone' is not in the image any more");
    return photo_;
  }
  Result<Photo> file(const std::string& file) override { return test::load_photo(file); }

 private:
  Photo photo_, edited_;
};

/// Says when it is asked to write.
class WritingHost : public FakeHost {
 public:
  WritingHost(Photo photo, std::string how, std::function<void()> asked)
      : FakeHost(std::move(photo)), how_(std::move(how)), asked_(std::move(asked)) {}
  Result<> write(const Output& output) override {
    asked_();
    if (how_ == "slowly") std::this_thread::sleep_for(std::chrono::seconds(2));
    full = how_ == "not at first" && ++tries_ == 1;
    return FakeHost::write(output);
  }

 private:
  std::string how_;
  std::function<void()> asked_;
  int tries_ = 0;
};

Photo portrait(const std::string& name) {
  return test::load_photo(name.find('/') == std::string::npos ? test::registry(name) : std::filesystem::path(name));
}

int run(const Procedure& procedure, Photo photo, const char* log_file) {
  std::ofstream log(log_file);
  const auto start = std::chrono::steady_clock::now();
  const auto write = [&](ordered_json line) {
    line["ms"] =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    log << line.dump() << std::endl;
  };
  GtkWidget* dialog = gtk_dialog_new();
  gtk_window_set_title(GTK_WINDOW(dialog), procedure.title);
  const Frame frame{dialog, [] {}, [&](const Desk::State& state) { write(json_of(state)); }};
  Studio studio;
  if (procedure.task == Procedure::Task::measure) {
    FakeOriginals originals(std::move(photo));
    const Settings used = run_measure_dialog(procedure, studio, originals, procedure.settings, frame);
    write({{"closed", true}, {"settings", ordered_json::parse(to_json(used))}});
    return 0;
  }
  const char* how = std::getenv("COUNTENANCE_DIALOG_WRITES");
  if (procedure.task == Procedure::Task::guard) {
    const bool smooths = std::getenv("COUNTENANCE_DIALOG_SMOOTHS") != nullptr;
    const Rect face = smooths ? test::must(studio.original(photo, {})).faces().front().box : Rect();
    WritingHost host(smooths ? smoothed(photo, face) : lighter(photo), how ? how : "", [] {});
    FakeOriginals originals(std::move(photo));
    const auto used = run_guard_dialog(procedure, studio, host, originals, procedure.settings, frame);
    ordered_json last{{"written", host.written.size()}, {"error", used ? "" : used.error().message}};
    if (!host.written.empty()) last["note"] = ordered_json::parse(host.written.back().note);
    write(last);
    return 0;
  }
  WritingHost host(std::move(photo), how ? how : "", [&] { write({{"stage", "writing"}}); });
  host.painted["Painted"] = Image8(host.layers[0].photo.size, 1, 255);
  const auto outcome = run_retouch_dialog(procedure, studio, host, procedure.settings, frame);
  ordered_json last{{"written", host.written.size()}, {"error", outcome ? "" : outcome.error().message}};
  if (outcome) last["words"] = outcome->done.words;
  if (!host.written.empty()) last["note"] = ordered_json::parse(host.written.back().note);
  write(last);
  return 0;
}

}  // namespace

int run_named(const char* name, const char* portrait_file, const char* log_file) {
  const Procedure* procedure = find_procedure(name);
  if (!procedure) throw std::runtime_error("there is no such procedure");
  return run(*procedure, portrait(portrait_file), log_file);
}

}  // namespace countenance::plugin

int main(int argc, char** argv) try {
  gtk_init(&argc, &argv);
  if (argc != 4) throw std::runtime_error("PROCEDURE PORTRAIT LOG");
  return countenance::plugin::run_named(argv[1], argv[2], argv[3]);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
  return 1;
}

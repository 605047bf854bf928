// SPDX-License-Identifier: GPL-3.0-or-later
#include "tasks.h"

#include <fmt/format.h>
#include <libgimp/gimpui.h>

#include "advice.h"
#include "gimp_originals.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += fmt::format("{} '{}'", out.empty() ? ":" : ",", name);
  return out;
}

Result<> check_one(const Original& original) {
  if ((original.layer == kNone) != original.file.empty()) return {};
  return fail(Code::bad_input, "say what the original is: a layer as original, or else a file as original-file");
}

}  // namespace

std::string described(const Parameter& p) {
  const std::string help = _(p.help);
  switch (p.kind) {
    case Kind::real:
    case Kind::whole:
      return help + fmt::format(" [{:g}, {:g}]{}{}", p.low, p.high, *p.unit ? " " : "", p.unit);
    case Kind::choice: {
      std::vector<std::string> names;
      for (const Choice& choice : p.choices) names.emplace_back(choice.name);
      return help + listed(names);
    }
    case Kind::policy:
      return help + listed(builtin_policies()) + _(", or a policy file");
    case Kind::map:
      return help;
  }
  return help;
}

const char* described_file(const Procedure& procedure) {
  return procedure.task == Procedure::Task::measure ? _("the file that is the original, as large as the image")
                                                    : _("the file that is the original");
}

bool has_original(const Procedure& procedure) { return procedure.task != Procedure::Task::retouch; }

bool has_dialog(const Procedure& procedure, GimpRunMode mode) {
  return mode == GIMP_RUN_INTERACTIVE || (has_original(procedure) && mode != GIMP_RUN_NONINTERACTIVE);
}

Frame framed(GtkWidget* dialog, std::function<void()> help) {
  gimp_window_set_transient(GTK_WINDOW(dialog));
  return {dialog, std::move(help)};
}

Result<Session::Done> without_dialog(Host& host, const Settings& settings) {
  Studio studio;
  CNT_TRY(session, Session::open(studio, host));
  CNT_CHECK(session.set(settings));
  return session.finish();
}

Result<Session::Done> by_hand(const Procedure& procedure, Host& host, const Settings& start, const Frame& frame,
                              const std::function<void(const Settings&)>& keep) {
  Studio studio;
  CNT_TRY(outcome, run_retouch_dialog(procedure, studio, host, start, frame));
  keep(outcome.settings);
  return std::move(outcome.done);
}

Result<Comparison> compare_with(const Original& original, gint32 image, const Settings& settings) {
  CNT_CHECK(check_one(original));
  GimpOriginals originals(image);
  CNT_TRY(pair, original.file.empty() ? originals.with(original.layer) : originals.with_file(original.file));
  Studio studio;
  GimpHost host(image, kNone);
  const Job job{[&](double share, std::string_view words) { return host.progress(share, words); }};
  return compare(studio, std::move(pair.original), pair.edited, settings, job);
}

Result<GuardDone> guard_with(const Original& original, Host& host, gint32 image, gint32 drawable,
                             const Settings& settings) {
  CNT_CHECK(check_one(original));
  CNT_CHECK(check_layer(image, drawable));
  GimpOriginals originals(image, drawable);
  CNT_TRY(photo, original.file.empty() ? originals.alone(original.layer) : originals.file(original.file));
  Studio studio;
  return guard_drawable(studio, host, std::move(photo), settings);
}

std::string line_of(const Error& error, GimpRunMode mode) {
  if (mode == GIMP_RUN_NONINTERACTIVE) return error.message;
  const Advice advice = advice_on(error);
  return advice.remedy.empty() ? advice.what : advice.what + " " + advice.remedy;
}

}  // namespace countenance::plugin

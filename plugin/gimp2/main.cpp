// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in of GIMP 2.10: what GIMP calls, and what it is answered.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <array>
#include <exception>

#include "arguments.h"
#include "comparison.h"
#include "dialog.h"
#include "gimp_host.h"
#include "gimp_originals.h"
#include "language.h"
#include "session.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

/// What a procedure gives back. GIMP reads it after run() has ended.
class Answer {
 public:
  void status(GimpPDBStatusType status) { add(GIMP_PDB_STATUS).d_status = status; }
  void drawable(gint32 drawable) { add(GIMP_PDB_DRAWABLE).d_drawable = drawable; }
  void number(double number) { add(GIMP_PDB_FLOAT).d_float = number; }
  void whole(gint32 number) { add(GIMP_PDB_INT32).d_int32 = number; }
  void text(std::string text) {
    text_ = std::move(text);
    add(GIMP_PDB_STRING).d_string = text_.data();
  }
  void give(gint* count, GimpParam** values) {
    *count = count_;
    *values = values_.data();
  }

 private:
  GimpParamData& add(GimpPDBArgType type) {
    values_[std::size_t(count_)].type = type;
    return values_[std::size_t(count_++)].data;
  }
  std::array<GimpParam, 4> values_{};
  gint count_ = 0;
  std::string text_;
};

struct Call {
  const Procedure& procedure;
  Arguments arguments;
  Answer& answer;
};

/// An empty dialog of GIMP's.
Frame frame_of(const Call& call) {
  gimp_ui_init("countenance", FALSE);
  const char* id = call.procedure.name;
  return {
      gimp_dialog_new(_(call.procedure.title), id, nullptr, GtkDialogFlags(0), gimp_standard_help_func, id, nullptr),
      {}};
}

Result<Session::Done> without_dialog(Host& host, const Settings& settings) {
  Studio studio;
  CNT_TRY(session, Session::open(studio, host));
  CNT_CHECK(session.set(settings));
  return session.finish();
}

Result<Session::Done> by_hand(const Call& call, Host& host) {
  Studio studio;
  CNT_TRY(outcome, run_retouch_dialog(call.procedure, studio, host, last_settings(call.procedure), frame_of(call)));
  keep_settings(call.procedure, outcome.settings);
  return std::move(outcome.done);
}

Result<> retouch(const Call& call) {
  const Arguments& given = call.arguments;
  GimpHost host(given.image, given.drawable);
  const bool by_script = given.mode == GIMP_RUN_NONINTERACTIVE;
  CNT_TRY(done, given.mode == GIMP_RUN_INTERACTIVE
                    ? by_hand(call, host)
                    : without_dialog(host, by_script ? given.settings : last_settings(call.procedure)));
  call.answer.status(GIMP_PDB_SUCCESS);
  call.answer.drawable(host.result());
  call.answer.text(done.words);
  return {};
}

Result<Comparison> compare_named(const Call& call) {
  const Arguments& given = call.arguments;
  if ((given.original == kNone) == given.file.empty())
    return fail(Code::bad_input, "say what the original is: a layer as original, or else a file as original-file");
  GimpOriginals originals(given.image);
  CNT_TRY(pair, given.file.empty() ? originals.with(given.original) : originals.with_file(given.file));
  Studio studio;
  GimpHost host(given.image, given.drawable);
  const Job job{[&](double share, std::string_view words) { return host.progress(share, words); }};
  return compare(studio, std::move(pair.original), pair.edited, given.settings, job);
}

Result<> measure(const Call& call) {
  if (call.arguments.mode == GIMP_RUN_NONINTERACTIVE) {
    CNT_TRY(comparison, compare_named(call));
    call.answer.status(GIMP_PDB_SUCCESS);
    call.answer.text(comparison.to_json());
    call.answer.number(comparison.report.drift);
    call.answer.whole(comparison.report.within);
    return {};
  }
  Studio studio;
  GimpOriginals originals(call.arguments.image);
  keep_settings(call.procedure,
                run_measure_dialog(call.procedure, studio, originals, last_settings(call.procedure), frame_of(call)));
  call.answer.status(GIMP_PDB_SUCCESS);
  call.answer.text("");
  call.answer.number(0);
  call.answer.whole(FALSE);
  return {};
}

Result<> run(const Procedure& procedure, int count, const GimpParam* given, Answer& answer) {
  try {
    CNT_TRY(arguments, arguments_of(procedure, count, given));
    gegl_init(nullptr, nullptr);
    const bool dialog = arguments.mode == GIMP_RUN_INTERACTIVE;  // which shows how far it is itself
    if (!dialog) gimp_progress_init(_(procedure.title));
    const Call call{procedure, std::move(arguments), answer};
    CNT_CHECK(procedure.task == Procedure::Task::measure ? measure(call) : retouch(call));
    if (!dialog) gimp_progress_end();
    if (call.arguments.mode != GIMP_RUN_NONINTERACTIVE) gimp_displays_flush();
    return {};
  } catch (const std::exception& e) {
    return fail(Code::internal, e.what());
  }
}

void query() {
  gimp_plugin_domain_register(kDomain, locale_folder().c_str());  // GIMP translates what install() says by itself
  for (const Procedure& procedure : procedures()) install(procedure);
}

void run(const gchar* name, gint count, const GimpParam* given, gint* answers, GimpParam** values) {
  static Answer answer;
  use_translations();
  const Procedure* procedure = find_procedure(name);
  const Result<> done = procedure ? run(*procedure, count, given, answer)
                                  : Result<>(fail(Code::bad_input, std::string("no such procedure: ") + name));
  if (!done) {
    answer = {};
    const Code code = done.error().code;
    answer.status(code == Code::cancelled ? GIMP_PDB_CANCEL : GIMP_PDB_EXECUTION_ERROR);
    answer.text(done.error().message);
  }
  answer.give(answers, values);
}

}  // namespace
}  // namespace countenance::plugin

extern "C" const GimpPlugInInfo PLUG_IN_INFO = {nullptr, nullptr, countenance::plugin::query, countenance::plugin::run};
MAIN()

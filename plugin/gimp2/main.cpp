// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in of GIMP 2.10: what GIMP calls, and what it is answered.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <array>
#include <exception>
#include <list>
#include <optional>

#include "arguments.h"
#include "gimp_originals.h"
#include "language.h"
#include "tasks.h"
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
    texts_.push_back(std::move(text));
    add(GIMP_PDB_STRING).d_string = texts_.back().data();
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
  std::list<std::string> texts_;
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
  return framed(
      gimp_dialog_new(_(call.procedure.title), id, nullptr, GtkDialogFlags(0), gimp_standard_help_func, id, nullptr),
      {});
}

Result<> retouch(const Call& call) {
  const Arguments& given = call.arguments;
  GimpHost host(given.image, given.drawable);
  const Procedure& procedure = call.procedure;
  const Settings settings = given.mode == GIMP_RUN_NONINTERACTIVE ? given.settings : last_settings(procedure);
  const auto keep = [&](const Settings& used) { keep_settings(procedure, used); };
  CNT_TRY(done, has_dialog(procedure, given.mode) ? by_hand(procedure, host, settings, frame_of(call), keep)
                                                  : without_dialog(host, settings));
  call.answer.status(GIMP_PDB_SUCCESS);
  call.answer.drawable(host.result());
  call.answer.text(done.words);
  return {};
}

Result<> measure(const Call& call) {
  if (call.arguments.mode == GIMP_RUN_NONINTERACTIVE) {
    const Arguments& given = call.arguments;
    CNT_TRY(comparison, compare_with({given.original, given.file}, given.image, given.settings));
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

Result<> guard(const Call& call) {
  const Arguments& given = call.arguments;
  GimpHost host(given.image, given.drawable);
  std::optional<GuardDone> done;  // by a script
  if (has_dialog(call.procedure, given.mode)) {
    Studio studio;
    GimpOriginals originals(given.image, given.drawable);
    CNT_TRY(used,
            run_guard_dialog(call.procedure, studio, host, originals, last_settings(call.procedure), frame_of(call)));
    keep_settings(call.procedure, used);
  } else {
    CNT_TRY(made, guard_with({given.original, given.file}, host, given.image, given.drawable, given.settings));
    done = std::move(made);
  }
  call.answer.status(GIMP_PDB_SUCCESS);
  call.answer.drawable(host.result());
  call.answer.text(done ? done->words : "");
  call.answer.text(done ? govern::to_json(done->guarded) : "");
  return {};
}

Result<> act(const Call& call) {
  switch (call.procedure.task) {
    case Procedure::Task::retouch:
      return retouch(call);
    case Procedure::Task::measure:
      return measure(call);
    case Procedure::Task::guard:
      return guard(call);
  }
  return {};
}

Result<> run(const Procedure& procedure, int count, const GimpParam* given, Answer& answer) {
  try {
    CNT_TRY(arguments, arguments_of(procedure, count, given));
    gegl_init(nullptr, nullptr);
    const bool dialog = has_dialog(procedure, arguments.mode);
    if (!dialog) gimp_progress_init(_(procedure.title));
    const Call call{procedure, std::move(arguments), answer};
    CNT_CHECK(act(call));
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
    const bool told = count > 0 && given[0].type == GIMP_PDB_INT32;
    answer.text(line_of(done.error(), told ? GimpRunMode(given[0].data.d_int32) : GIMP_RUN_NONINTERACTIVE));
  }
  answer.give(answers, values);
}

}  // namespace
}  // namespace countenance::plugin

extern "C" const GimpPlugInInfo PLUG_IN_INFO = {nullptr, nullptr, countenance::plugin::query, countenance::plugin::run};
MAIN()

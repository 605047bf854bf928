// SPDX-License-Identifier: GPL-3.0-or-later
// The plug-in of GIMP 3: what GIMP calls, and what it is answered.
#include <libgimp/gimpui.h>

#include <exception>
#include <optional>

#include "arguments.h"
#include "gimp_originals.h"
#include "language.h"
#include "tasks.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

struct Call {
  GimpProcedure* gimp;
  const Procedure& procedure;
  GimpRunMode mode;
  gint32 image, drawable;  // −1: not just one is chosen
  GimpProcedureConfig* config;
};

GimpValueArray* success(const Call& call) {
  return gimp_procedure_new_return_values(call.gimp, GIMP_PDB_SUCCESS, nullptr);
}

/// An empty dialog of GIMP's. Its own Help button would stand outside of ours.
Frame frame_of(const Call& call) {
  gimp_ui_init("countenance");
  const char* id = call.procedure.name;
  return framed(gimp_dialog_new(_(call.procedure.title), id, nullptr, GtkDialogFlags(0), nullptr, id, nullptr),
                [id] { gimp_standard_help_func(id, nullptr); });
}

Result<GimpValueArray*> retouch(const Call& call) {
  if (call.drawable == kNone) return fail(Code::bad_input, "choose one layer: just one is retouched at a time");
  CNT_TRY(settings, settings_of(call.config, call.procedure));
  if (call.mode == GIMP_RUN_NONINTERACTIVE) CNT_CHECK(check_script(settings));
  GimpHost host(call.image, call.drawable);
  const auto keep_it = [&](const Settings& used) { keep(call.config, call.procedure, used); };
  CNT_TRY(done, has_dialog(call.procedure, call.mode) ? by_hand(call.procedure, host, settings, frame_of(call), keep_it)
                                                      : without_dialog(host, settings));
  GimpValueArray* values = success(call);
  GIMP_VALUES_SET_DRAWABLE(values, 1, number::drawable(host.result()));
  GIMP_VALUES_SET_STRING(values, 2, done.words.c_str());
  return values;
}

Original original_of(GimpProcedureConfig* config) {
  GimpDrawable* layer = nullptr;
  GFile* file = nullptr;
  g_object_get(config, "original", &layer, "original-file", &file, nullptr);
  Original out{number::of(layer), file ? take(g_file_get_path(file)) : ""};
  g_clear_object(&layer);
  g_clear_object(&file);
  return out;
}

Result<GimpValueArray*> measure(const Call& call) {
  CNT_TRY(settings, settings_of(call.config, call.procedure));
  if (has_dialog(call.procedure, call.mode)) {
    Studio studio;
    GimpOriginals originals(call.image);
    keep(call.config, call.procedure, run_measure_dialog(call.procedure, studio, originals, settings, frame_of(call)));
    return success(call);
  }
  CNT_TRY(comparison, compare_with(original_of(call.config), call.image, settings));
  GimpValueArray* values = success(call);
  GIMP_VALUES_SET_STRING(values, 1, comparison.to_json().c_str());
  GIMP_VALUES_SET_DOUBLE(values, 2, double(comparison.report.drift));
  GIMP_VALUES_SET_BOOLEAN(values, 3, comparison.report.within);
  return values;
}

Result<GimpValueArray*> guard(const Call& call) {
  if (call.drawable == kNone) return fail(Code::bad_input, "choose one layer: just one is guarded at a time");
  CNT_TRY(settings, settings_of(call.config, call.procedure));
  GimpHost host(call.image, call.drawable);
  std::optional<GuardDone> done;  // by a script
  if (has_dialog(call.procedure, call.mode)) {
    Studio studio;
    GimpOriginals originals(call.image, call.drawable);
    CNT_TRY(used, run_guard_dialog(call.procedure, studio, host, originals, settings, frame_of(call)));
    keep(call.config, call.procedure, used);
  } else {
    CNT_TRY(made, guard_with(original_of(call.config), host, call.image, call.drawable, settings));
    done = std::move(made);
  }
  GimpValueArray* values = success(call);
  GIMP_VALUES_SET_DRAWABLE(values, 1, number::drawable(host.result()));
  GIMP_VALUES_SET_STRING(values, 2, done ? done->words.c_str() : "");
  GIMP_VALUES_SET_STRING(values, 3, done ? govern::to_json(done->guarded).c_str() : "");
  return values;
}

Result<GimpValueArray*> act(const Call& call) {
  switch (call.procedure.task) {
    case Procedure::Task::retouch:
      return retouch(call);
    case Procedure::Task::measure:
      return measure(call);
    case Procedure::Task::guard:
      return guard(call);
  }
  return success(call);
}

Result<GimpValueArray*> run(const Call& call) {
  try {
    gegl_init(nullptr, nullptr);
    const bool dialog = has_dialog(call.procedure, call.mode);
    if (!dialog) gimp_progress_init(_(call.procedure.title));
    auto values = act(call);
    if (!dialog) gimp_progress_end();
    if (call.mode != GIMP_RUN_NONINTERACTIVE) gimp_displays_flush();
    return values;
  } catch (const std::exception& e) {
    return fail(Code::internal, e.what());
  }
}

GimpValueArray* run(GimpProcedure* gimp, GimpRunMode mode, GimpImage* image, GimpDrawable** drawables,
                    GimpProcedureConfig* config, gpointer procedure) {
  const bool one = gimp_core_object_array_get_length(reinterpret_cast<GObject**>(drawables)) == 1;
  const auto values = run({gimp, *static_cast<const Procedure*>(procedure), mode, gimp_image_get_id(image),
                           one ? number::of(*drawables) : kNone, config});
  if (values) return *values;
  if (values.error().code == Code::cancelled) return gimp_procedure_new_return_values(gimp, GIMP_PDB_CANCEL, nullptr);
  return gimp_procedure_new_return_values(
      gimp, GIMP_PDB_EXECUTION_ERROR,
      g_error_new_literal(GIMP_PLUG_IN_ERROR, int(values.error().code), line_of(values.error(), mode).c_str()));
}

GList* names(GimpPlugIn*) {
  GList* all = nullptr;
  for (const Procedure& procedure : procedures()) all = g_list_append(all, g_strdup(procedure.name));
  return all;
}

GimpProcedure* make(GimpPlugIn* plug_in, const gchar* name) {
  const Procedure* procedure = find_procedure(name);
  if (!procedure) return nullptr;
  GimpProcedure* gimp = gimp_image_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run,
                                                 const_cast<Procedure*>(procedure), nullptr);
  describe(gimp, *procedure);
  return gimp;
}

/// Catalogues are not looked for where GIMP would.
gboolean own_words(GimpPlugIn*, const gchar*, gchar**, gchar**) { return FALSE; }

}  // namespace
}  // namespace countenance::plugin

struct CountenancePlugIn {
  GimpPlugIn parent_instance;
};
struct CountenancePlugInClass {
  GimpPlugInClass parent_class;
};
G_DEFINE_TYPE(CountenancePlugIn, countenance_plug_in, GIMP_TYPE_PLUG_IN)

static void countenance_plug_in_class_init(CountenancePlugInClass* type) {
  GimpPlugInClass* plug_in = GIMP_PLUG_IN_CLASS(type);
  plug_in->query_procedures = countenance::plugin::names;
  plug_in->create_procedure = countenance::plugin::make;
  plug_in->set_i18n = countenance::plugin::own_words;
}
static void countenance_plug_in_init(CountenancePlugIn*) { countenance::plugin::use_translations(); }

GIMP_MAIN(countenance_plug_in_get_type())

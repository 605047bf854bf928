// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <fmt/format.h>

#include "beside.h"
#include "tasks.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kIcon = 16;  // px, of a menu

GimpChoice* choice_of(const Parameter& p) {
  GimpChoice* out = gimp_choice_new();
  int id = 0;
  for (const Choice& choice : p.choices) gimp_choice_add(out, choice.name, id++, _(choice.title), nullptr);
  return out;
}

void add(GimpProcedure* gimp, const Parameter& p, const Value& value) {
  const std::string help = described(p);
  const auto number = [&] { return std::get<float>(value); };
  const auto text = [&] { return std::get<std::string>(value).c_str(); };
  switch (p.kind) {
    case Kind::real:
      gimp_procedure_add_double_argument(gimp, p.name, _(p.title), help.c_str(), p.low, p.high, number(),
                                         G_PARAM_READWRITE);
      break;
    case Kind::whole:
      gimp_procedure_add_int_argument(gimp, p.name, _(p.title), help.c_str(), int(p.low), int(p.high), int(number()),
                                      G_PARAM_READWRITE);
      break;
    case Kind::choice:
      gimp_procedure_add_choice_argument(gimp, p.name, _(p.title), help.c_str(), choice_of(p), text(),
                                         G_PARAM_READWRITE);
      break;
    case Kind::policy:
    case Kind::map:
      gimp_procedure_add_string_argument(gimp, p.name, _(p.title), help.c_str(), text(), G_PARAM_READWRITE);
      break;
  }
}

Value value_of(GimpProcedureConfig* config, const Parameter& p) {
  if (p.kind == Kind::real) {
    double number = 0;
    g_object_get(config, p.name, &number, nullptr);
    return float(number);
  }
  if (p.kind == Kind::whole) {
    int number = 0;
    g_object_get(config, p.name, &number, nullptr);
    return float(number);
  }
  gchar* text = nullptr;
  g_object_get(config, p.name, &text, nullptr);
  std::string out = text ? text : "";
  g_free(text);
  return out;
}

void add_results(GimpProcedure* gimp, Procedure::Task task) {
  if (task == Procedure::Task::measure) {
    gimp_procedure_add_string_return_value(gimp, "report", "Report", "what was measured, as JSON", "",
                                           G_PARAM_READWRITE);
    gimp_procedure_add_double_return_value(gimp, "drift", "Drift", "the largest share of a limit; 1 is the limit", 0,
                                           G_MAXDOUBLE, 0, G_PARAM_READWRITE);
    gimp_procedure_add_boolean_return_value(gimp, "within", "Within", "whether all of it holds", FALSE,
                                            G_PARAM_READWRITE);
    return;
  }
  gimp_procedure_add_drawable_return_value(
      gimp, "layer", "Layer", "the new layer, or the one retouched; the given one where nothing was changed", TRUE,
      G_PARAM_READWRITE);
  gimp_procedure_add_string_return_value(gimp, "words", "Words", "how it stands, in one sentence", "",
                                         G_PARAM_READWRITE);
  if (task == Procedure::Task::guard)
    gimp_procedure_add_string_return_value(gimp, "report", "Report",
                                           "what was taken back, and the measures before and after, as JSON", "",
                                           G_PARAM_READWRITE);
}

}  // namespace

void describe(GimpProcedure* gimp, const Procedure& procedure) {
  const bool measures = procedure.task == Procedure::Task::measure;
  gimp_procedure_set_image_types(gimp, "RGB*, GRAY*");
  gimp_procedure_set_sensitivity_mask(
      gimp, GIMP_PROCEDURE_SENSITIVE_DRAWABLE |
                (measures ? GIMP_PROCEDURE_SENSITIVE_DRAWABLES | GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES : 0));
  gimp_procedure_set_menu_label(gimp, _(procedure.label));
  gimp_procedure_add_menu_path(gimp, kMenu);
  GFile* icon = g_file_new_for_path(icon_of(procedure, kIcon).c_str());
  gimp_procedure_set_icon_file(gimp, icon);
  g_object_unref(icon);
  gimp_procedure_set_documentation(gimp, _(procedure.blurb), _(procedure.help), procedure.name);
  gimp_procedure_set_attribution(gimp, "Countenance", "Countenance", version());
  for (const Parameter* p : procedure.parameters) add(gimp, *p, get(procedure.settings, *p));
  if (has_original(procedure)) {
    gimp_procedure_add_drawable_argument(gimp, "original", _("Original"), _("the layer that is the original"), TRUE,
                                         G_PARAM_READWRITE);
    gimp_procedure_add_file_argument(gimp, "original-file", _("Original file"), described_file(procedure),
                                     GIMP_FILE_CHOOSER_ACTION_OPEN, TRUE, nullptr, G_PARAM_READWRITE);
  }
  add_results(gimp, procedure.task);
}

Result<Settings> settings_of(GimpProcedureConfig* config, const Procedure& procedure) {
  Settings settings = procedure.settings;
  for (const Parameter* p : procedure.parameters) CNT_CHECK(set(settings, *p, value_of(config, *p)));
  return settings;
}

void keep(GimpProcedureConfig* config, const Procedure& procedure, const Settings& settings) {
  for (const Parameter* p : procedure.parameters) {
    const Value value = get(settings, *p);
    if (const auto* text = std::get_if<std::string>(&value))
      g_object_set(config, p->name, text->c_str(), nullptr);
    else if (p->kind == Kind::whole)
      g_object_set(config, p->name, int(std::get<float>(value)), nullptr);
    else
      g_object_set(config, p->name, double(std::get<float>(value)), nullptr);
  }
}

}  // namespace countenance::plugin

/* SPDX-License-Identifier: Apache-2.0
 * The C ABI from C: dials, open, study, propose, solve, preview, learn, estimate, render, govern, measure; then everything that
 * must be refused, and threads. */
#include <countenance_c.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

static int failures = 0;
#define CHECK(what)                                                                    \
  do {                                                                                 \
    if (!(what)) {                                                                     \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #what, cnt_last_error()); \
      ++failures;                                                                      \
    }                                                                                  \
  } while (0)
#define REFUSED(call, named) CHECK((call) == CNT_BAD_INPUT && strstr(cnt_last_error(), named))

static cnt_pixels load(const char* name) {
  char path[4096];
  const char *folder = getenv("COUNTENANCE_TEST_DATA"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (folder)
    snprintf(path, sizeof path, "%s/%s", folder, name);
  else
    snprintf(path, sizeof path, "%s%s/countenance/portraits/%s", cache ? cache : home, cache ? "" : "/.cache", name);
  VipsImage* image = vips_image_new_from_file(path, NULL);
  if (!image) {
    fprintf(stderr, "no %s: run packaging/test\n", path);
    exit(1);
  }
  cnt_pixels p = {.struct_size = sizeof p, .width = image->Xsize, .height = image->Ysize, .channels = image->Bands};
  size_t size = 0;
  p.data = vips_image_write_to_memory(image, &size);
  g_object_unref(image);
  return p;
}

static cnt_pixels empty(int width, int height, int channels, ptrdiff_t padding) {
  cnt_pixels p = {.struct_size = sizeof p, .width = width, .height = height, .channels = channels};
  p.stride = (ptrdiff_t)width * channels + padding;
  p.data = calloc((size_t)height, (size_t)p.stride);
  return p;
}

static int stop(void* user, double fraction, const char* stage) {
  (void)fraction, (void)stage;
  ++*(int*)user;
  return 0;
}

static int calls = 0;
static int accept_as_it_is(void* user, cnt_pixels* pixels) {
  (void)user;
  ++calls;
  return pixels->data != NULL && pixels->struct_size == sizeof *pixels;
}
static int reject(void* user, cnt_pixels* pixels) {
  (void)user, (void)pixels;
  return 0;
}

static void check_job(const cnt_engine* engine, const cnt_pixels* photo) {
  cnt_portrait* none = NULL;
  int heard = 0;
  cnt_job job = {.struct_size = sizeof job, .progress = stop, .user = &heard};
  CHECK(cnt_portrait_study(engine, photo, &job, &none) == CNT_CANCELLED && heard > 0 && none == NULL);
  job.struct_size = sizeof job - 1;
  REFUSED(cnt_portrait_study(engine, photo, &job, &none), "job.struct_size");

  struct {
    cnt_job job;
    long later;
  } newer = {{.struct_size = sizeof newer, .progress = stop, .user = &heard}, 0};
  CHECK(cnt_portrait_study(engine, photo, &newer.job, &none) == CNT_CANCELLED);
  newer.later = 1;
  REFUSED(cnt_portrait_study(engine, photo, &newer.job, &none), "later version");
  newer.later = 0, newer.job.reserved = 1;
  REFUSED(cnt_portrait_study(engine, photo, &newer.job, &none), "later version");
}

/* The table of dials is what cnt_wishes has, in its order, after "retouch". */
static void check_dial_table(void) {
  cnt_dial dial = {.struct_size = sizeof dial};
  const int count = cnt_dial_count();
  CHECK(cnt_dial_at(0, &dial) == CNT_OK && strcmp(dial.name, "retouch") == 0 && dial.low == 0 && dial.high == 1);
  CHECK((size_t)(count - 1) * sizeof(float) == offsetof(cnt_wishes, reserved) - offsetof(cnt_wishes, heal));
  for (int i = 1; i < count; ++i) {
    cnt_wishes wishes = {.struct_size = sizeof wishes};
    CHECK(cnt_dial_at(i, &dial) == CNT_OK && *dial.name && *dial.title && *dial.help && dial.low < dial.high);
    CHECK(cnt_wishes_set(&wishes, dial.name, dial.high) == CNT_OK);
    for (int k = 1; k < count; ++k) CHECK((&wishes.heal)[k - 1] == (k == i ? dial.high : 0));
    REFUSED(cnt_wishes_set(&wishes, dial.name, 2 * dial.high), dial.name);
  }
  REFUSED(cnt_dial_at(-1, &dial), "no such dial");
  REFUSED(cnt_dial_at(count, &dial), "no such dial");
  REFUSED(cnt_dial_at(0, NULL), "NULL");

  cnt_wishes wishes = {.struct_size = sizeof wishes, .cast = 1};
  CHECK(cnt_wishes_set(&wishes, "retouch", 0.5f) == CNT_OK);
  CHECK(wishes.heal == 1 && wishes.under_eye == 0.5f && wishes.fill == 0.3f && wishes.cast == 0);
  CHECK(cnt_wishes_set(&wishes, "under-eye", 0.25f) == CNT_OK && wishes.under_eye == 0.25f && wishes.heal == 1);
  REFUSED(cnt_wishes_set(&wishes, "glamour", 1), "glamour");
  REFUSED(cnt_wishes_set(&wishes, NULL, 1), "NULL");
  REFUSED(cnt_wishes_set(NULL, "even", 1), "NULL");
  CHECK(cnt_policy_wishes("natural", &wishes) == CNT_OK && wishes.heal == 1 && wishes.under_eye == 0.5f);
  CHECK(cnt_policy_wishes("press", &wishes) == CNT_OK && wishes.heal == 0 && wishes.even == 0.2f);
  REFUSED(cnt_policy_wishes("glamour", &wishes), "glamour");
}

/* Every measure of a report has a title, once. */
static void check_measure_table(const char* report) {
  cnt_measure measure = {.struct_size = sizeof measure};
  int found = 0;
  for (int i = 0; i < cnt_measure_count(); ++i) {
    char member[64];
    CHECK(cnt_measure_at(i, &measure) == CNT_OK && *measure.name && *measure.title);
    snprintf(member, sizeof member, "\"%s\": {\n", measure.name);
    found += report && strstr(report, member) != NULL;
  }
  CHECK(found == cnt_measure_count() && found == 11);
  CHECK(cnt_measure_at(2, &measure) == CNT_OK && !strcmp(measure.name, "tone") && !strcmp(measure.title, "Complexion"));
  cnt_measure older = {.struct_size = offsetof(cnt_measure, title), .title = "host's"};
  CHECK(cnt_measure_at(0, &older) == CNT_OK && !strcmp(older.title, "host's"));
  REFUSED(cnt_measure_at(-1, &measure), "no such measure");
  REFUSED(cnt_measure_at(cnt_measure_count(), &measure), "no such measure");
  REFUSED(cnt_measure_at(0, NULL), "NULL");
}

static void check_policies(const cnt_portrait* portrait, cnt_retouch* retouch) {
  char* text = NULL;
  REFUSED(cnt_policies_json(NULL), "NULL");
  CHECK(cnt_policies_json(&text) == CNT_OK && strstr(text, "\"countenance.policies/1\""));
  CHECK(text && strstr(text, "\"name\": \"natural\"") && strstr(text, "\"retouch\": 0.5"));
  CHECK(text && strstr(text, "passports") && strstr(text, "\"locked\": true"));
  cnt_text_free(text), text = NULL;

  /* A preset and whose limits: the preset's wishes, the other's limits, and a refusal by either. */
  cnt_wishes alone = {.struct_size = sizeof alone}, of_two = {.struct_size = sizeof of_two};
  CHECK(cnt_policy_wishes("press", &alone) == CNT_OK && cnt_policy_wishes("press\nnatural", &of_two) == CNT_OK);
  CHECK(memcmp(&alone, &of_two, sizeof alone) == 0);
  CHECK(cnt_retouch_solve(retouch, "press\nnatural", NULL, &text) == CNT_OK);
  CHECK(text && strstr(text, "\"policy\": \"natural\""));
  cnt_text_free(text), text = NULL;
  CHECK(cnt_retouch_solve(retouch, "document\nnatural", NULL, &text) == CNT_REFUSED && text == NULL);
  CHECK(cnt_retouch_solve(retouch, "natural\ndocument", NULL, &text) == CNT_REFUSED && text == NULL);
  REFUSED(cnt_retouch_solve(retouch, "natural\nglamour", NULL, &text), "glamour");
  REFUSED(cnt_retouch_learn(retouch, "natural\n", NULL), "line feed");
  REFUSED(cnt_portrait_measure(portrait, NULL, "glamour\nnatural", NULL, &text), "");
}

/* A program built when cnt_wishes ended with `even`: what lies behind it is not the library's. */
static void check_older(const cnt_portrait* portrait) {
  cnt_wishes older = {.struct_size = offsetof(cnt_wishes, redness), .even = 0.5f, .redness = 99, .reserved = 99};
  cnt_retouch* retouch = NULL;
  CHECK(cnt_retouch_propose(portrait, &older, NULL, &retouch) == CNT_OK);
  cnt_retouch_free(retouch);
  CHECK(cnt_wishes_set(&older, "heal", 1) == CNT_OK && older.heal == 1 && older.redness == 99);
  CHECK(cnt_policy_wishes("natural", &older) == CNT_OK && older.even != 0.5f && older.redness == 99);
  REFUSED(cnt_wishes_set(&older, "redness", 1), "redness");
}

static void check_pixels(const cnt_engine* engine, const cnt_pixels* photo) {
  cnt_portrait* none = NULL;
  cnt_pixels p = *photo;
  p.struct_size = 8;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "pixels.struct_size");
  p = *photo, p.data = NULL;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "no data");
  p = *photo, p.channels = 5;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "channels");
  p = *photo, p.sample = 7;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "sample");
  p = *photo, p.stride = 5;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "stride");
  p = *photo, p.width = p.height = INT_MAX, p.channels = 4, p.sample = CNT_F32;
  REFUSED(cnt_portrait_study(engine, &p, NULL, &none), "memory");
  REFUSED(cnt_portrait_study(NULL, photo, NULL, &none), "NULL");
  REFUSED(cnt_portrait_study(engine, NULL, NULL, &none), "NULL");
  REFUSED(cnt_portrait_study(engine, photo, NULL, NULL), "NULL");
  CHECK(none == NULL);
}

static void check_nulls(void) {
  char* text = NULL;
  cnt_retouch* none = NULL;
  REFUSED(cnt_engine_open(NULL, NULL), "NULL");
  REFUSED(cnt_portrait_json(NULL, &text), "NULL");
  REFUSED(cnt_portrait_measure(NULL, NULL, NULL, NULL, &text), "NULL");
  REFUSED(cnt_retouch_propose(NULL, NULL, NULL, &none), "NULL");
  REFUSED(cnt_retouch_solve(NULL, NULL, NULL, &text), "NULL");
  REFUSED(cnt_retouch_set_strengths(NULL, NULL, 0, 0), "NULL");
  REFUSED(cnt_retouch_learn(NULL, NULL, NULL), "NULL");
  REFUSED(cnt_retouch_estimate(NULL, &text), "NULL");
  REFUSED(cnt_retouch_preview(NULL, 0, 0, 1, 1, NULL, NULL), "NULL");
  REFUSED(cnt_retouch_render(NULL, NULL, NULL), "NULL");
  REFUSED(cnt_retouch_govern(NULL, NULL, accept_as_it_is, NULL, NULL, NULL, &text), "NULL");
  cnt_engine_free(NULL), cnt_portrait_free(NULL), cnt_retouch_free(NULL), cnt_text_free(NULL);
}

static void check_preview(cnt_retouch* retouch, const cnt_pixels* photo) {
  cnt_pixels view = empty(photo->width / 3, photo->height / 3, 3, 5);
  CHECK(cnt_retouch_preview(retouch, 0, 0, photo->width, photo->height, &view, NULL) == CNT_OK);
  long sum = 0;
  for (int y = 0; y < view.height; ++y) {
    const unsigned char* row = (const unsigned char*)view.data + y * view.stride;
    for (int x = 0; x < view.width * 3; ++x) sum += row[x];
    for (int x = view.width * 3; x < view.stride; ++x) CHECK(row[x] == 0); /* padding is the host's */
  }
  CHECK(sum > 0);
  REFUSED(cnt_retouch_preview(retouch, INT_MAX, 0, 1, 1, &view, NULL), "preview");
  REFUSED(cnt_retouch_preview(retouch, INT_MAX, 0, INT_MAX, INT_MAX, &view, NULL), "preview");
  REFUSED(cnt_retouch_preview(retouch, 0, 0, 10, 10, &view, NULL), "preview");
  view.channels = 1;
  REFUSED(cnt_retouch_preview(retouch, 0, 0, photo->width, photo->height, &view, NULL), "layout");
  free(view.data);
}

static void check_dials(cnt_retouch* retouch, int faces) {
  char* text = NULL;
  REFUSED(cnt_retouch_estimate(retouch, &text), "learn");
  CHECK(cnt_retouch_learn(retouch, "natural", NULL) == CNT_OK);
  CHECK(cnt_retouch_estimate(retouch, &text) == CNT_OK && strstr(text, "\"countenance.measure/1\""));
  cnt_text_free(text), text = NULL;
  float* strengths = calloc((size_t)faces, 2 * sizeof(float));
  CHECK(cnt_retouch_set_strengths(retouch, strengths, faces, 2) == CNT_OK);
  CHECK(cnt_retouch_estimate(retouch, &text) == CNT_OK && strstr(text, "\"drift\": 0.0"));
  cnt_text_free(text);
  REFUSED(cnt_retouch_set_strengths(retouch, strengths, faces + 1, 2), "faces");
  REFUSED(cnt_retouch_set_strengths(retouch, strengths, faces, 99), "dials");
  REFUSED(cnt_retouch_set_strengths(retouch, strengths, faces, 1), "dials");
  strengths[0] = 1.5f;
  REFUSED(cnt_retouch_set_strengths(retouch, strengths, faces, 2), "0 to 1");
  free(strengths);
}

/* A moved dial is as if it had been proposed so, faces and maps included. */
static void check_with(const cnt_portrait* portrait, const cnt_pixels* photo) {
  const cnt_wishes first = {.struct_size = sizeof first, .exposure = 0.3f, .fill = 0.2f};
  const cnt_wishes other = {.struct_size = sizeof other, .exposure = 0.3f, .fill = 0.5f};
  float half[2] = {1, 0};
  cnt_paint paint = {.struct_size = sizeof paint, .map = half, .width = 2, .height = 1};
  const cnt_paint* paints[] = {&paint};
  const cnt_local local = {.struct_size = sizeof local, .paints = paints, .paint_count = 1};
  const size_t bytes = (size_t)photo->width * (size_t)photo->height * (size_t)photo->channels;
  cnt_pixels moved = empty(photo->width, photo->height, photo->channels, 0),
             anew = empty(photo->width, photo->height, photo->channels, 0);
  cnt_retouch *begun = NULL, *retouch = NULL;
  CHECK(cnt_retouch_propose_local(portrait, &first, &local, NULL, &begun) == CNT_OK);
  REFUSED(cnt_retouch_with(begun, NULL, NULL, &retouch), "wishes");
  REFUSED(cnt_retouch_with(begun, &other, NULL, NULL), "NULL");
  REFUSED(cnt_retouch_with(NULL, &other, NULL, &retouch), "NULL");
  CHECK(retouch == NULL && cnt_retouch_with(begun, &other, NULL, &retouch) == CNT_OK);
  cnt_retouch_free(begun);
  CHECK(cnt_retouch_render(retouch, &moved, NULL) == CNT_OK && memcmp(moved.data, photo->data, bytes) != 0);
  cnt_retouch_free(retouch), retouch = NULL;
  CHECK(cnt_retouch_propose_local(portrait, &other, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &anew, NULL) == CNT_OK && memcmp(moved.data, anew.data, bytes) == 0);
  cnt_retouch_free(retouch);
  free(moved.data), free(anew.data);
}

/* Where nothing is painted, nothing may change, whatever is wished. */
static void check_local(const cnt_portrait* portrait, const cnt_pixels* photo) {
  const cnt_wishes wishes = {.struct_size = sizeof wishes, .exposure = 0.3f};
  float white[4] = {1, 1, 1, 1}, beyond[4] = {0, 2, 0, 0};
  cnt_paint paint = {.struct_size = sizeof paint, .map = white, .width = 2, .height = 2, .protects = 1};
  const cnt_paint* paints[] = {&paint};
  cnt_local local = {.struct_size = sizeof local, .paints = paints, .paint_count = 1};
  cnt_retouch* retouch = NULL;
  cnt_pixels out = empty(photo->width, photo->height, photo->channels, 0);
  const size_t bytes = (size_t)photo->width * (size_t)photo->height * (size_t)photo->channels;
  CHECK(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &out, NULL) == CNT_OK && memcmp(out.data, photo->data, bytes) == 0);
  cnt_retouch_free(retouch), retouch = NULL;

  paint.dial = "fill"; /* another dial's */
  CHECK(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &out, NULL) == CNT_OK && memcmp(out.data, photo->data, bytes) != 0);
  cnt_retouch_free(retouch), retouch = NULL;

  const cnt_wishes none = {.struct_size = sizeof none}, *faces[] = {&none};
  local = (cnt_local){.struct_size = sizeof local, .faces = faces, .face_count = 1};
  CHECK(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &out, NULL) == CNT_OK && memcmp(out.data, photo->data, bytes) == 0);
  cnt_retouch_free(retouch), retouch = NULL;

  local.faces = NULL;
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch), "NULL");
  local.face_count = -1;
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch), "below 0");
  local = (cnt_local){.struct_size = sizeof local, .paints = paints, .paint_count = 1};
  paint.dial = "glamour";
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch), "glamour");
  paint.dial = NULL, paint.map = beyond;
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch), "from 0 to 1");
  paint.map = NULL;
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, &local, NULL, &retouch), "map");
  REFUSED(cnt_retouch_propose_local(portrait, &wishes, NULL, NULL, &retouch), "local");
  CHECK(retouch == NULL);
  free(out.data);
}

/* The first mark, whatever it is, by its number and by its place. */
static void check_picks(const cnt_portrait* portrait, const cnt_pixels* photo) {
  const cnt_wishes none = {.struct_size = sizeof none};
  const size_t bytes = (size_t)photo->width * (size_t)photo->height * (size_t)photo->channels;
  cnt_pixels by_mark = empty(photo->width, photo->height, photo->channels, 0),
             by_place = empty(photo->width, photo->height, photo->channels, 0);
  cnt_retouch* retouch = NULL;
  cnt_mark_pick mark = {0, 0};
  cnt_local local = {.struct_size = sizeof local, .marks = &mark, .mark_count = 1};
  CHECK(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &by_mark, NULL) == CNT_OK && memcmp(by_mark.data, photo->data, bytes) != 0);
  cnt_retouch_free(retouch), retouch = NULL;

  char* text = NULL;
  cnt_heal_place place = {0, 0};
  CHECK(cnt_portrait_json(portrait, &text) == CNT_OK);
  const char* marks = text ? strstr(text, "\"marks\"") : NULL;
  CHECK(marks && sscanf(strstr(marks, "\"x\":"), "\"x\": %f, \"y\": %f", &place.x, &place.y) == 2);
  cnt_text_free(text);
  local = (cnt_local){.struct_size = sizeof local, .places = &place, .place_count = 1};
  CHECK(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch) == CNT_OK);
  CHECK(cnt_retouch_render(retouch, &by_place, NULL) == CNT_OK && memcmp(by_mark.data, by_place.data, bytes) == 0);
  cnt_retouch_free(retouch), retouch = NULL;

  place.x = NAN;
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "place");
  place.x = -1000;
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "no skin");
  local.places = NULL;
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "NULL");
  local = (cnt_local){.struct_size = sizeof local, .marks = &mark, .mark_count = 1};
  mark = (cnt_mark_pick){0, 9999};
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "no mark");
  mark = (cnt_mark_pick){INT_MAX, 0};
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "no face");
  local.mark_count = -1;
  REFUSED(cnt_retouch_propose_local(portrait, &none, &local, NULL, &retouch), "below 0");
  CHECK(retouch == NULL);
  free(by_mark.data), free(by_place.data);
}

static void check_govern(cnt_retouch* retouch, const cnt_portrait* portrait, const cnt_pixels* photo) {
  char* text = NULL;
  cnt_pixels out = empty(photo->width, photo->height, photo->channels, 3);
  REFUSED(cnt_retouch_govern(retouch, "natural", NULL, NULL, NULL, &out, &text), "roundtrip");
  cnt_pixels wrong = out;
  --wrong.height;
  calls = 0;
  REFUSED(cnt_retouch_govern(retouch, "natural", accept_as_it_is, NULL, NULL, &wrong, &text), "layout");
  REFUSED(cnt_retouch_govern(retouch, "natural", accept_as_it_is, NULL, NULL, NULL, &text), "NULL");
  CHECK(calls == 0 && text == NULL); /* refused before anything was handed to the host */
  CHECK(cnt_retouch_govern(retouch, "natural", reject, NULL, NULL, &out, &text) == CNT_CANNOT_WRITE);
  CHECK(cnt_retouch_govern(retouch, "document", accept_as_it_is, NULL, NULL, &out, &text) == CNT_REFUSED && calls == 0);
  CHECK(cnt_retouch_govern(retouch, "natural", accept_as_it_is, NULL, NULL, &out, &text) == CNT_OK && calls > 0);
  CHECK(text && strstr(text, "\"verified\": \"host\""));
  cnt_text_free(text), text = NULL;
  CHECK(cnt_portrait_measure(portrait, &out, "natural", NULL, &text) == CNT_OK && strstr(text, "\"within\": true"));
  cnt_text_free(text), text = NULL;
  cnt_pixels rendered = empty(photo->width, photo->height, photo->channels, 3); /* at the strengths just granted */
  CHECK(cnt_retouch_render(retouch, &rendered, NULL) == CNT_OK);
  CHECK(memcmp(rendered.data, out.data, (size_t)(out.height * out.stride)) == 0);
  int changed = 0;
  for (int y = 0; y < out.height; ++y)
    changed |= memcmp((char*)out.data + y * out.stride, (char*)photo->data + (ptrdiff_t)y * photo->width * 3,
                      (size_t)photo->width * 3) != 0;
  CHECK(changed);
  free(rendered.data), free(out.data);
}

static const cnt_pixels* shown;
static void* solves(void* retouch) {
  for (int i = 0; i < 2; ++i) CHECK(cnt_retouch_solve(retouch, "natural", NULL, NULL) == CNT_OK);
  return NULL;
}
static void* views(void* retouch) {
  cnt_pixels view = empty(shown->width / 8, shown->height / 8, 3, 0);
  for (int i = 0; i < 40; ++i) {
    CHECK(cnt_retouch_preview(retouch, 0, 0, shown->width, shown->height, &view, NULL) == CNT_OK);
    if (i % 4 == 0) CHECK(cnt_retouch_set_strengths(retouch, NULL, 0, 0) == CNT_OK);
  }
  free(view.data);
  return NULL;
}

int main(int count, char** arguments) {
  if (count < 1 || VIPS_INIT(arguments[0])) return 1;
  check_nulls();
  check_dial_table();
  cnt_engine* engine = NULL;
  CHECK(cnt_engine_open("/nonexistent", &engine) == CNT_MODELS && engine == NULL);
  CHECK(cnt_engine_open(NULL, &engine) == CNT_OK);
  cnt_pixels photo = load("obama3.jpg");
  check_job(engine, &photo);
  check_pixels(engine, &photo);

  cnt_portrait* portrait = NULL;
  CHECK(cnt_portrait_study(engine, &photo, NULL, &portrait) == CNT_OK);
  cnt_engine_free(engine); /* what was made of it lives on */
  char* text = NULL;
  CHECK(cnt_portrait_json(portrait, &text) == CNT_OK && strstr(text, "\"countenance.study/1\""));
  int faces = 0;
  for (const char* at = text; at && (at = strstr(at, "\"box\"")) != NULL; ++at) ++faces;
  CHECK(faces > 0);
  cnt_text_free(text), text = NULL;

  cnt_retouch* retouch = NULL;
  cnt_wishes wishes = {.struct_size = sizeof wishes, .even = 2};
  REFUSED(cnt_retouch_propose(portrait, &wishes, NULL, &retouch), "even");
  wishes.struct_size = 4;
  REFUSED(cnt_retouch_propose(portrait, &wishes, NULL, &retouch), "wishes.struct_size");
  REFUSED(cnt_retouch_propose(portrait, NULL, NULL, &retouch), "wishes");
  wishes = (cnt_wishes){.struct_size = sizeof wishes, .even = 0.6f, .fill = 0.3f};
  CHECK(cnt_retouch_propose(portrait, &wishes, NULL, &retouch) == CNT_OK);
  REFUSED(cnt_retouch_solve(retouch, "glamour", NULL, &text), "glamour");
  CHECK(cnt_retouch_solve(retouch, "natural", NULL, &text) == CNT_OK && strstr(text, "\"countenance.verdict/1\""));
  check_measure_table(text);
  cnt_text_free(text), text = NULL;
  check_policies(portrait, retouch);
  check_preview(retouch, &photo);
  check_dials(retouch, faces);
  check_govern(retouch, portrait, &photo);
  check_with(portrait, &photo);
  check_local(portrait, &photo);
  check_picks(portrait, &photo);
  check_older(portrait);

  shown = &photo;
  pthread_t threads[3];
  for (int i = 0; i < 3; ++i) pthread_create(&threads[i], NULL, i ? views : solves, retouch);
  for (int i = 0; i < 3; ++i) pthread_join(threads[i], NULL);

  cnt_retouch_free(retouch);
  cnt_portrait_free(portrait);
  g_free(photo.data);
  vips_shutdown();
  if (failures) fprintf(stderr, "%d failed\n", failures);
  return failures != 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Countenance, C ABI: small and stable, for hosts in other languages.
 *
 * Every call returns a cnt_status (the exit codes of the command line); after a failure cnt_last_error() says why, in
 * one line, for this thread. Structs carry their size first, so that later versions can add members at the end: what a
 * program built with an older header does not have is 0, and one that asks by members this library does not know is
 * CNT_BAD_INPUT. Strings handed out
 * belong to the library: release them with cnt_text_free. Handles may be used from several threads, and are released
 * once, when no call uses them any more; a cnt_retouch remembers its strengths and what it learnt, the others never
 * change. JSON texts are those of countenance.h. A `policy` is a name or a file (NULL: "natural"), or a preset and
 * whose limits are to hold, with a line feed between: then limits_of() of both holds. Nothing throws across this
 * border. */
#ifndef COUNTENANCE_C_H
#define COUNTENANCE_C_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CNT_C_API __attribute__((visibility("default")))
#else
#define CNT_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cnt_status {
  CNT_OK = 0,
  CNT_INTERNAL = 1,
  CNT_BAD_INPUT = 2,
  CNT_OVER_LIMIT = 3,
  CNT_NOT_MEASURABLE = 4,
  CNT_MODELS = 5,
  CNT_REFUSED = 6,
  CNT_CANNOT_WRITE = 7,
  CNT_CANCELLED = 130
} cnt_status;

typedef enum cnt_sample { CNT_U8 = 0, CNT_U16 = 1, CNT_F16 = 2, CNT_F32 = 3 } cnt_sample;

typedef struct cnt_engine cnt_engine;
typedef struct cnt_portrait cnt_portrait;
typedef struct cnt_retouch cnt_retouch;

/* Upright, interleaved pixels: 1 Y, 2 Y+A, 3 RGB, 4 RGBA; alpha straight. */
typedef struct cnt_pixels {
  size_t struct_size;
  void* data;
  int32_t width, height, channels;
  int32_t sample;     /* cnt_sample */
  ptrdiff_t stride;   /* bytes from row to row; 0: packed */
  int32_t linear;     /* 1: linear light in the profile's primaries */
  const uint8_t* icc; /* NULL: sRGB */
  size_t icc_size;
} cnt_pixels;

/* Dials; 0 leaves the picture alone. cnt_dial_at() has their units and ranges. */
typedef struct cnt_wishes {
  size_t struct_size;
  float heal, even, redness, shine, under_eye, eyes, teeth, cast;
  float fill, key, key_turn, exposure, even_light;
  float reserved; /* 0 */
} cnt_wishes;

/* What a host needs to make a row of a dial; the texts are the library's, and stay. */
typedef struct cnt_dial {
  size_t struct_size;
  const char* name;  /* "under-eye" */
  const char* title; /* "Under the eyes" */
  const char* help;  /* one line, without the range */
  const char* unit;  /* "stops", "degrees"; "": a share of what the operator would do in full */
  float low, high;
} cnt_dial;

/* What a photographer calls a measure of a report; the texts are the library's, and stay. */
typedef struct cnt_measure {
  size_t struct_size;
  const char* name;  /* "tone"; as in the report's "measures" */
  const char* title; /* "Complexion" */
} cnt_measure;

/* A painted map over the whole photo, of any size, of floats from 0 to 1: an edit is multiplied by it, or, if it protects,
 * by 1 minus it. */
typedef struct cnt_paint {
  size_t struct_size;
  const float* map;
  int32_t width, height;
  ptrdiff_t stride; /* bytes from row to row; 0: packed */
  int32_t protects; /* 0 or 1 */
  int32_t reserved; /* 0 */
  const char* dial; /* "even"; NULL: all */
} cnt_paint;

/* A mark to heal, whatever it is: its face and its place in that face's "marks", both from 0, as the portrait's JSON lists
 * them. Never grows. */
typedef struct cnt_mark_pick {
  int32_t face, mark;
} cnt_mark_pick;

/* A place to heal, pixels of the photo: the mark there, or, where none was found, a small disc. Never grows. */
typedef struct cnt_heal_place {
  float x, y;
} cnt_heal_place;

/* Where and on whom the dials act. Where `heal` is 0, only what is picked is healed. */
typedef struct cnt_local {
  size_t struct_size;
  const cnt_wishes* const* faces; /* of single faces, by index; a NULL among them, or past the end: the wishes of all */
  int32_t face_count;
  int32_t paint_count;
  const cnt_paint* const* paints;
  const cnt_mark_pick* marks;
  const cnt_heal_place* places;
  int32_t mark_count;
  int32_t place_count;
} cnt_local;

typedef struct cnt_job {
  size_t struct_size;
  int (*progress)(void* user, double fraction, const char* stage); /* return 0 to cancel; may be NULL */
  void* user;
  int32_t threads;  /* 0: one a core */
  int32_t reserved; /* 0 */
} cnt_job;

/* Writes over pixels->data (packed, the portrait's own layout) what will be found in what the host wrote. Return 0 on
 * failure. */
typedef int (*cnt_roundtrip)(void* user, cnt_pixels* pixels);

CNT_C_API const char* cnt_version(void);
CNT_C_API const char* cnt_metric_version(void);
CNT_C_API const char* cnt_last_error(void); /* of this thread; valid until its next call */
CNT_C_API void cnt_text_free(char* text);

/* The table of dials: "retouch", which moves the others along one path, then those of cnt_wishes in their order. `out`
 * has its struct_size set. */
CNT_C_API int32_t cnt_dial_count(void);
CNT_C_API cnt_status cnt_dial_at(int32_t index, cnt_dial* out);
/* Sets one dial by its name; "retouch" sets all of them, so it goes first. CNT_BAD_INPUT: no dial, or out of its range. */
CNT_C_API cnt_status cnt_wishes_set(cnt_wishes* wishes, const char* dial, float value);
/* What a policy (of two, the preset) wishes for: a suggestion, no part of its limits. `out` has its struct_size set. */
CNT_C_API cnt_status cnt_policy_wishes(const char* policy, cnt_wishes* out);

/* The measures, in the order of a photographer's questions. `out` has its struct_size set. */
CNT_C_API int32_t cnt_measure_count(void);
CNT_C_API cnt_status cnt_measure_at(int32_t index, cnt_measure* out);

/* The policies that are known by name, with what a chooser shows of them: {"schema": "countenance.policies/1",
 * "policies": [{"name", "title", "reason", "locked", "refuse", "wishes": {"retouch": 0.5}}]}; of one that cannot be
 * loaded, {"name", "error"}. */
CNT_C_API cnt_status cnt_policies_json(char** json);

/* `models` may be NULL: the usual folders. */
CNT_C_API cnt_status cnt_engine_open(const char* models, cnt_engine** out);
CNT_C_API void cnt_engine_free(cnt_engine* engine);

/* Copies the pixels. `job` may be NULL everywhere. */
CNT_C_API cnt_status cnt_portrait_study(const cnt_engine* engine, const cnt_pixels* pixels, const cnt_job* job,
                                        cnt_portrait** out);
CNT_C_API cnt_status cnt_portrait_json(const cnt_portrait* portrait, char** json);
/* Drift of an edited picture. CNT_OVER_LIMIT when outside (the report is given all the
 * same). */
CNT_C_API cnt_status cnt_portrait_measure(const cnt_portrait* portrait, const cnt_pixels* edited, const char* policy,
                                          const cnt_job* job, char** json);
CNT_C_API void cnt_portrait_free(cnt_portrait* portrait);

CNT_C_API cnt_status cnt_retouch_propose(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_job* job,
                                         cnt_retouch** out);
/* The same, held to painted maps and with wishes for single faces. Nothing of `local` is needed afterwards. */
CNT_C_API cnt_status cnt_retouch_propose_local(const cnt_portrait* portrait, const cnt_wishes* wishes,
                                               const cnt_local* local, const cnt_job* job, cnt_retouch** out);
/* The same request with other wishes for the faces that had some of their own, or else for all: only edits of dials
 * that moved are made anew. */
CNT_C_API cnt_status cnt_retouch_with(const cnt_retouch* retouch, const cnt_wishes* wishes, const cnt_job* job,
                                      cnt_retouch** out);
/* Exact solve; its strengths stay with the handle for preview, estimate and render. */
CNT_C_API cnt_status cnt_retouch_solve(cnt_retouch* retouch, const char* policy, const cnt_job* job,
                                       char** verdict_json);
/* For a moving dial: strengths [face][dial], each 0 to 1 of the wish, for preview, estimate and render. The faces are
 * the portrait's; the dials of a face are those wished for on it, in the order of cnt_wishes, with what is picked
 * ("heal-mark") after heal, which is the order of the verdict's "strengths" and grants (but key and key_turn are one here,
 * and each has a grant); `dials` is as many as the face with the most has, and what a face with fewer does not need is
 * ignored. Another number is CNT_BAD_INPUT: a dial whose wish went to 0 makes a new proposal. NULL: the whole wish, as it
 * is before any solve. */
CNT_C_API cnt_status cnt_retouch_set_strengths(cnt_retouch* retouch, const float* strengths, int32_t faces,
                                               int32_t dials);
/* Learns each dial's response once; then an estimated report of the strengths is immediate. */
CNT_C_API cnt_status cnt_retouch_learn(cnt_retouch* retouch, const char* policy, const cnt_job* job);
CNT_C_API cnt_status cnt_retouch_estimate(const cnt_retouch* retouch, char** report_json);
/* Region x, y, width, height of the photo into `out`: 8-bit RGB in sRGB, of any size not above the region's. */
CNT_C_API cnt_status cnt_retouch_preview(const cnt_retouch* retouch, int32_t x, int32_t y, int32_t width,
                                         int32_t height, cnt_pixels* out, const cnt_job* job);
/* The whole photo at full size, in the portrait's own layout, not verified: to be delivered, govern. */
CNT_C_API cnt_status cnt_retouch_render(const cnt_retouch* retouch, cnt_pixels* out, const cnt_job* job);
/* Solve, render, round trip, measure again, step back. The result, in the portrait's own layout, goes to `out->data`
 * (row stride as given), which holds nothing of use after a failure. `roundtrip` is required: it may be called several
 * times, and only by it is a verdict verified. */
CNT_C_API cnt_status cnt_retouch_govern(cnt_retouch* retouch, const char* policy, cnt_roundtrip roundtrip, void* user,
                                        const cnt_job* job, cnt_pixels* out, char** verdict_json);
CNT_C_API void cnt_retouch_free(cnt_retouch* retouch);

#ifdef __cplusplus
}
#endif
#endif

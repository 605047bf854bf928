/* SPDX-License-Identifier: Apache-2.0
 *
 * Countenance, C ABI: small and stable, for hosts in other languages.
 *
 * Every call returns a cnt_status (the exit codes of the command line); cnt_last_error() says why, in one line, for
 * this thread. Structs carry their size first, so that later versions can add members at the end. Strings handed out
 * belong to the library: release them with cnt_text_free. Handles are immutable, may be used from several threads, and
 * are released once. JSON texts are those of countenance.h. Nothing throws across this border. */
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

/* Dials; 0 leaves the picture alone. Units and ranges: even 0..1; fill, key, exposure stops; key_turn degrees. */
typedef struct cnt_wishes {
  size_t struct_size;
  float even, fill, key, key_turn, exposure;
} cnt_wishes;

typedef struct cnt_job {
  size_t struct_size;
  int (*progress)(void* user, double fraction, const char* stage); /* return 0 to cancel; may be NULL */
  void* user;
  int32_t threads; /* 0: one a core */
} cnt_job;

/* Replaces `pixels` (packed, the portrait's own layout) by what will be found in what the host wrote. Return 0 on
 * failure. */
typedef int (*cnt_roundtrip)(void* user, cnt_pixels* pixels);

CNT_C_API const char* cnt_version(void);
CNT_C_API const char* cnt_metric_version(void);
CNT_C_API const char* cnt_last_error(void); /* of this thread; valid until its next call */
CNT_C_API void cnt_text_free(char* text);

/* `models` may be NULL: the usual folders. */
CNT_C_API cnt_status cnt_engine_open(const char* models, cnt_engine** out);
CNT_C_API void cnt_engine_free(cnt_engine* engine);

/* Copies the pixels. `job` may be NULL everywhere. */
CNT_C_API cnt_status cnt_portrait_study(const cnt_engine* engine, const cnt_pixels* pixels, const cnt_job* job,
                                        cnt_portrait** out);
CNT_C_API cnt_status cnt_portrait_json(const cnt_portrait* portrait, char** json);
/* Drift of an edited picture; `policy` is a name or a file. CNT_OVER_LIMIT when outside (the report is given all the
 * same). */
CNT_C_API cnt_status cnt_portrait_measure(const cnt_portrait* portrait, const cnt_pixels* edited, const char* policy,
                                          const cnt_job* job, char** json);
CNT_C_API void cnt_portrait_free(cnt_portrait* portrait);

CNT_C_API cnt_status cnt_retouch_propose(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_job* job,
                                         cnt_retouch** out);
/* Exact solve; the verdict stays with the handle for preview and render. */
CNT_C_API cnt_status cnt_retouch_solve(cnt_retouch* retouch, const char* policy, const cnt_job* job,
                                       char** verdict_json);
/* Region x, y, width, height of the photo into `out`: 8-bit sRGB RGB of any size not above the region's, at the
 * strengths last solved (before that: the whole wish). */
CNT_C_API cnt_status cnt_retouch_preview(const cnt_retouch* retouch, int32_t x, int32_t y, int32_t width,
                                         int32_t height, cnt_pixels* out, const cnt_job* job);
/* Solve, render, round trip, measure again, step back. The result, in the portrait's own layout, goes to `out->data`
 * (row stride as given). */
CNT_C_API cnt_status cnt_retouch_govern(cnt_retouch* retouch, const char* policy, cnt_roundtrip roundtrip, void* user,
                                        const cnt_job* job, cnt_pixels* out, char** verdict_json);
CNT_C_API void cnt_retouch_free(cnt_retouch* retouch);

#ifdef __cplusplus
}
#endif
#endif

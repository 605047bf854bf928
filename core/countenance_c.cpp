// SPDX-License-Identifier: Apache-2.0
#include "countenance_c.h"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <optional>

#include "countenance.h"

using namespace countenance;

struct cnt_engine {
  Engine engine;
};
struct cnt_portrait {
  Portrait portrait;
};
struct cnt_retouch {
  Portrait portrait;
  Retouch retouch;
  std::vector<std::vector<float>> strengths;  // as last solved
};

namespace {

thread_local std::string last_error;

cnt_status say(const Error& error) {
  last_error = error.message;
  return cnt_status(error.code);
}

/// The border: what throws, or comes as an Error, becomes a status.
template <class F>
cnt_status border(F&& f) noexcept {
  try {
    const Result<> done = f();
    return done ? CNT_OK : say(done.error());
  } catch (const std::exception& e) {
    return say({Code::internal, e.what()});
  } catch (...) {
    return say({Code::internal, "unknown failure"});
  }
}

template <class T>
Result<> sized(const T* given, const char* name) {
  if (!given) return fail(Code::bad_input, std::string(name) + " is NULL");
  if (given->struct_size != sizeof(T))
    return fail(Code::bad_input, std::string(name) + ".struct_size is not that of this library");
  return {};
}

Job job_of(const cnt_job* given) {
  Job job;
  if (!given || given->struct_size != sizeof(cnt_job)) return job;
  job.threads = given->threads;
  if (given->progress)
    job.progress = [progress = given->progress, user = given->user](double fraction, std::string_view stage) {
      return progress(user, fraction, std::string(stage).c_str()) != 0;
    };
  return job;
}

Result<std::ptrdiff_t> stride_of(const cnt_pixels& p) {
  const std::ptrdiff_t packed = std::ptrdiff_t(p.width) * p.channels * bytes_of(Sample(p.sample));
  if (p.stride != 0 && p.stride < packed) return fail(Code::bad_input, "pixels.stride is shorter than a row");
  return p.stride ? p.stride : packed;
}

Result<> check_layout(const cnt_pixels* p) {
  CNT_CHECK(sized(p, "pixels"));
  if (!p->data || p->width <= 0 || p->height <= 0) return fail(Code::bad_input, "pixels have no data or no size");
  if (p->channels < 1 || p->channels > 4) return fail(Code::bad_input, "pixels.channels must be 1 to 4");
  if (p->sample < CNT_U8 || p->sample > CNT_F32) return fail(Code::bad_input, "pixels.sample is none of cnt_sample");
  return {};
}

Result<Photo> photo_of(const cnt_pixels* p) {
  CNT_CHECK(check_layout(p));
  CNT_TRY(stride, stride_of(*p));
  Photo photo{{p->width, p->height}, p->channels, Sample(p->sample), p->linear != 0, {}, {}};
  photo.bytes.resize(std::size_t(photo.stride()) * std::size_t(p->height));
  for (int y = 0; y < p->height; ++y)
    std::memcpy(photo.row(y), static_cast<const std::uint8_t*>(p->data) + y * stride, std::size_t(photo.stride()));
  if (p->icc && p->icc_size) photo.icc.assign(p->icc, p->icc + p->icc_size);
  return photo;
}

cnt_pixels pixels_of(Photo& photo) {
  return {sizeof(cnt_pixels),    photo.bytes.data(), photo.size.width, photo.size.height, photo.channels,
          int32_t(photo.sample), photo.stride(),     photo.linear,     photo.icc.data(),  photo.icc.size()};
}

Result<> copy_out(const Photo& photo, cnt_pixels* out) {
  CNT_CHECK(check_layout(out));
  CNT_TRY(stride, stride_of(*out));
  if (out->width != photo.size.width || out->height != photo.size.height || out->channels != photo.channels ||
      Sample(out->sample) != photo.sample)
    return fail(Code::bad_input, "out does not have the layout of the result");
  for (int y = 0; y < out->height; ++y)
    std::memcpy(static_cast<std::uint8_t*>(out->data) + y * stride, photo.view().row(y), std::size_t(photo.stride()));
  return {};
}

Result<> give(const std::string& text, char** out) {
  if (!out) return {};
  *out = static_cast<char*>(std::malloc(text.size() + 1));
  if (!*out) return fail(Code::internal, "out of memory");
  std::memcpy(*out, text.c_str(), text.size() + 1);
  return {};
}

std::vector<std::vector<float>> whole_wish(const Portrait& portrait) {
  constexpr std::size_t kMostDials = 8;
  return std::vector<std::vector<float>>(portrait.faces().size(), std::vector<float>(kMostDials, 1.f));
}

Result<> present(const void* handle) {
  if (!handle) return fail(Code::bad_input, "a handle or an output is NULL");
  return {};
}

}  // namespace

const char* cnt_version(void) { return version(); }
const char* cnt_metric_version(void) { return metric_version(); }
const char* cnt_last_error(void) { return last_error.c_str(); }
void cnt_text_free(char* text) { std::free(text); }
void cnt_engine_free(cnt_engine* engine) { delete engine; }
void cnt_portrait_free(cnt_portrait* portrait) { delete portrait; }
void cnt_retouch_free(cnt_retouch* retouch) { delete retouch; }

cnt_status cnt_engine_open(const char* models, cnt_engine** out) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(out));
    CNT_TRY(engine, Engine::open(models ? models : ""));
    *out = new cnt_engine{std::move(engine)};
    return {};
  });
}

cnt_status cnt_portrait_study(const cnt_engine* engine, const cnt_pixels* pixels, const cnt_job* job,
                              cnt_portrait** out) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(engine));
    CNT_CHECK(present(out));
    CNT_TRY(photo, photo_of(pixels));
    CNT_TRY(portrait, Portrait::study(engine->engine, std::move(photo), job_of(job)));
    *out = new cnt_portrait{std::move(portrait)};
    return {};
  });
}

cnt_status cnt_portrait_json(const cnt_portrait* portrait, char** json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(portrait));
    CNT_CHECK(present(json));
    return give(portrait->portrait.to_json(), json);
  });
}

cnt_status cnt_portrait_measure(const cnt_portrait* portrait, const cnt_pixels* edited, const char* policy,
                                const cnt_job* job, char** json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(portrait));
    CNT_TRY(photo, photo_of(edited));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    CNT_TRY(report, portrait->portrait.measure(photo, limits, job_of(job)));
    CNT_CHECK(give(report_json(report), json));
    if (!report.measured) return fail(Code::not_measurable, "a measure that the policy requires could not be taken");
    if (!report.within) return fail(Code::over_limit, "outside the limits of policy '" + limits.name + "'");
    return {};
  });
}

cnt_status cnt_retouch_propose(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_job* job,
                               cnt_retouch** out) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(portrait));
    CNT_CHECK(present(out));
    CNT_CHECK(sized(wishes, "wishes"));
    const Wishes wish{wishes->even, wishes->fill, wishes->key, wishes->key_turn, wishes->exposure};
    CNT_TRY(retouch, Retouch::propose(portrait->portrait, wish, job_of(job)));
    *out = new cnt_retouch{portrait->portrait, std::move(retouch), whole_wish(portrait->portrait)};
    return {};
  });
}

cnt_status cnt_retouch_solve(cnt_retouch* retouch, const char* policy, const cnt_job* job, char** verdict_json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    CNT_TRY(verdict, retouch->retouch.solve(limits, job_of(job)));
    retouch->strengths = verdict.strengths;
    return give(to_json(verdict), verdict_json);
  });
}

cnt_status cnt_retouch_preview(const cnt_retouch* retouch, int32_t x, int32_t y, int32_t width, int32_t height,
                               cnt_pixels* out, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_CHECK(check_layout(out));
    const Rect roi{x, y, width, height};
    const Size photo = retouch->portrait.photo().size;
    if (roi.empty() || intersect(roi, {0, 0, photo.width, photo.height}) != roi || out->width > width ||
        out->height > height)
      return fail(Code::bad_input, "preview: the region must lie in the picture, and be no smaller than the output");
    CNT_TRY(shown, retouch->retouch.preview(retouch->strengths, roi, {out->width, out->height}, job_of(job)));
    Photo copy{shown.size(), 3, Sample::u8, false, {}, {}};
    copy.bytes.assign(shown.data(), shown.data() + shown.count());
    return copy_out(copy, out);
  });
}

cnt_status cnt_retouch_govern(cnt_retouch* retouch, const char* policy, cnt_roundtrip roundtrip, void* user,
                              const cnt_job* job, cnt_pixels* out, char** verdict_json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    const Roundtrip through{[&](const Photo& rendered) -> Result<Photo> {
                              Photo found = rendered;
                              cnt_pixels pixels = pixels_of(found);
                              if (roundtrip && !roundtrip(user, &pixels))
                                return fail(Code::cannot_write, "the host could not take the result");
                              return found;
                            },
                            {},
                            "host"};
    CNT_TRY(done, retouch->retouch.govern(limits, through, job_of(job)));
    retouch->strengths = done.verdict.strengths;
    CNT_CHECK(copy_out(done.verdict.nothing ? retouch->portrait.photo() : done.rendered, out));
    return give(to_json(done.verdict), verdict_json);
  });
}

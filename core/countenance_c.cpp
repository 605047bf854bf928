// SPDX-License-Identifier: Apache-2.0
#include "countenance_c.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iterator>
#include <limits>
#include <mutex>
#include <new>

#include "countenance.h"

using namespace countenance;

namespace {
using Strengths = std::vector<std::vector<float>>;
}

struct cnt_engine {
  Engine engine;
};
struct cnt_portrait {
  Portrait portrait;
};
struct cnt_retouch {
  cnt_retouch(Portrait of, Retouch made, Strengths wish)
      : portrait(std::move(of)), retouch(std::move(made)), strengths_(std::move(wish)) {}

  [[nodiscard]] Strengths strengths() const {
    const std::lock_guard lock(guard_);
    return strengths_;
  }
  void set(Strengths strengths) {
    const std::lock_guard lock(guard_);
    strengths_ = std::move(strengths);
  }

  const Portrait portrait;
  Retouch retouch;

 private:
  mutable std::mutex guard_;
  Strengths strengths_;  // as last solved or set
};

namespace {

thread_local std::string last_error;
thread_local const char* said = "";  // last_error, or a fixed text where there was no memory for one

cnt_status say(Code code, const char* message) noexcept {
  try {
    last_error = message;
    said = last_error.c_str();
  } catch (...) {
    said = "out of memory";
  }
  return cnt_status(code);
}

/// The border: what throws, or comes as an Error, becomes a status.
template <class F>
cnt_status border(F&& f) noexcept {
  try {
    const Result<> done = f();
    return done ? CNT_OK : say(done.error().code, done.error().message.c_str());
  } catch (const std::bad_alloc&) {
    said = "out of memory";
    return CNT_INTERNAL;
  } catch (const std::exception& e) {
    return say(Code::internal, e.what());
  } catch (...) {
    said = "unknown failure";
    return CNT_INTERNAL;
  }
}

/// At least this first version's size; members of a later version only where they are 0.
template <class T>
Result<> sized(const T* given, const char* name) {
  if (!given) return fail(Code::bad_input, std::string(name) + " is NULL");
  if (given->struct_size < sizeof(T))
    return fail(Code::bad_input, std::string(name) + ".struct_size is too small: set it to sizeof");
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  if (!std::all_of(bytes + sizeof(T), bytes + given->struct_size, [](unsigned char b) { return b == 0; }))
    return fail(Code::bad_input, std::string(name) + " uses members of a later version than " + version());
  return {};
}

Result<Job> job_of(const cnt_job* given) {
  Job job;
  if (!given) return job;
  CNT_CHECK(sized(given, "job"));
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
  CNT_TRY(stride, stride_of(*p));
  if (stride > std::numeric_limits<std::ptrdiff_t>::max() / p->height)
    return fail(Code::bad_input, "pixels are more than memory can hold");
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

/// `out` has room for just these pixels.
Result<> check_out(const cnt_pixels* out, Size size, int channels, Sample sample) {
  CNT_CHECK(check_layout(out));
  if (out->width != size.width || out->height != size.height || out->channels != channels ||
      Sample(out->sample) != sample)
    return fail(Code::bad_input, "out does not have the layout of the result");
  return {};
}

/// After check_out().
void copy_out(const std::uint8_t* rows, std::ptrdiff_t packed, cnt_pixels* out) {
  const std::ptrdiff_t stride = out->stride ? out->stride : packed;
  for (int y = 0; y < out->height; ++y)
    std::memcpy(static_cast<std::uint8_t*>(out->data) + y * stride, rows + y * packed, std::size_t(packed));
}

Result<> give(const std::string& text, char** out) {
  if (!out) return {};
  *out = static_cast<char*>(std::malloc(text.size() + 1));
  if (!*out) return fail(Code::internal, "out of memory");
  std::memcpy(*out, text.c_str(), text.size() + 1);
  return {};
}

constexpr int kMostDials = int(std::size(govern::kDials));

Strengths whole_wish(const Portrait& portrait) {
  return Strengths(portrait.faces().size(), std::vector<float>(kMostDials, 1.f));
}

Result<> present(const void* handle) {
  if (!handle) return fail(Code::bad_input, "a handle or an output is NULL");
  return {};
}

Result<Wishes> wishes_of(const cnt_wishes* given) {
  CNT_CHECK(sized(given, "wishes"));
  return Wishes{given->heal,     given->even,     given->redness,   given->shine, given->under_eye,
                given->eyes,     given->teeth,    given->cast,      given->fill,  given->key,
                given->key_turn, given->exposure, given->even_light};
}

Result<Paint> paint_of(const cnt_paint* given) {
  CNT_CHECK(sized(given, "paint"));
  if (!given->map || given->width <= 0 || given->height <= 0)
    return fail(Code::bad_input, "a paint has no map or no size");
  const auto packed = std::ptrdiff_t(given->width) * std::ptrdiff_t(sizeof(float));
  if (given->stride != 0 && given->stride < packed) return fail(Code::bad_input, "paint.stride is shorter than a row");
  if (given->reserved != 0) return fail(Code::bad_input, "paint uses members of a later version");
  if (std::max(given->stride, packed) > std::numeric_limits<std::ptrdiff_t>::max() / given->height)
    return fail(Code::bad_input, "a paint is more than memory can hold");
  Paint paint{ImageF({given->width, given->height}), given->protects != 0, given->dial ? given->dial : ""};
  for (int y = 0; y < given->height; ++y)
    std::memcpy(paint.map.row(y),
                reinterpret_cast<const char*>(given->map) + y * (given->stride ? given->stride : packed),
                std::size_t(packed));
  return paint;
}

Result<Request> request_of(const cnt_wishes* wishes, const cnt_local* local) {
  CNT_CHECK(sized(local, "local"));
  const auto counted = [](int32_t count, const void* list) { return count == 0 || (count > 0 && list); };
  if (!counted(local->face_count, local->faces) || !counted(local->paint_count, local->paints))
    return fail(Code::bad_input, "local counts what is NULL, or below 0");
  CNT_TRY(all, wishes_of(wishes));
  Request request(all);
  for (int f = 0; f < local->face_count; ++f) {
    if (!local->faces[f]) continue;
    CNT_TRY(own, wishes_of(local->faces[f]));
    request.faces.emplace(f, own);
  }
  for (int i = 0; i < local->paint_count; ++i) {
    CNT_TRY(paint, paint_of(local->paints[i]));
    request.paints.push_back(std::move(paint));
  }
  return request;
}

}  // namespace

const char* cnt_version(void) { return version(); }
const char* cnt_metric_version(void) { return metric_version(); }
const char* cnt_last_error(void) { return said; }
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
    CNT_TRY(how, job_of(job));
    CNT_TRY(photo, photo_of(pixels));
    CNT_TRY(portrait, Portrait::study(engine->engine, std::move(photo), how));
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
    CNT_TRY(how, job_of(job));
    CNT_TRY(photo, photo_of(edited));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    CNT_TRY(report, portrait->portrait.measure(photo, limits, how));
    CNT_CHECK(give(report_json(report), json));
    if (report.outside) return fail(Code::over_limit, "outside the limits of policy '" + limits.name + "'");
    if (!report.within) return fail(Code::not_measurable, "a measure that the policy requires could not be taken");
    return {};
  });
}

cnt_status cnt_retouch_propose(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_job* job,
                               cnt_retouch** out) {
  const cnt_local everywhere{sizeof everywhere, nullptr, 0, 0, nullptr};
  return cnt_retouch_propose_local(portrait, wishes, &everywhere, job, out);
}

cnt_status cnt_retouch_propose_local(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_local* local,
                                     const cnt_job* job, cnt_retouch** out) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(portrait));
    CNT_CHECK(present(out));
    CNT_TRY(how, job_of(job));
    CNT_TRY(request, request_of(wishes, local));
    CNT_TRY(retouch, Retouch::propose(portrait->portrait, request, how));
    *out = new cnt_retouch(portrait->portrait, std::move(retouch), whole_wish(portrait->portrait));
    return {};
  });
}

cnt_status cnt_retouch_solve(cnt_retouch* retouch, const char* policy, const cnt_job* job, char** verdict_json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    CNT_TRY(verdict, retouch->retouch.solve(limits, how));
    CNT_CHECK(give(to_json(verdict), verdict_json));
    retouch->set(std::move(verdict.strengths));
    return {};
  });
}

cnt_status cnt_retouch_set_strengths(cnt_retouch* retouch, const float* strengths, int32_t faces, int32_t dials) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    Strengths set = whole_wish(retouch->portrait);
    if (strengths) {
      if (faces != int32_t(set.size()) || dials < 0 || dials > kMostDials)
        return fail(Code::bad_input, "strengths: as many faces as the portrait has, and no more dials than there are");
      for (std::size_t f = 0; f < set.size(); ++f) {
        const float* row = strengths + f * std::size_t(dials);
        if (!std::all_of(row, row + dials, [](float s) { return s >= 0 && s <= 1; }))
          return fail(Code::bad_input, "strengths are from 0 to 1");
        set[f].assign(row, row + dials);
      }
    }
    retouch->set(std::move(set));
    return {};
  });
}

cnt_status cnt_retouch_learn(cnt_retouch* retouch, const char* policy, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    return retouch->retouch.learn(limits, how);
  });
}

cnt_status cnt_retouch_estimate(const cnt_retouch* retouch, char** report) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_CHECK(present(report));
    CNT_TRY(estimated, retouch->retouch.estimate(retouch->strengths()));
    return give(report_json(estimated), report);
  });
}

cnt_status cnt_retouch_preview(const cnt_retouch* retouch, int32_t x, int32_t y, int32_t width, int32_t height,
                               cnt_pixels* out, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_CHECK(check_layout(out));
    const Size size{out->width, out->height};
    CNT_CHECK(check_out(out, size, 3, Sample::u8));
    CNT_TRY(shown, retouch->retouch.preview(retouch->strengths(), {x, y, width, height}, size, how));
    copy_out(shown.data(), std::ptrdiff_t(size.width) * 3, out);
    return {};
  });
}

cnt_status cnt_retouch_render(const cnt_retouch* retouch, cnt_pixels* out, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    const Photo& original = retouch->portrait.photo();
    CNT_CHECK(check_out(out, original.size, original.channels, original.sample));
    CNT_TRY(rendered, retouch->retouch.render(retouch->strengths(), how));
    copy_out(rendered.bytes.data(), rendered.stride(), out);
    return {};
  });
}

cnt_status cnt_retouch_govern(cnt_retouch* retouch, const char* policy, cnt_roundtrip roundtrip, void* user,
                              const cnt_job* job, cnt_pixels* out, char** verdict_json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    if (!roundtrip) return fail(Code::bad_input, "roundtrip is NULL: without it nothing can be verified");
    CNT_TRY(how, job_of(job));
    const Photo& original = retouch->portrait.photo();
    CNT_CHECK(check_out(out, original.size, original.channels, original.sample));
    CNT_TRY(limits, load_policy(policy ? policy : "natural"));
    Photo latest;
    const Roundtrip through{[&](Photo rendered) -> Result<Photo> {
                              Photo found = rendered;
                              latest = std::move(rendered);
                              cnt_pixels pixels = pixels_of(found);
                              if (!roundtrip(user, &pixels))
                                return fail(Code::cannot_write, "the host could not take the result");
                              return found;
                            },
                            {},
                            "host",
                            [&] { copy_out(latest.bytes.data(), latest.stride(), out); }};
    CNT_TRY(done, retouch->retouch.govern(limits, through, how));
    if (done.verdict.nothing) copy_out(original.bytes.data(), original.stride(), out);
    CNT_CHECK(give(to_json(done.verdict), verdict_json));
    retouch->set(std::move(done.verdict.strengths));
    return {};
  });
}

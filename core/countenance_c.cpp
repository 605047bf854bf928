// SPDX-License-Identifier: Apache-2.0
#include "countenance_c.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>

#include "c_structs.h"
#include "drift/titles.h"

using namespace countenance;
using namespace countenance::c;

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
  cnt_retouch(Portrait of, Retouch made)
      : portrait(std::move(of)), retouch(std::move(made)), strengths_(retouch.whole()) {}

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

Result<> give(const std::string& text, char** out) {
  if (!out) return {};
  *out = static_cast<char*>(std::malloc(text.size() + 1));
  if (!*out) return fail(Code::internal, "out of memory");
  std::memcpy(*out, text.c_str(), text.size() + 1);
  return {};
}

Result<> present(const void* handle) {
  if (!handle) return fail(Code::bad_input, "a handle or an output is NULL");
  return {};
}

}  // namespace

const char* cnt_version(void) { return version(); }
const char* cnt_metric_version(void) { return metric_version(); }
const char* cnt_last_error(void) { return said; }
void cnt_text_free(char* text) { std::free(text); }
void cnt_engine_free(cnt_engine* engine) { delete engine; }
void cnt_portrait_free(cnt_portrait* portrait) { delete portrait; }
void cnt_retouch_free(cnt_retouch* retouch) { delete retouch; }

int32_t cnt_dial_count(void) { return 1 + int32_t(std::size(kDials)); }

cnt_status cnt_dial_at(int32_t index, cnt_dial* out) {
  return border([&]() -> Result<> {
    if (index < 0 || index >= cnt_dial_count()) return fail(Code::bad_input, "there is no such dial");
    if (index == 0)
      return put({0, govern::kRetouch, govern::kRetouchTitle, govern::kRetouchHelp, "", 0, 1}, out, "dial");
    const Dial& dial = kDials[index - 1];
    return put({0, dial.name, dial.title, dial.help, dial.unit, dial.low, dial.high}, out, "dial");
  });
}

cnt_status cnt_wishes_set(cnt_wishes* wishes, const char* dial, float value) {
  return border([&]() -> Result<> {
    if (!dial) return fail(Code::bad_input, "the dial's name is NULL");
    CNT_TRY(set, wishes_of(wishes));
    CNT_CHECK(set_dials(set, {{dial, value}}));
    if (const Dial* known = find_dial(dial); known && !has(*wishes, *known))
      return fail(Code::bad_input, std::string("wishes.struct_size is of a version that does not have ") + dial);
    return put(set, wishes);
  });
}

cnt_status cnt_policy_wishes(const char* policy, cnt_wishes* out) {
  return border([&]() -> Result<> {
    CNT_TRY(preset, preset_of(policy));
    Wishes wishes;
    CNT_CHECK(set_dials(wishes, preset.wishes));
    return put(wishes, out);
  });
}

int32_t cnt_measure_count(void) { return int32_t(std::size(drift::kMeasureTitles)); }

cnt_status cnt_measure_at(int32_t index, cnt_measure* out) {
  return border([&]() -> Result<> {
    if (index < 0 || index >= cnt_measure_count()) return fail(Code::bad_input, "there is no such measure");
    const drift::MeasureTitle& measure = drift::kMeasureTitles[index];
    return put({0, measure.measure, measure.title}, out, "measure");
  });
}

cnt_status cnt_policies_json(char** json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(json));
    return give(policies_json(), json);
  });
}

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
    CNT_TRY(limits, policy_of(policy));
    CNT_TRY(report, portrait->portrait.measure(photo, limits, how));
    CNT_CHECK(give(report_json(report), json));
    if (report.outside) return fail(Code::over_limit, "outside the limits of policy '" + limits.name + "'");
    if (!report.within) return fail(Code::not_measurable, "a measure that the policy requires could not be taken");
    return {};
  });
}

cnt_status cnt_retouch_propose(const cnt_portrait* portrait, const cnt_wishes* wishes, const cnt_job* job,
                               cnt_retouch** out) {
  const cnt_local everywhere{.struct_size = sizeof everywhere};
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
    *out = new cnt_retouch(portrait->portrait, std::move(retouch));
    return {};
  });
}

cnt_status cnt_retouch_with(const cnt_retouch* retouch, const cnt_wishes* wishes, const cnt_job* job,
                            cnt_retouch** out) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_CHECK(present(out));
    CNT_TRY(how, job_of(job));
    CNT_TRY(moved, wishes_of(wishes));
    CNT_TRY(made, retouch->retouch.with(moved, how));
    *out = new cnt_retouch(retouch->portrait, std::move(made));
    return {};
  });
}

cnt_status cnt_retouch_solve(cnt_retouch* retouch, const char* policy, const cnt_job* job, char** verdict_json) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_TRY(limits, policy_of(policy));
    CNT_TRY(verdict, retouch->retouch.solve(limits, how));
    CNT_CHECK(give(to_json(verdict), verdict_json));
    retouch->set(std::move(verdict.strengths));
    return {};
  });
}

cnt_status cnt_retouch_set_strengths(cnt_retouch* retouch, const float* strengths, int32_t faces, int32_t dials) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    Strengths set = retouch->retouch.whole();
    std::size_t most = 0;
    for (const auto& own : set) most = std::max(most, own.size());
    if (strengths && (faces != int32_t(set.size()) || dials != int32_t(most)))
      return fail(Code::bad_input, "strengths: this wish has " + std::to_string(set.size()) + " faces and " +
                                       std::to_string(most) + " dials");
    for (std::size_t f = 0; strengths && f < set.size(); ++f) {
      const float* row = strengths + f * most;
      std::copy_n(row, set[f].size(), set[f].begin());
      if (!std::all_of(set[f].begin(), set[f].end(), [](float s) { return s >= 0 && s <= 1; }))
        return fail(Code::bad_input, "strengths are from 0 to 1");
    }
    retouch->set(std::move(set));
    return {};
  });
}

cnt_status cnt_retouch_learn(cnt_retouch* retouch, const char* policy, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_TRY(limits, policy_of(policy));
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
    CNT_TRY(asked, layout_of(out));
    const Size size{asked.width, asked.height};
    CNT_TRY(room, room_for(size, 3, Sample::u8, out));
    CNT_TRY(shown, retouch->retouch.preview(retouch->strengths(), {x, y, width, height}, size, how));
    copy_out(shown.data(), std::ptrdiff_t(size.width) * 3, room);
    return {};
  });
}

cnt_status cnt_retouch_render(const cnt_retouch* retouch, cnt_pixels* out, const cnt_job* job) {
  return border([&]() -> Result<> {
    CNT_CHECK(present(retouch));
    CNT_TRY(how, job_of(job));
    CNT_TRY(room, room_for(retouch->portrait.photo(), out));
    CNT_TRY(rendered, retouch->retouch.render(retouch->strengths(), how));
    copy_out(rendered.bytes.data(), rendered.stride(), room);
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
    CNT_TRY(room, room_for(original, out));
    CNT_TRY(limits, policy_of(policy));
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
                            [&] { copy_out(latest.bytes.data(), latest.stride(), room); }};
    CNT_TRY(done, retouch->retouch.govern(limits, through, how));
    if (done.verdict.nothing) copy_out(original.bytes.data(), original.stride(), room);
    CNT_CHECK(give(to_json(done.verdict), verdict_json));
    retouch->set(std::move(done.verdict.strengths));
    return {};
  });
}

// SPDX-License-Identifier: Apache-2.0
#include "profiles.h"

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace countenance::test {
namespace {

constexpr cmsCIExyY kD65{0.3127, 0.3290, 1}, kD50{0.3457, 0.3585, 1};

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  if (!profile || !cmsSaveProfileToMem(profile, nullptr, &size)) throw std::runtime_error("profile not made");
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

cmsHPROFILE rgb(Primaries primaries, cmsToneCurve* r, cmsToneCurve* g, cmsToneCurve* b) {
  const cmsCIExyYTRIPLE srgb{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
  const cmsCIExyYTRIPLE adobe{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  const cmsCIExyYTRIPLE prophoto{{0.734699, 0.265301, 1}, {0.159597, 0.840403, 1}, {0.036598, 0.000105, 1}};
  cmsToneCurve* curves[] = {r, g, b};
  return cmsCreateRGBProfile(primaries == Primaries::prophoto ? &kD50 : &kD65,
                             primaries == Primaries::srgb    ? &srgb
                             : primaries == Primaries::adobe ? &adobe
                                                             : &prophoto,
                             curves);
}

Bytes rgb_saved(Primaries primaries, cmsToneCurve* r, cmsToneCurve* g, cmsToneCurve* b, double version) {
  cmsHPROFILE profile = rgb(primaries, r, g, b);
  cmsSetProfileVersion(profile, version);
  return saved(profile);
}

int sample(const cmsUInt16Number in[], cmsUInt16Number out[], void* transform) {
  cmsDoTransform(transform, in, out, 1);
  return 1;
}

/// curves – table – curves, sampled from `transform`.
void write_table(cmsHPROFILE profile, cmsTagSignature tag, int in, int out, int nodes, cmsHTRANSFORM transform) {
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, cmsUInt32Number(in), cmsUInt32Number(out));
  cmsStage* table =
      cmsStageAllocCLut16bit(nullptr, cmsUInt32Number(nodes), cmsUInt32Number(in), cmsUInt32Number(out), nullptr);
  cmsStageSampleCLut16bit(table, sample, transform, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, cmsUInt32Number(in), nullptr));
  cmsPipelineInsertStage(pipeline, cmsAT_END, table);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, cmsUInt32Number(out), nullptr));
  if (!cmsWriteTag(profile, tag, pipeline)) throw std::runtime_error("table not written");
  cmsPipelineFree(pipeline);
  cmsDeleteTransform(transform);
}

cmsHPROFILE placeholder(cmsColorSpaceSignature space, cmsProfileClassSignature kind, double version) {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, version);
  cmsSetDeviceClass(profile, kind);
  cmsSetColorSpace(profile, space);
  cmsSetPCS(profile, cmsSigLabData);
  cmsMLU* text = cmsMLUalloc(nullptr, 1);
  cmsMLUsetASCII(text, "en", "US", "test table");
  cmsWriteTag(profile, cmsSigProfileDescriptionTag, text);
  cmsMLUfree(text);
  cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  return profile;
}

}  // namespace

Bytes srgb_profile() { return saved(cmsCreate_sRGBProfile()); }

Bytes rgb_profile(Primaries primaries, double gamma, double version) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  Bytes bytes = rgb_saved(primaries, curve, curve, curve, version);
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes tabulated_srgb_profile() {
  std::vector<cmsUInt16Number> table(1024);
  for (int i = 0; i < 1024; ++i) {
    const double x = i / 1023.0;
    table[std::size_t(i)] =
        cmsUInt16Number(65535 * (x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4)) + 0.5);
  }
  cmsToneCurve* curve = cmsBuildTabulatedToneCurve16(nullptr, 1024, table.data());
  Bytes bytes = rgb_saved(Primaries::srgb, curve, curve, curve, 2.1);
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes grey_profile(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  Bytes bytes = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes grey_lab_profile() {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.0);
  cmsHPROFILE profile = placeholder(cmsSigGrayData, cmsSigDisplayClass, 4.3);
  cmsWriteTag(profile, cmsSigGrayTRCTag, curve);
  cmsFreeToneCurve(curve);
  return saved(profile);
}

Bytes lut_profile(double version, bool one_way) {
  const Bytes adobe = rgb_profile(Primaries::adobe, 2.2);
  cmsHPROFILE device = cmsOpenProfileFromMem(adobe.data(), cmsUInt32Number(adobe.size()));
  cmsHPROFILE lab = cmsCreateLab4Profile(nullptr);
  const auto encoding = version < 4 ? TYPE_LabV2_16 : TYPE_Lab_16;
  const auto flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE;
  cmsHPROFILE profile = placeholder(cmsSigRgbData, cmsSigOutputClass, version);
  write_table(profile, cmsSigAToB0Tag, 3, 3, 17,
              cmsCreateTransform(device, TYPE_RGB_16, lab, encoding, INTENT_RELATIVE_COLORIMETRIC, flags));
  if (!one_way)
    write_table(profile, cmsSigBToA0Tag, 3, 3, 33,
                cmsCreateTransform(lab, encoding, device, TYPE_RGB_16, INTENT_RELATIVE_COLORIMETRIC, flags));
  cmsCloseProfile(device);
  cmsCloseProfile(lab);
  return saved(profile);
}

Bytes grey_lut_profile() {
  const Bytes grey = grey_profile(2.2);
  cmsHPROFILE device = cmsOpenProfileFromMem(grey.data(), cmsUInt32Number(grey.size()));
  cmsHPROFILE lab = cmsCreateLab4Profile(nullptr);
  const auto flags = cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE;
  cmsHPROFILE profile = placeholder(cmsSigGrayData, cmsSigOutputClass, 4.3);
  write_table(profile, cmsSigAToB0Tag, 1, 3, 255,
              cmsCreateTransform(device, TYPE_GRAY_16, lab, TYPE_Lab_16, INTENT_RELATIVE_COLORIMETRIC, flags));
  write_table(profile, cmsSigBToA0Tag, 3, 1, 33,
              cmsCreateTransform(lab, TYPE_Lab_16, device, TYPE_GRAY_16, INTENT_RELATIVE_COLORIMETRIC, flags));
  cmsCloseProfile(device);
  cmsCloseProfile(lab);
  return saved(profile);
}

Bytes cmyk_profile() { return saved(placeholder(cmsSigCmykData, cmsSigOutputClass, 4.3)); }

Bytes device_link() {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.5);
  cmsToneCurve* curves[] = {curve, curve, curve};
  Bytes bytes = saved(cmsCreateLinearizationDeviceLink(cmsSigRgbData, curves));
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes falling_curve_profile() {
  cmsToneCurve* rising = cmsBuildGamma(nullptr, 2.2);
  const cmsUInt16Number table[] = {65535, 30000, 0};
  cmsToneCurve* falling = cmsBuildTabulatedToneCurve16(nullptr, 3, table);
  Bytes bytes = rgb_saved(Primaries::srgb, rising, falling, rising, 4.3);
  cmsFreeToneCurve(rising);
  cmsFreeToneCurve(falling);
  return bytes;
}

}  // namespace countenance::test

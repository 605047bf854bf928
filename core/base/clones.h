// SPDX-License-Identifier: Apache-2.0
// CNT_CLONES before a function: compiled for AVX2 as well where the compiler can, and chosen when the program starts.
// Multiplication and addition are never fused (-ffp-contract=off), so both give the same bits.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define CNT_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CNT_CLONES
#endif

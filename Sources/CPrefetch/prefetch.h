#pragma once

/// Asks for the line of the cache at `address`, and waits for nothing. Swift has no word for it: a plain load that nobody
/// uses stands in the way of those behind it (docs/performance.md).
static inline void prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 1); }

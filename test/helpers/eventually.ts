// Waits until a check passes. Specs call this and never `vi.waitFor`, which gives up after a second: on a busy machine that is too soon.

import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.js';

/**
 * What the check returns, once it throws no more.
 * @param intervalMs between two checks; a page that costs the program much is asked for less often
 * @throws what the check threw last, after PATIENCE_MS
 */
export function eventually<T>(check: () => T | Promise<T>, intervalMs = 20): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: intervalMs });
}

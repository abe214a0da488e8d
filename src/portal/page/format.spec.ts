// How numbers look.

import { expect, it } from 'vitest';
import { format } from './format.js';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [999_999, '1.0 MB'],
  [1_536_000, '1.5 MB'],
  [999_950_000, '1.0 GB'],
  [1_234_000_000_000_000_000, '1234 PB'],
])('shows %d bytes as %s', (bytes, text) => expect(format.bytes(bytes)).toBe(text));

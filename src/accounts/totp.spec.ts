// Codes of the second factor: the test vectors of RFC 6238, and how far a clock may be off.

import { generateSync } from 'otplib';
import { expect, it } from 'vitest';
import { newTotpSecret, stepOfCode, totpAddress } from './totp.js';

/** "12345678901234567890" in base32: the secret of RFC 6238, appendix B. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

it.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('takes at second %i the code of RFC 6238 (its last six digits)', (second, eightDigits) => {
  expect(stepOfCode(RFC_SECRET, eightDigits.slice(-6), second * 1_000)).toBe(Math.floor(second / 30));
});

it('takes the code of the step before and after, with its own step, and of no other', () => {
  const at = 1_234_567_890;
  const steps = [-2, -1, 0, 1, 2].map((offset) =>
    stepOfCode(RFC_SECRET, generateSync({ secret: RFC_SECRET, epoch: at + offset * 30 }), at * 1_000),
  );
  const step = at / 30;
  expect(steps).toEqual([undefined, step - 1, step, step + 1, undefined]);
});

it.each(['', '12345', '1234567', 'abcdef', '٠٠٥٩٢٤', '005924\u0000'])('takes %j for no code', (code) => {
  expect(stepOfCode(RFC_SECRET, code, 1_234_567_890_000)).toBeUndefined();
});

it('does not mind blanks, as apps show them', () => {
  expect(stepOfCode(RFC_SECRET, ' 005 924 ', 1_234_567_890_000)).toBe(41_152_263);
});

it('makes secrets of 160 bits, and an address that says whose they are', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(secret).not.toBe(newTotpSecret());
  expect(totpAddress(secret, 'vera', 'Lanwarden')).toBe(
    `otpauth://totp/Lanwarden:vera?secret=${secret}&issuer=Lanwarden`,
  );
});

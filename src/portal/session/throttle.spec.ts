// The login throttle alone, on a fake clock.

import { expect, it } from 'vitest';
import { LoginThrottle } from './throttle.js';
import { FakeClock } from '../../../test/helpers/fake-clock.js';

function after(
  attempts: number,
  account = 'admin',
  address = '203.0.113.7',
): { throttle: LoginThrottle; clock: FakeClock } {
  const clock = new FakeClock(1_000_000);
  const throttle = new LoginThrottle(clock);
  for (let i = 0; i < attempts; i++) throttle.attempt(account, address);
  return { throttle, clock };
}

it.each([
  [4, 0],
  [5, 1_000],
  [6, 2_000],
  [10, 32_000],
  [50, 900_000],
])('after %i failures an address waits %i ms', (attempts, waitMs) => {
  expect(after(attempts, 'nobody').throttle.waitMs('somebody', '203.0.113.7', false)).toBe(waitMs);
});

it('lets a person in at their usual address, whatever names others tried from it', () => {
  const { throttle } = after(0);
  for (let i = 0; i < 50; i++) throttle.attempt(`made up ${i}`, '203.0.113.7');
  expect(throttle.waitMs('admin', '203.0.113.7', true)).toBe(0);
  expect(throttle.waitMs('admin', '203.0.113.7', false)).toBe(900_000);
});

it('makes guesses at an account from its usual address wait as well, at most 30 seconds', () => {
  expect(after(6).throttle.waitMs('admin', '203.0.113.7', true)).toBe(2_000);
  expect(after(50).throttle.waitMs('admin', '203.0.113.7', true)).toBe(30_000);
});

it('makes guesses at codes of an account wait in full, at whatever address, and nobody else there', () => {
  const { throttle } = after(50, 'code:admin');
  expect(throttle.ownWaitMs('code:admin', '203.0.113.7', true)).toBe(900_000);
  expect(throttle.ownWaitMs('code:admin', '198.51.100.1', false)).toBe(900_000);
  expect(throttle.ownWaitMs('code:ann', '203.0.113.7', false)).toBe(0);
});

it('takes a hundred or so codes a day of an account from as many networks as there are, and its own from the usual one', () => {
  const { throttle, clock } = after(0);
  let guesses = 0;
  for (let minute = 0; minute < 1_440; minute++, clock.advance(60_000)) {
    for (let network = 0; network < 250; network++) {
      const address = `203.0.${network}.1`;
      if (throttle.ownWaitMs('code:admin', address, false) > 0) continue;
      throttle.attempt('code:admin', address);
      guesses += 1;
    }
  }
  expect(guesses).toBeLessThan(120);
  expect(throttle.ownWaitMs('code:admin', '192.0.2.1', true)).toBe(0);
});

it('does not count an attempt that was not looked at', async () => {
  const { throttle } = after(4);
  const away = Promise.reject(new Error('busy'));
  await expect(throttle.guarded('admin', '203.0.113.7', () => away)).rejects.toThrow('busy');
  throttle.attempt('admin', '203.0.113.7');
  expect(throttle.waitMs('admin', '203.0.113.7', true)).toBe(1_000);
  expect(throttle.waitMs('admin', '198.51.100.1', false)).toBe(1_000);
});

it('keeps an account that many addresses guess at open to its owner, and to others after 30 seconds', () => {
  const { throttle, clock } = after(0);
  for (let i = 0; i < 200; i++) throttle.attempt('admin', `203.0.113.${i}`);
  expect(throttle.waitMs('admin', '192.0.2.1', true)).toBe(0);
  expect(throttle.waitMs('admin', '192.0.2.1', false)).toBe(30_000);
  clock.advance(30_000);
  expect(throttle.waitMs('admin', '192.0.2.1', false)).toBe(0);
});

it('takes an IPv6 network for one address', () => {
  const { throttle } = after(5, 'admin', '2001:db8:1:2::1');
  expect(throttle.waitMs('other', '2001:db8:1:2::ffff', false)).toBe(1_000);
  expect(throttle.waitMs('other', '2001:db8:1:3::1', false)).toBe(0);
});

it('does not let a login of one’s own clear the failures of an address', () => {
  const { throttle } = after(8);
  throttle.attempt('mallory', '203.0.113.7');
  throttle.succeeded('mallory', '203.0.113.7');
  expect(throttle.waitMs('admin', '203.0.113.7', true)).toBe(8_000);
});

it('does not begin the wait of an address anew when the attempt after it was right', () => {
  const { throttle, clock } = after(8);
  clock.advance(8_000);
  throttle.attempt('admin', '203.0.113.7');
  throttle.succeeded('admin', '203.0.113.7');
  expect(throttle.waitMs('code:admin', '203.0.113.7', false)).toBe(0);
});

it('forgets after an hour', () => {
  const { throttle, clock } = after(50);
  clock.advance(3_600_000);
  throttle.attempt('admin', '203.0.113.7');
  expect(throttle.waitMs('admin', '203.0.113.7', false)).toBe(0);
});

it.each([
  ['fd00::1', 'fd00::2'],
  ['2001:db8::1', '2001:db8:0:0:ffff::2'],
  ['fe80::1%eth0', 'fe80::2'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('takes %s and %s for one address', (one, other) => {
  expect(after(6, 'admin', one).throttle.waitMs('somebody', other, false)).toBe(2_000);
});

it.each([
  ['fd00::1', 'fd00:0:0:1::1'],
  ['203.0.113.7', '203.0.113.8'],
])('takes %s and %s for two addresses', (one, other) => {
  expect(after(6, 'admin', one).throttle.waitMs('somebody', other, false)).toBe(0);
});

it('takes two spellings of a name for one account', () => {
  expect(after(6, 'zo\u00eb').throttle.waitMs('ZOE\u0308', '198.51.100.1', false)).toBe(2_000);
});

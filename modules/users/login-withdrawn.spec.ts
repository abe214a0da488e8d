// A login that was not looked at, because too many wait for theirs, is no guess.

import { expect, it } from 'vitest';
import type { AccountsService } from '#src/accounts/accounts.service.js';
import { FakeClock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import type { Visit } from '#src/portal/session/visit.js';
import { LoginController } from './login.controller.js';

it('is not counted by the throttle', async () => {
  const throttle = new LoginThrottle(new FakeClock(1_000_000));
  const accounts: Pick<AccountsService, 'isUsualAddress' | 'authenticate'> = {
    isUsualAddress: async () => false,
    authenticate: () => Promise.reject(new Fault('THROTTLED', 'Too many people log in at once.')),
  };
  const unused = undefined as never;
  const login = new LoginController(accounts as AccountsService, throttle, unused, unused, unused);
  const visit = { address: '203.0.113.7' } as Visit;
  for (let n = 0; n < 10; n++)
    await expect(login.login(visit, { name: 'ann', password: 'x' })).rejects.toMatchObject({ code: 'THROTTLED' });
  expect(throttle.waitMs('ann', '203.0.113.7', false)).toBe(0);
});

// How passwords and codes of one person are slowed down at each door.

import { expect, it } from 'vitest';
import type { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import type { Principal, Visit } from '#src/portal/session/visit.js';
import { LoginCodeController } from './login-code.controller.js';
import { LoginController } from './login.controller.js';
import { OwnPassword } from './own-password.js';
import type { SignIn } from './sign-in.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const ADDRESS = '203.0.113.7';
const unused = undefined as never;
const ann = { name: 'ann' } as Principal;
const visitOf = (): Visit => ({ address: ADDRESS }) as Visit;

function accountsOf(isUsual: boolean, authenticate: () => Promise<undefined>): AccountsService {
  const accounts: Pick<AccountsService, 'isUsualAddress' | 'byName' | 'authenticate'> = {
    isUsualAddress: async () => isUsual,
    byName: async () => undefined,
    authenticate,
  };
  return accounts as AccountsService;
}

function throttleAfter(attempts: number): { throttle: LoginThrottle; clock: FakeClock } {
  const clock = new FakeClock(1_000_000);
  const throttle = new LoginThrottle(clock);
  for (let n = 0; n < attempts; n++) throttle.attempt(`made up ${n}`, ADDRESS);
  return { throttle, clock };
}

const tooMany = (): Promise<undefined> => Promise.reject(new Fault('THROTTLED', 'Too many people log in at once.'));
const wrong = (): Promise<undefined> => Promise.resolve(undefined);

it('a login that was not looked at, because too many wait for theirs, is no guess', async () => {
  const { throttle } = throttleAfter(0);
  const login = new LoginController(accountsOf(false, tooMany), throttle, unused, unused, unused);
  for (let n = 0; n < 10; n++)
    await expect(login.login(visitOf(), { name: 'ann', password: 'x' })).rejects.toMatchObject({ code: 'THROTTLED' });
  expect(throttle.waitMs('ann', ADDRESS, false)).toBe(0);
});

it('nor is a password of one’s own that was not looked at', async () => {
  const { throttle } = throttleAfter(0);
  const own = new OwnPassword(accountsOf(false, tooMany), throttle);
  for (let n = 0; n < 10; n++)
    await expect(own.mistake(ann, visitOf(), 'x')).rejects.toMatchObject({ code: 'THROTTLED' });
  expect(throttle.waitMs('ann', ADDRESS, false)).toBe(0);
});

it('a password of one’s own waits with its address, unless that is the usual one', async () => {
  const { throttle, clock } = throttleAfter(50);
  clock.advance(60_000);
  const mistake = (isUsual: boolean): Promise<string | undefined> =>
    new OwnPassword(accountsOf(isUsual, wrong), throttle).mistake(ann, visitOf(), 'x');
  expect(await mistake(false)).toBe('Too many attempts. Wait a little.');
  expect(await mistake(true)).toBe('Your current password is wrong.');
});

it.each([
  ['', { skip: true }],
  ['x', { target: 'ann', outcome: 'failure', details: { reason: 'throttled' }, seldom: true }],
])('a password %j of one’s own that is no guess does not fill the audit log', async (password, audit) => {
  const { throttle } = throttleAfter(50);
  const visit: Visit = { ...visitOf(), audit: { target: 'ann', outcome: 'failure' } };
  await new OwnPassword(accountsOf(false, wrong), throttle).mistake(ann, visit, password);
  expect(visit.audit).toEqual(audit);
});

it('a code waits in full for wrong codes at its address, not for what others guess there', async () => {
  const { throttle, clock } = throttleAfter(50);
  clock.advance(60_000);
  const signIn = { half: async () => ({ account: ann, secret: 's' }), noteTry: async () => undefined };
  const factor = { check: async () => false } as never;
  const step = new LoginCodeController(accountsOf(true, wrong), factor, throttle, signIn as unknown as SignIn);
  const check = (): Promise<unknown> => step.check(visitOf(), undefined, { code: '123456' });
  expect(await check()).toMatchObject({ status: 401 });
  for (let n = 0; n < 50; n++) throttle.attempt('code:ann', ADDRESS);
  clock.advance(60_000);
  expect(await check()).toMatchObject({
    status: 429,
    model: { error: 'Too many attempts. Try again in 840 seconds.' },
  });
});

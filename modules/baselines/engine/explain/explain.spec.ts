// Words of every code, by a table; what an attacker writes into them; points.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../activity.js';
import type { Entity } from '../entity.js';
import type { Evidence, Facts } from '../evidence.js';
import { REASON_CODES, type ReasonCode } from '../reason.js';
import { MAX_REASONS } from '../scored.js';
import { explain } from './explain.js';

const alice: Entity = { kind: 'user', name: 'alice' };
const logon: Activity = {
  time: Date.parse('2026-11-21T03:12:44Z'),
  hour: 498_000,
  hourOfWeek: 5 * 24 + 3,
  minute: 12,
  kind: 'logon',
  outcome: 'success',
  actor: alice,
  isInferred: false,
  isPresence: false,
  action: 'logged_in/Network/NTLM',
  sourceIp: '203.0.113.7',
  sourceNet: '203.0.0.0/16',
  country: 'PL',
  host: 'vpn-gw',
};

function evidence(code: ReasonCode, points: number, facts: Partial<Facts>, more: Partial<Evidence> = {}): Evidence {
  return { code, level: 3, points, facts: { days: 60, ...facts }, ...more };
}

const DE = [
  ['DE', 58],
  ['AT', 4],
] as const;

it('says it as a colleague would', () => {
  const { reasons, summary } = explain(alice, logon, [
    evidence('unusual-hour', 30.4, { weeks: 7, weeksActive: 0 }),
    evidence('new-country', 41.2, { known: 2, usualValues: DE, others: 0, peers: 0 }, { value: 'PL', usual: 0 }),
    evidence('new-network', 12.1, { known: 2, others: 3, peers: 1 }, { value: '203.0.0.0/16' }),
    evidence('many-failures', 2, {}, { seen: 3, usual: 0.12 }),
  ]);
  expect(summary).toBe(
    'alice logged on to vpn-gw from 203.0.113.7 (PL) at 03:12 Saturday; alice has never come from PL (2 source countries in 60 days),' +
      ' was active at this hour in 0 of the last 7 weeks, and has never come from 203.0.0.0/16 (2 source networks in 60 days)',
  );
  expect(reasons).toEqual([
    {
      code: 'new-country',
      value: 'PL',
      points: 41,
      what: 'source country never seen for alice',
      expected: 'DE (58 of 60 days), AT (4 of 60 days)',
      actual: 'PL; nobody else known well here',
    },
    {
      code: 'unusual-hour',
      points: 31,
      what: 'alice is hardly ever active at this hour',
      expected: 'active at this hour in 0 of the last 7 weeks',
      actual: 'Saturday 03h',
    },
    {
      code: 'new-network',
      value: '203.0.0.0/16',
      points: 12,
      what: 'source network never seen for alice',
      expected: '2 source networks in 60 days',
      actual: '203.0.0.0/16; 3 others here, 1 of them peers',
    },
    {
      code: 'many-failures',
      points: 2,
      what: 'more failures than usual within an hour',
      expected: 'about 0.12 failures within an hour',
      actual: '3 failures',
    },
  ]);
});

type Row = readonly [code: ReasonCode, facts: Partial<Facts>, more: Partial<Evidence>, words: readonly string[]];
const rows: readonly Row[] = [
  ['new-country', { known: 0 }, { value: 'PL' }, ['source country never seen for alice', 'no source country in 60 days', 'PL', 'has never come from PL (no source country in 60 days)']],
  ['new-country', { known: 1, usualValues: [['DE', 1]], days: 1 }, { value: 'PL' }, ['source country never seen for alice', 'DE (1 of 1 day)', 'PL', 'has never come from PL (1 source country in 1 day)']],
  ['new-network', { known: 9, usualValues: [['10.0.4.0/24', 400], ['10.0.5.0/24', 1]] }, { value: '203.0.0.0/16', seen: 1 }, ['source network hardly ever seen for alice', '10.0.4.0/24 (60 of 60 days), 10.0.5.0/24 (1 of 60 days) and 6 more', '203.0.0.0/16', 'has hardly ever come from 203.0.0.0/16 (9 source networks in 60 days)']],
  ['new-source-host', {}, { value: 'lap-7' }, ['source machine never seen for alice', 'a known source machine', 'lap-7', 'has never come from lap-7']],
  ['new-host', { others: 1, peers: 0 }, { value: 'fs-hr1' }, ['machine never used by alice', 'a known machine', 'fs-hr1; 1 other here, but none of its peers', 'has never used fs-hr1']],
  ['new-action', {}, { value: 'logged_in/Network/NTLM' }, ['kind of action never done by alice', 'a known kind of action', '“logged in (Network, NTLM)”', 'has never done “logged in (Network, NTLM)”']],
  ['new-action', { others: 2, peers: 2, usualValues: [['logged_in/Unlock', 16]] }, { value: 'logon_failed/Network/failure' }, ['kind of action never done by alice', '“logged in (Unlock)” (16 of 60 days)', '“logon failed (Network)”; 2 others here, all of them peers', 'has never done “logon failed (Network)”']],
  ['new-program', { known: 1 }, { value: 'whoami' }, ['program never run by alice', '1 program in 60 days', 'whoami', 'has never run whoami (1 program in 60 days)']],
  ['new-domain', {}, { value: 'evil.example' }, ['domain never asked for by alice', 'a known domain', 'evil.example', 'has never asked for evil.example']],
  ['new-share', {}, {}, ['share never opened by alice', 'a known share', 'another share', 'has never opened this share']],
  ['unusual-hour', { weeks: 7, weeksActive: 1 }, {}, ['alice is hardly ever active at this hour', 'active at this hour in about 1 of the last 7 weeks', 'Saturday 03h', 'was active at this hour in about 1 of the last 7 weeks']],
  ['unusual-hour', { weeks: 1, weeksActive: 1 }, {}, ['alice is less often active at this hour than at others', 'active at this hour in about 1 of 1 week', 'Saturday 03h', 'was active at this hour in about 1 of 1 week']],
  ['unusual-hour', {}, {}, ['alice is hardly ever active at this hour', 'other hours of the week', 'Saturday 03h', 'is hardly ever active at this hour']],
  ['many-logons', {}, { seen: 40, usual: 2.34 }, ['more logons than usual within an hour', 'about 2.3 logons within an hour', '40 logons', 'logged on 40 times within an hour (usually 2.3)']],
  ['many-logons', {}, { seen: 1, usual: 1 }, ['more logons than usual within an hour', 'about 1 logon within an hour', '1 logon', 'logged on once within an hour (usually 1)']],
  ['many-failures', { days: 1 }, { seen: 12, usual: 0.2 }, ['more failures than usual within an hour', 'about 0.2 failures within an hour, going by others and assumptions: first seen today', '12 failures', 'failed 12 times within an hour (first seen today; assumed is 0.2)']],
  ['many-failures', {}, { seen: 1_234, usual: 0.004 }, ['more failures than usual within an hour', 'hardly any failures (0.004 on average) within an hour', '1,234 failures', 'failed 1,234 times within an hour (usually hardly any)']],
  ['many-privileged', {}, { seen: 14 }, ['more privileged actions than usual within an hour', 'fewer privileged actions within an hour', '14 privileged actions', 'did 14 privileged actions within an hour']],
  ['many-hosts', {}, {}, ['more machines than usual', 'fewer machines within an hour', 'many more', 'had more machines than usual']],
  ['many-dns', {}, { seen: 3e6, usual: 120.4 }, ['more DNS questions than usual within an hour', 'about 120 DNS questions within an hour', '3,000,000 DNS questions', 'asked 3,000,000 DNS questions within an hour (usually 120)']],
  ['many-files', { windowHours: 12 }, { seen: 2_100.4, usual: 30 }, ['more files than usual within half a day', 'about 30 files within half a day', '2,100 files', 'touched 2,100 files within half a day (usually 30)']],
  ['many-programs', {}, { seen: 9, usual: 2 }, ['more programs than usual within an hour', 'about 2 programs within an hour', '9 programs', 'ran 9 programs within an hour (usually 2)']],
  ['many-new-hosts', {}, { seen: 14, usual: 0.12 }, ['more new machines than usual within 24 hours', 'about 0.12 new machines within 24 hours', '14 new machines', 'used 14 new machines within 24 hours (usually 0.12)']],
  ['many-new-programs', {}, { seen: 1, usual: 0.1 }, ['more new programs than usual within 24 hours', 'about 0.1 new programs within 24 hours', '1 new program', 'ran 1 new program within 24 hours (usually 0.1)']],
  ['slow-creep', {}, { seen: 9, usual: 0.1 }, ['alice goes to new machines day after day', 'about 0.1 new machines a day', '9 new machines over the last days', 'went to 9 new machines over the last days (usually 0.1 a day)']],
  ['failures-then-success', {}, { seen: 56.7 }, ['logon of alice succeeded after failures', 'few failures before a logon', '57 failures, then a success from 203.0.113.7', 'got in after 57 failures']],
  ['spraying', { source: '198.51.100.9' }, { seen: 37, usual: 1 }, ['one source failed to log on as many accounts', 'about 1 account from one source', '37 known accounts within 6 hours from 198.51.100.9', 'failed to log on as 37 known accounts within 6 hours']],
  ['spraying-success', {}, { seen: 37 }, ['alice logged on from a source that sprayed', 'few accounts from one source', '203.0.113.7 that had failed as 37 known accounts within 6 hours', 'came from a source that had failed as 37 known accounts within 6 hours']],
  ['impossible-travel', { from: 'DE', km: 7_812.4, minutes: 49.6 }, { value: 'CN' }, ['two places of alice too far apart for the time between', 'DE, as 50 minutes before, or near it', 'CN, 7,812 km away', 'was 7,812 km away (DE) 50 minutes before']],
  ['impossible-travel', {}, {}, ['two places of alice too far apart for the time between', 'another place, as shortly before, or near it', 'PL, far away', 'was far away (another place) shortly before']],
  ['dormant', { quietDays: 43 }, { usual: 1 }, ['alice was not used for 43 days', 'pauses of about 1 day in 60 days', 'active again after 43 days', 'was not active for 43 days']],
  ['dormant', { quietDays: 43 }, { usual: 0.2 }, ['alice was not used for 43 days', 'pauses of less than a day on average in 60 days', 'active again after 43 days', 'was not active for 43 days']],
  ['dns-tunnel', {}, { value: 'evil.example', seen: 3_000, usual: 0 }, ['much data of alice in names of one domain', 'none by others, in names of it', '3 kB in different names below evil.example', 'put 3 kB into names below evil.example (others none)']],
  ['dns-tunnel', {}, { value: 'evil.example', seen: 184_321, usual: 30 }, ['much data of alice in names of one domain', 'about 30 B a day by others, in names of it', '184 kB in different names below evil.example', 'put 184 kB into names below evil.example (others about 30 B a day)']],
  ['unusual-pattern', { features: [['files an hour', 900, 10.2], ['dns questions an hour', 0, 3.1], ['new machines', 0, 0], ['new source countries', 1, 0]] }, {}, ['the hour as a whole is unlike other hours of alice', 'about 10 files, about 3.1 DNS questions, no new source countries', '900 files, no DNS questions, 1 new source country', 'had an hour unlike the others (900 files, usually 10; no DNS questions, usually 3.1)']],
  ['unusual-pattern', { features: [['new kinds of action', 1, 0], ['different machines an hour', 12, 1], ['different machines', 12, 1], ['different domains', 1, 7]] }, {}, ['the hour as a whole is unlike other hours of alice', 'no new kinds of action, about 1 machine, about 7 different domains', '1 new kind of action, 12 different machines, 1 domain', 'had an hour unlike the others (1 new kind of action; 12 different machines, usually 1)']],
  ['unusual-pattern', {}, {}, ['the hour as a whole is unlike other hours of alice', 'an hour like others', 'an unusual mix', 'had an hour unlike the others']],
]; // prettier-ignore

const DEED = 'alice logged on to vpn-gw from 203.0.113.7 (PL) at 03:12 Saturday';

describe('each code has its words', () => {
  it.each(rows)('%s %j %j', (code, facts, more, [what, expected, actual, says]) => {
    const { reasons, summary } = explain(alice, logon, [evidence(code, 80, facts, { ...more, deed: DEED })]);
    expect(reasons).toEqual([
      { code, what, expected, actual, points: 80, ...(more.value === undefined ? {} : { value: more.value }) },
    ]);
    expect(summary).toBe(`${DEED}; alice ${says}`);
  });

  it('and none was forgotten in the table', () => {
    expect(new Set(rows.map(([code]) => code))).toEqual(new Set(Object.keys(REASON_CODES)));
  });
});

const nothing: Activity = {
  time: 0,
  hour: 0,
  hourOfWeek: 14,
  kind: 'network',
  outcome: 'unknown',
  actor: undefined,
  isInferred: false,
  isPresence: false,
  action: 'x',
};
const phone: Entity = { kind: 'host', name: 'phone' };
const source: Entity = { kind: 'ip', name: '203.0.113.7' };

it.each<readonly [Entity, Partial<Activity>, string]>([
  [alice, {}, 'alice connected at 14h Monday'],
  [alice, { outcome: 'failure', host: 'fw' }, 'alice was refused a connection to fw at 14h Monday'],
  [alice, { kind: 'dns', domain: 'evil.example', subdomain: 'a.b', actor: alice, isInferred: true, sourceHost: 'lap-7', sourceIp: '10.0.4.9' }, 'a device of alice asked for a.b.evil.example from lap-7 (10.0.4.9) at 14h Monday'],
  [phone, { kind: 'dns', domain: 'evil.example', actor: phone, isInferred: true }, 'phone asked for evil.example at 14h Monday'],
  [source, { kind: 'logon', outcome: 'failure', actor: alice, host: 'vpn-gw' }, '203.0.113.7 failed to log on to vpn-gw as alice at 14h Monday'],
  [source, { kind: 'logon', outcome: 'unknown', sourceIp: '203.0.113.7' }, '203.0.113.7 tried to log on at 14h Monday'],
  [alice, { kind: 'session', host: 'ws1', sourceHost: 'ws1' }, 'alice had a session on ws1 at 14h Monday'],
  [alice, { kind: 'privilege', action: 'sudo', program: 'visudo', host: 'web1' }, 'alice used privileges (visudo) on web1 at 14h Monday'],
  [alice, { kind: 'privilege', outcome: 'failure', action: 'added_member', target: 'bob' }, 'alice failed to use privileges (added member) (account bob) at 14h Monday'],
  [alice, { kind: 'process', program: 'whoami', host: 'ws1', minute: 5 }, 'alice ran whoami on ws1 at 14:05 Monday'],
  [alice, { kind: 'process' }, 'alice ran a program at 14h Monday'],
  [alice, { kind: 'file', file: 'plan.xlsx', share: 'hr', host: 'fs1' }, 'alice touched plan.xlsx on share hr on fs1 at 14h Monday'],
  [alice, { kind: 'file', outcome: 'failure' }, 'alice failed to touch files at 14h Monday'],
])('tells of %j what %j says, and no more', (entity, activity, deed) => {
  const { summary } = explain(entity, { ...nothing, ...activity }, [evidence('unusual-hour', 60, {})]);
  expect(summary).toBe(`${deed}; ${entity.name} is hardly ever active at this hour`);
}); // prettier-ignore

it('leaves out of the sentence what hardly weighs, and of the reasons what is more than four; its points go to the others', () => {
  const { reasons, summary } = explain(alice, logon, [
    evidence('dormant', 70, { quietDays: 43 }),
    evidence('new-host', 3, {}, { value: 'a' }),
    evidence('new-share', 2, {}, { value: 'b' }),
    evidence('new-domain', 2, {}, { value: 'c' }),
    evidence('new-program', 1, {}, { value: 'd' }),
  ]);
  expect(summary).toMatch(/; alice was not active for 43 days$/);
  expect(reasons.map(({ code }) => code)).toEqual(['dormant', 'new-host', 'new-share', 'new-domain']);
  expect(reasons.reduce((sum, { points }) => sum + points, 0)).toBe(78);
});

it('begins with what was done when the strongest reason came about', () => {
  const deed = 'alice logged on to vpn-gw from 203.0.113.7 (PL) at 03:12 Saturday';
  const dns: Activity = { ...logon, kind: 'dns', domain: 'news.example' };
  const { summary } = explain(alice, dns, [
    evidence('many-dns', 20, {}, { seen: 40, deed: 'alice asked for ads.example' }),
    evidence('new-country', 60, {}, { value: 'PL', deed }),
  ]);
  expect(summary).toBe(`${deed}; alice has never come from PL and asked 40 DNS questions within an hour`);
});

it('does not begin with what only happened in the same hour', () => {
  const dns: Activity = { ...logon, kind: 'dns', domain: 'news.example' };
  const files = evidence('many-files', 60, {}, { seen: 148, usual: 4 });
  expect(explain(alice, dns, [files]).summary).toBe(
    'alice, around 03:12 Saturday: touched 148 files within an hour (usually 4)',
  );
  // Whatever happens is an example of an unusual hour, but not of what else is told.
  expect(explain(alice, dns, [files, evidence('unusual-hour', 20, {})]).summary).toMatch(
    /^alice, around 03:12 Saturday: /,
  );
  // An example of what weighs less is one, too.
  const asked = evidence('new-domain', 20, {}, { value: 'news.example' });
  expect(explain(alice, dns, [files, asked]).summary).toMatch(
    /^alice asked for news.example .*; alice touched 148 files/,
  );
  const other = evidence('new-domain', 20, {}, { value: 'other.example' });
  expect(explain(alice, dns, [other]).summary).toMatch(/^alice, around /);
});

it('names the hour as a whole behind what it is made of', () => {
  const { reasons, summary } = explain(alice, logon, [
    evidence('unusual-pattern', 40, { features: [['new source countries', 1, 0]] }),
    evidence('new-country', 30, {}, { value: 'PL' }),
  ]);
  expect(reasons.map(({ code }) => code)).toEqual(['unusual-pattern', 'new-country']);
  expect(summary).toMatch(/has never come from PL and had an hour unlike the others \(1 new source country\)$/);
});

it('says nothing without evidence', () => {
  expect(explain(alice, logon, [])).toEqual({ reasons: [], summary: '' });
});

describe('a break-in from one address, told by a logon from another', () => {
  const breakIn = evidence('failures-then-success', 60, { source: '198.51.100.9' }, { seen: 40 });

  it('names the address that failed before', () => {
    const { reasons, summary } = explain(alice, logon, [breakIn]);
    expect(reasons[0]?.actual).toBe('40 failures, then a success from 198.51.100.9');
    expect(summary).toBe('alice, around 03:12 Saturday: got in after 40 failures');
  });

  it('is told by a logon from that address', () => {
    const { summary } = explain(alice, { ...logon, sourceIp: '198.51.100.9' }, [breakIn]);
    expect(summary).toMatch(/^alice logged on to vpn-gw from 198\.51\.100\.9 .*; alice got in after 40 failures$/);
  });

  it('names none where no event did', () => {
    const { reasons } = explain(alice, logon, [{ ...breakIn, facts: { days: 60, source: '' } }]);
    expect(reasons[0]?.actual).toBe('40 failures, then a success');
  });
});

const unitPoints = fc.double({ min: 0, max: 40, noNaN: true });
it('gives whole points that add up to the rounded score', () => {
  fc.assert(
    fc.property(fc.array(unitPoints, { minLength: 1, maxLength: 6 }), (points) => {
      const list = points.map((each) => evidence('many-logons', each, {}));
      const { reasons } = explain(alice, logon, list);
      const score = points.reduce((sum, each) => sum + each, 0);
      expect(reasons.length).toBeLessThanOrEqual(MAX_REASONS);
      expect(reasons.every((each) => Number.isInteger(each.points) && each.points > 0)).toBe(true);
      expect(reasons.reduce((sum, each) => sum + each.points, 0)).toBe(Math.round(score));
    }),
  );
});

it('shows control characters for what they are, and no more of a long value than a sentence bears', () => {
  const evil = `\u001b[2J\u202e${'x'.repeat(10_000)}\r\n\u0000end.example`;
  const entity: Entity = { kind: 'user', name: `a\u0007${'b'.repeat(120)}` };
  for (const code of Object.keys(REASON_CODES) as ReasonCode[]) {
    const facts: Facts = {
      days: 60,
      known: 2,
      usualValues: [[evil, 3]],
      from: evil,
      source: evil,
      features: [[evil, 1e300, Infinity]],
    };
    const activity: Activity = {
      ...logon,
      kind: 'file',
      actor: entity,
      host: evil,
      sourceHost: evil,
      sourceIp: evil,
      country: evil,
      share: evil,
      file: evil,
      program: evil,
      domain: evil,
      subdomain: evil,
      target: evil,
      action: evil,
    };
    const { reasons, summary } = explain(entity, activity, [
      { code, level: 9, points: 99.6, value: evil, seen: 1e300, usual: 1e-300, facts },
    ]);
    const texts = reasons.flatMap(({ what, expected, actual }) => [what, expected, actual]);
    for (const text of [summary, ...texts]) expect(text).not.toMatch(/[\u0000-\u001f\u202e]/u);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(200);
    expect(summary.length).toBeLessThanOrEqual(500);
  }
});

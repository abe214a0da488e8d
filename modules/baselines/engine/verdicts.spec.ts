import { describe, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import type { Engine } from './engine.js';
import type { Scored } from './scored.js';
import { FINDING_SCORE } from './scored.js';
import { activity, at, highest, learn, observeAll, officeDay, trained } from './testing/office.js';
import type { Verdict } from './verdict.js';

const USERS = 30;

/** The same each night: from one strange place to one strange machine. */
function intrusion(day: number): Activity[] {
  return [
    activity('user4', day, 2.5, {
      sourceIp: '198.51.100.9',
      sourceNet: '198.51.0.0/16',
      country: 'BR',
      place: { lat: -10, lon: -53 },
      action: 'vpn_login',
      host: 'gate',
    }),
    activity('user4', day, 2.6, { host: 'ledger', action: 'logged_in/Network/NTLM' }),
    activity('user4', day, 2.7, { kind: 'process', action: 'process', host: 'ledger', program: 'copyall' }),
  ];
}

/** A night and the office day behind it. @returns the intrusion’s highest score */
function night(engine: Engine, day: number): Scored | undefined {
  const found = highest(observeAll(engine, intrusion(day)), 'user4');
  observeAll(engine, officeDay(day, USERS));
  learn(engine, day);
  return found;
}

function verdictOn(found: Scored, kind: Verdict['kind'], more: Partial<Verdict> = {}): Verdict {
  const about = found.reasons.map(({ code, value }) => ({ code, ...(value !== undefined && { value }) }));
  const day = Math.floor(found.time / 86_400_000);
  return { id: `v${day}`, kind, entity: 'user:user4', about, day, hour: 2, from: found.time + 1, ...more };
}

/**
 * A finding names its four strongest reasons: who calls all of a night normal says so again of what comes up behind them.
 * @returns what was found first, and what is left
 */
function judgeAll(engine: Engine, kind: Verdict['kind'], more: Partial<Verdict> = {}): readonly [Scored, Scored] {
  const verdicts: Verdict[] = [];
  const found = Array.from({ length: 4 }, (_, n) => {
    const again = intrusion(21).map((each) => ({ ...each, time: each.time + n * 300_000 }));
    const highestYet = highest(observeAll(engine, again), 'user4') as Scored;
    verdicts.push(verdictOn(highestYet, kind, { ...more, id: `v${n}` }));
    engine.setVerdicts(verdicts);
    return highestYet;
  });
  return [found[0]!, found[3]!];
}

describe('verdicts', () => {
  it('a nightly intrusion that was called malicious keeps its score', () => {
    const engine = trained(21, USERS);
    const first = highest(observeAll(engine, intrusion(21)), 'user4') as Scored;
    engine.setVerdicts([verdictOn(first, 'malicious')]);
    observeAll(engine, officeDay(21, USERS));
    learn(engine, 21);
    const later: number[] = [];
    for (let day = 22; day < 40; day++) later.push(night(engine, day)?.score ?? 0);
    expect(first.score).toBeGreaterThan(FINDING_SCORE);
    expect(Math.min(...later)).toBeGreaterThan(FINDING_SCORE);
    expect(later.at(-1)).toBeGreaterThan(first.score - 6);
  });

  it('one that nobody judged becomes normal, but not within days', () => {
    const engine = trained(21, USERS);
    const first = night(engine, 21);
    const second = night(engine, 22);
    expect(second?.score).toBeGreaterThan(50);
    for (let day = 23; day < 40; day++) night(engine, day);
    expect(night(engine, 40)?.score).toBeLessThan((first?.score ?? 0) - 10);
  });

  it('benign teaches at once and is not found again', () => {
    const engine = trained(21, USERS);
    const [first, again] = judgeAll(engine, 'benign');
    expect(first.score).toBeGreaterThan(FINDING_SCORE);
    expect(again.score).toBeLessThan(FINDING_SCORE);
    observeAll(engine, officeDay(21, USERS));
    learn(engine, 21);
    for (let day = 22; day < 30; day++) {
      const found = night(engine, day);
      expect({ day, summary: found?.summary, isFound: (found?.score ?? 0) >= FINDING_SCORE }).toMatchObject({
        isFound: false,
      });
    }
  });

  it('expected ends, and has taught nothing', () => {
    const engine = trained(21, USERS);
    judgeAll(engine, 'expected', { until: at(25, 0).time });
    observeAll(engine, officeDay(21, USERS));
    learn(engine, 21);
    for (let day = 22; day < 25; day++) expect(night(engine, day)?.score).toBeLessThan(FINDING_SCORE);
    expect(night(engine, 25)?.score).toBeGreaterThan(FINDING_SCORE);
  });

  it('one that is over takes nothing back when something else is said', () => {
    const engine = trained(21, USERS);
    const { time } = highest(observeAll(engine, intrusion(21)), 'user4')!;
    const hour = (): unknown => {
      const { data } = [...engine.save()].find(({ name }) => name === 'user4')!;
      return (data as { readonly hour: unknown }).hour;
    };
    const before = hour();
    const about = [{ code: 'unusual-hour' }, { code: 'many-new-hosts' }, { code: 'slow-creep' }] as const;
    const common = { entity: 'user:user4', about, day: 0, hour: 2 } as const;
    engine.setVerdicts(
      [
        { ...common, id: '1', kind: 'benign', from: time - 31 * 86_400_000 },
        { ...common, id: '2', kind: 'expected', from: time - 86_400_000, until: time },
      ],
      time,
    );
    expect(hour()).toEqual(before);
  });

  it('a verdict for everybody speaks of each', () => {
    const [judged, other] = [trained(21, USERS), trained(21, USERS)];
    const first = highest(observeAll(judged, intrusion(21)), 'user4') as Scored;
    judged.setVerdicts([verdictOn(first, 'benign', { entity: undefined })]);
    const others = intrusion(21).map((each) => ({
      ...each,
      time: each.time + 900_000,
      actor: { kind: 'user', name: 'user9' } as const,
    }));
    const codes = (found: Scored | undefined): string[] =>
      found?.reasons.map(({ code, value }) => `${code}=${value ?? ''}`) ?? [];
    const silent = codes(first);
    expect(codes(highest(observeAll(judged, others), 'user9')).filter((code) => silent.includes(code))).toEqual([]);
    expect(codes(highest(observeAll(other, others), 'user9')).some((code) => silent.includes(code))).toBe(true);
  });

  it('the same explanation on the next days is muted, and told again after a week', () => {
    const engine = trained(21, USERS);
    // Each night a machine that is new to it, from the same new country: what is strongest stays the same only if the value does.
    const strongest = ({ reasons }: Scored): string =>
      reasons
        .slice(0, 2)
        .map(({ code }) => code)
        .sort()
        .join();
    // What was told while the score rose, and on the rest of the day, was told, too.
    const told = observeAll(engine, [...intrusion(21), ...officeDay(21, USERS)]).filter(
      ({ entity, score }) => entity.name === 'user4' && score >= FINDING_SCORE,
    );
    learn(engine, 21);
    const again = highest(observeAll(engine, intrusion(22)), 'user4');
    expect(told.map(({ state }) => state)).toContain('ready');
    if (again === undefined || again.score < FINDING_SCORE) throw new Error('nothing to mute');
    expect(again.state).toBe(told.map(strongest).includes(strongest(again)) ? 'muted' : 'ready');
  });
});

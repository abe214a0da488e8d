// A day with more values than an entity may remember: what comes last is looked at like what came first.

import { beforeAll, expect, it } from 'vitest';
import type { Activity } from './activity.js';
import type { Engine } from './engine.js';
import { activity, copyOf, observeAll, trained } from './testing/office.js';

const DAY = 21;
const OPTIONS = { limits: { values: 30 } };
let engine: Engine;
beforeAll(() => {
  engine = trained(DAY, 30, OPTIONS);
  // Sites that are known, and twice as many that are not.
  observeAll(
    engine,
    questions(
      9,
      Array.from({ length: 40 }, (_, i) => `site${i}.example`),
    ),
  );
  observeAll(
    engine,
    questions(
      10,
      Array.from({ length: 60 }, (_, i) => `other${i}.example`),
    ),
  );
});

function questions(hour: number, domains: readonly string[], subdomain = 'www'): Activity[] {
  return domains.map((domain, i) => question(hour + i / 1_000, domain, subdomain));
}

function question(hour: number, domain: string, subdomain: string): Activity {
  return activity('user1', DAY, hour, { kind: 'dns', action: 'query', isInferred: true, domain, subdomain });
}

function valuesOf(of: Engine): readonly string[] {
  const { data } = [...of.save()].find(({ kind, name }) => kind === 'user' && name === 'user1')!;
  const { days } = data as { days: { values: (readonly (readonly [string])[])[] }[] };
  return days.at(-1)!.values.flatMap((values) => values.map(([value]) => value));
}

it('what is new is seen, and what is usual makes room for it', () => {
  observeAll(engine, questions(14, ['evil.example']));
  const kept = valuesOf(engine).filter((value) => value.endsWith('.example'));
  expect(kept).toHaveLength(30);
  expect(kept).toContain('evil.example');
  expect(kept.filter((value) => value.startsWith('site'))).toEqual([]);
  expect(engine.counts.valuesForgotten).toBeGreaterThan(60);
});

it('data in DNS names is counted, though other names come in between', () => {
  const scored = observeAll(
    engine,
    Array.from({ length: 60 }, (_, i) => [
      question(15 + i / 100, 'tunnel.example', `${i}${'x'.repeat(40)}`),
      question(15 + i / 100, `noise${i}.example`, 'www'),
    ]).flat(),
  );
  const codes = scored.flatMap(({ reasons }) => reasons.map(({ code, value }) => [code, value]));
  expect(codes).toContainEqual(['dns-tunnel', 'tunnel.example']);
});

it('who uses the same values again and again, more than fit, does not use ever more', () => {
  const hosts = Array.from({ length: 50 }, (_, i) => `server${i}`);
  for (let round = 0; round < 20; round++)
    observeAll(
      engine,
      hosts.map((host) => activity('user2', DAY, 10 + round / 100, { host })),
    );
  const { data } = [...engine.save()].find(({ name }) => name === 'user2')!;
  const { newHosts } = (data as { days: { newHosts: number }[] }).days.at(-1)!;
  expect(newHosts).toBeLessThanOrEqual(30);
});

it('a restart counts as if there had been none', () => {
  const restored = copyOf(engine);
  const more = questions(17, ['last.example', 'evil.example', 'site1.example']);
  expect(observeAll(restored, more)).toEqual(observeAll(engine, more));
});

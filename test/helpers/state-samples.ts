// What a watch rule says of a state, as its samples tell it: the watches' own evaluation, and what is made of its verdicts.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { hourOfWeek } from '#src/collector/decode/zone.js';
import { scheduleTest } from '../../modules/rules/engine/schedule.js';
import type { Finding } from '../../modules/rules/findings.js';
import type { Rule } from '../../modules/rules/rule.js';
import type { Sample } from '../../modules/rules/set/sample.js';
import type { WatchState } from '../../modules/rules/set/state-sample.js';
import { clockVerdicts } from '../../modules/rules/watch/clock-jump.js';
import { diskVerdicts } from '../../modules/rules/watch/disk-full.js';
import { ledgerVerdicts } from '../../modules/rules/watch/ledger-broken.js';
import { Losses, lossVerdicts, type Missing } from '../../modules/rules/watch/messages-lost.js';
import { HOUR_MS, learnRhythm, type Rhythm } from '../../modules/rules/watch/rhythm.js';
import { settle } from '../../modules/rules/watch/settle.js';
import { silentVerdicts } from '../../modules/rules/watch/silent-source.js';
import type { Verdict } from '../../modules/rules/watch/verdict.js';
import { collectorHealth, ledgerRow, listener } from './collector-health.js';
import { parserVerdicts } from './parser-verdicts.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const GB = 1e9;

type Look = Pick<Sample, 'at' | 'zone'>;

export function raisedByState(rule: Rule, { at, zone }: Look, state: WatchState): readonly Finding[] {
  const now = Date.parse(at);
  return settle({
    verdicts: verdicts(rule, state, now, zone),
    rules: new Map([[rule.id, rule]]),
    now,
    standing: new Map(),
    endedAt: new Map(),
    isTest: () => false,
    isInForce: () => true,
  }).findings.raised;
}

function verdicts(rule: Rule, state: WatchState, now: number, zone: string): readonly Verdict[] {
  switch (state.watch) {
    case 'silent-source': {
      const { source: name, expectEveryMinutes, ignore, silentMinutes, listeningMinutes, usual } = state;
      const lastReceived = silentMinutes === undefined ? undefined : now - silentMinutes * MINUTE_MS;
      const rhythm = usual && lastReceived !== undefined ? rhythmOf(usual, lastReceived, zone) : undefined;
      const listeningSince = now - listeningMinutes * MINUTE_MS;
      const hearing = { listeningSince, rhythmOf: () => rhythm, zone, now };
      return silentVerdicts(rule, [{ name, expectEveryMinutes, ignore, lastReceived }], hearing);
    }
    case 'clock-jump': {
      const { source, driftSeconds, beforeSeconds, messages: samples } = state;
      const clock = { zone, origin: 'set' as const, samples, driftMs: driftSeconds * 1_000 };
      const before = beforeSeconds === undefined ? [] : [[source, beforeSeconds * 1_000] as const];
      return clockVerdicts(rule, new Map([[source, clock]]), new Map(before), now);
    }
    case 'parser-drift': {
      const { source, lastHour, weekBefore: before, fields } = state;
      const histories = fields.map(({ usualPercent, ...field }) => {
        const usual = usualPercent / 100;
        return { source, ...field, lastDay: undefined, before: { days: 5, lowHour: usual, lowDay: usual } };
      });
      return parserVerdicts(rule, [{ source, lastHour, before }], now - HOUR_MS, histories);
    }
    case 'disk-full': {
      const { freeGb, totalGb, minFreeGb } = state;
      const bytes = { freeBytes: freeGb * GB, totalBytes: totalGb * GB, minFreeBytes: minFreeGb * GB };
      return diskVerdicts(rule, { ...bytes, hasEvents: true }, now);
    }
    case 'ledger-broken': {
      const { source, received, accounted } = state;
      return ledgerVerdicts(rule, [ledgerRow({ source, received, stored: accounted })], now);
    }
    case 'messages-lost': {
      const { missing, restarted } = state;
      const losses = new Losses();
      const startedAt = now - DAY_MS;
      losses.look(lossHealth({ lost: 5, failed: 5, refused: 5, dropped: 5 }, startedAt), now - MINUTE_MS);
      const { lost, failed, refused, dropped } = missing;
      const before = restarted ? 0 : 5; // these two are counted from the collector's start
      const after = { lost: 5 + lost, failed: 5 + failed, refused: before + refused, dropped: before + dropped };
      losses.look(lossHealth(after, restarted ? now - MINUTE_MS / 2 : startedAt), now);
      return lossVerdicts(rule, losses, now);
    }
  }
}

function lossHealth({ lost, failed, refused, dropped }: Missing, startedAt: number): CollectorHealth {
  const { pressure } = collectorHealth();
  return collectorHealth({
    startedAt,
    ledger: [ledgerRow({ source: 'web1', received: lost + failed, lost, failed })],
    listeners: [listener({ name: 'udp', transport: 'udp', dropped })],
    pressure: { ...pressure!, refused },
  });
}

type Usual = NonNullable<Extract<WatchState, { watch: 'silent-source' }>['usual']>;

/** Learned from every hour in which it speaks, up to its last message. */
function rhythmOf({ everyMinutes, days, when }: Usual, lastReceived: number, zone: string): Rhythm | undefined {
  const last = Math.floor(lastReceived / HOUR_MS) * HOUR_MS;
  const speaks = scheduleTest(when);
  const hours = Array.from({ length: days * 24 }, (_, n) => last - (days * 24 - 1 - n) * HOUR_MS);
  return learnRhythm(
    hours.filter((hour) => speaks(hourOfWeek(hour, zone))),
    everyMinutes * MINUTE_MS,
    zone,
  );
}

// What a million messages costs as the store grows: one long flood over TCP, told million by million.

import { report } from '../helpers/program.mjs';
import { timeOf } from './gauge.mjs';
import { one } from './ingest.mjs';

const COUNT = 10_000_000;
const STEP = 1_000_000;

export async function growth({ count = COUNT, mix = 'bench', only = false, transport = 'tcp', idle = 60 } = {}) {
  const { samples, seconds, startMs } = await one({ transport, count, mix, isOnly: only, idleSeconds: Number(idle) });
  const step = Math.min(STEP, count / 10);
  for (let upTo = step; upTo <= count; upTo += step) {
    const [from, to] = [upTo === step ? startMs : timeOf(samples, upTo - step), timeOf(samples, upTo)];
    const within = seconds.filter(({ ms }) => ms >= from && ms <= to);
    report(`stored, up to ${upTo / 1e6} million`, step / ((to - from) / 1_000), 'messages/s', {
      mix,
      stages: only ? 'parse, store, indices' : 'everything',
      cpuPerMillion: Number((((cpuAt(seconds, to) - cpuAt(seconds, from)) / step) * 1e6).toFixed(2)),
      pssMB: Math.round(Math.max(0, ...within.map(({ pss }) => pss)) / 1e6),
    });
  }
}

/** CPU seconds used up to a time, between two samples as if evenly. */
function cpuAt(seconds, ms) {
  const at = seconds.findIndex((sample) => sample.ms >= ms);
  if (at <= 0) return seconds.at(at)?.cpu ?? 0;
  const [before, after] = [seconds[at - 1], seconds[at]];
  return before.cpu + ((after.cpu - before.cpu) * (ms - before.ms)) / (after.ms - before.ms);
}

import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { garbageFlag, SpareMemory } from './spare-memory.js';

const MB = 1_000_000;
let load: number;
let heapMb: number;
let collected: number;
let spare: SpareMemory;

beforeEach(() => {
  load = 0;
  heapMb = 100;
  collected = 0;
  spare = new SpareMemory({
    load: () => load,
    heapBytes: () => heapMb * MB,
    collect: () => {
      collected += 1;
      heapMb = 60;
    },
  });
});

describe('memory that nothing needs', () => {
  it('is given back once, when it is calm', () => {
    for (let at = 0; at < 5; at += 1) spare.look();
    expect(collected).toBe(1);
  });

  it('stays while there is work', () => {
    load = 0.5;
    spare.look();
    expect(collected).toBe(0);
    load = 0.01;
    spare.look();
    expect(collected).toBe(1);
  });

  it('is given back again after the next flood, and not for a little', () => {
    spare.look();
    heapMb = 65;
    spare.look();
    expect(collected).toBe(1);
    heapMb = 200;
    spare.look();
    expect(collected).toBe(2);
  });
});

describe('garbage beside what is alive', () => {
  it('is less with our flag than V8 lets pile up by itself, under the heap limits that the portal has', () => {
    const [ours, own] = [peakBytes(garbageFlag()), peakBytes('--heap-growing-percent=0')];
    expect(ours).toBeGreaterThan(30 * MB);
    expect(ours / own).toBeLessThan(0.9);
  });
});

/**
 * The largest heap of a process that keeps some 50 MB and makes much that lives for a while, after its first collection: before that
 * newer versions of V8 let pile up what they like. In one thread it is the same each time.
 */
function peakBytes(flag: string): number {
  const limits = ['--expose-gc', '--single-threaded', '--max-old-space-size=1024', '--max-semi-space-size=3'];
  return Number(
    execFileSync(process.execPath, [...limits, '-e', `(${churn.toString()})(process.argv[1])`, '--', flag]),
  );
}

async function churn(flag: string): Promise<void> {
  const { getHeapStatistics, setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(flag);
  const alive = Array.from({ length: 400_000 }, (_, n) => ({ n, pair: [n, n + 1] }));
  gc!();
  const recent: unknown[] = [];
  let peak = 0;
  for (let n = 0; n < 1_500_000; n += 1) {
    recent[n % 20_000] = { n: [n, n, n, n, n, n, n, n] };
    if (n % 10_000 !== 0) continue;
    peak = Math.max(peak, getHeapStatistics().used_heap_size);
    await new Promise(setImmediate);
  }
  console.log(alive.length > 0 ? peak : 0);
}

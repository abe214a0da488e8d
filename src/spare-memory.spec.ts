import { beforeEach, describe, expect, it } from 'vitest';
import { SpareMemory } from './spare-memory.js';

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

// What becomes of alerts that the database does not take at once.

import { beforeEach, describe, expect, it } from 'vitest';
import { OvertakenFault } from '#src/cluster/fence.js';
import { createLog } from '#src/log.js';
import type { Finding, Findings } from '../findings.js';
import type { RuleSet } from '../rule.js';
import type { Memory } from './memory.js';
import { SureWriter, type SureWriterParts } from './sure-writer.js';

const ofPostgres = (code: string, message: string): Error => Object.assign(new Error(message), { parent: { code } });
const LOCKED = ofPostgres('55P03', 'canceling statement due to lock timeout');
const SLOW = ofPostgres('57014', 'canceling statement due to statement timeout');

/** By key: what the database says each time, or the first times. */
let refuses: (keys: readonly string[], tries: number) => Error | undefined;
let written: string[];
let writer: SureWriter;

beforeEach(() => {
  written = [];
  let tries = 0;
  const commit = async (all: readonly Findings[]) => {
    const keys = all.flatMap(({ raised }) => raised.map(({ key }) => key));
    const error = refuses(keys, (tries += 1));
    if (error !== undefined) throw error;
    written.push(...keys);
    return { raised: keys.length, grown: 0, recovered: 0, gone: [] };
  };
  writer = new SureWriter({
    raiser: { commit } as unknown as SureWriterParts['raiser'],
    memory: {} as Memory,
    log: createLog('portal', 'silent'),
    stopping: new AbortController().signal,
    delayMs: () => 0,
  });
});

const write = (...keys: readonly string[]): Promise<unknown> => {
  const raised = keys.map((key) => ({ rule: 'r', key }) as Finding);
  return writer.write([{ raised, grown: [], recovered: [] }], undefined, {} as RuleSet);
};

describe('alerts', () => {
  it('wait for as long as their tables are locked, and that is said meanwhile', async () => {
    const said = new Set<string | undefined>();
    refuses = (_, tries) => {
      said.add(writer.trouble);
      return tries <= 100 ? LOCKED : undefined;
    };
    await write('a', 'b');
    expect(written).toEqual(['a', 'b']);
    expect([...said]).toEqual([undefined, LOCKED.message]);
    expect(writer.trouble).toBeUndefined();
  });

  it('of which one is refused for ever do not keep back the others, nor the rules', async () => {
    refuses = (keys) => (keys.includes('bad') ? SLOW : undefined);
    await write('a', 'bad', 'b');
    expect(written).toEqual(['a', 'b']);
    expect(writer.trouble).toBeUndefined();
  });

  it('that are written one by one wait, too', async () => {
    refuses = (keys, tries) => (keys.includes('bad') ? SLOW : tries % 3 > 0 ? LOCKED : undefined);
    await write('a', 'bad', 'b');
    expect(written).toEqual(['a', 'b']);
  });

  it('that another portal writes by now are not written one by one', async () => {
    let asked = 0;
    refuses = (keys) => {
      asked += 1;
      return keys.length > 1 ? SLOW : new OvertakenFault();
    };
    await expect(write('a', 'b')).rejects.toBeInstanceOf(OvertakenFault);
    expect(asked).toBe(7);
  });
});

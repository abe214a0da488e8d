// What the store has of one sender, through the search command: how often each of its messages is there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { MAIN } from '../helpers/program.mjs';
import type { SentRecord } from './sent-record.js';

const ALL = '100000000';

export async function storedOf(env: NodeJS.ProcessEnv, record: SentRecord): Promise<Map<number, number>> {
  const args = [
    'search',
    `host:${record.host}`,
    '--format',
    'ndjson',
    '--from',
    '1970-01-01',
    '--to',
    '2100-01-01',
    '--limit',
    ALL,
  ];
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const times = new Map<number, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const { message } = JSON.parse(line) as { message: string };
    const n = record.numberIn(message);
    times.set(n, (times.get(n) ?? 0) + 1);
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the search ended with ${code}`);
  return times;
}

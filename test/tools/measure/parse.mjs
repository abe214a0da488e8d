// `lanwarden parse` of the built program, as a function.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MAIN } from '../../helpers/program.mjs';

/**
 * Events of lines, in order, handed over one by one.
 * @param {string | Buffer} input lines
 * @param {(event: Record<string, unknown>, at: number) => void} take
 */
export async function parse(input, take) {
  const child = spawn(process.execPath, [MAIN, 'parse', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  let at = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    take(JSON.parse(line), at);
    at += 1;
  }
}

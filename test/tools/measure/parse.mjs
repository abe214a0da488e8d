// `lanwarden parse` of the built program, as a function.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { MAIN } from '../../helpers/program.mjs';

/** @typedef {(event: Record<string, unknown>, at: number) => void} Take is handed the events in order */

/**
 * @param {string | Buffer} input lines
 * @param {Take} take
 */
export async function parse(input, take) {
  await run('-', input, take);
}

/**
 * @param {string} file any that the command reads
 * @param {Take} take
 */
export async function parseFile(file, take) {
  await run(file, '', take);
}

async function run(file, input, take) {
  const child = spawn(process.execPath, [MAIN, 'parse', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}); // a command that reads a file does not read this
  child.stdin.end(input);
  let at = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    take(JSON.parse(line), at);
    at += 1;
  }
}

// How a command ends when it fails: one clear line, the stack only for those who ask (--debug, or log.level debug).

import type { Command } from 'commander';
import { Fault, messageOf } from '#src/faults.js';
import { loadCommandConfig } from './command-config.js';
import { visible } from './terminal.js';

/** Prints and sets exit code 1; does not end the process, so that what is open can close. */
export function reportFailure(error: unknown, program: Command): void {
  process.exitCode = 1;
  process.stderr.write(`lanwarden: ${visibleLines(sentence(error))}\n`);
  if (isDebug(program) && error instanceof Error) process.stderr.write(`${visibleLines(stackOf(error))}\n`);
}

/** A message may hold what stands in a log or a file. */
function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function sentence(error: unknown): string {
  if (error instanceof Fault) return error.message;
  return `unexpected failure: ${messageOf(error).split('\n', 1)[0]} (run again with --debug for the stack, and report it)`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

function isDebug(program: Command): boolean {
  if (program.opts<{ debug?: boolean }>().debug === true) return true;
  try {
    return loadCommandConfig(program).config.log.level === 'debug';
  } catch {
    return false; // the configuration itself may be what failed
  }
}

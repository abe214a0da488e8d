// On what a run was measured: the first line of every run.

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { execFileSync } from 'node:child_process';
import { report } from '../helpers/program.mjs';
import { RUN_FOLDER } from './tidy.mjs';

export function machine() {
  report('machine', availableParallelism(), 'cores', {
    cpu: cpus()[0]?.model,
    memoryGB: Math.round(totalmem() / 1e9),
    kernel: release(),
    node: process.version,
    /** Of the folder that the data lies in: a tmpfs would be no disk. */
    files: said('stat', ['-f', '-c', '%T', RUN_FOLDER]),
    /** Half of what the kernel reserves: what it grants to a sender of UDP's other end (socket(7)). */
    receiveBufferMax: Number(read('/proc/sys/net/core/rmem_max')),
    commit: said('git', ['describe', '--always', '--dirty']),
    // Others at work on it spoil rates, and raise CPU seconds too.
    load: loadavg().map((value) => Number(value.toFixed(2))),
    at: new Date().toISOString(),
  });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function said(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

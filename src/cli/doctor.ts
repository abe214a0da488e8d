// `lanwarden doctor`: looks for what would keep Lanwarden from running well, and says for each what to do. Changes nothing.

import type { Command } from 'commander';
import { systemClock } from '#src/clock.js';
import { messageOf } from '#src/faults.js';
import { loadCommandConfig, loadWithModules } from './command-config.js';
import { fail, ok, warn, type Finding } from './doctor/finding.js';
import { checkClock, checkNode, checkUdpBuffer, checkZones } from './doctor/machine.js';
import { checkPorts } from './doctor/ports.js';
import { checkDisk, checkDriver, checkFolder, checkMetadata } from './doctor/storage.js';

export default function doctor(command: Command): void {
  command.action(async (_options: unknown, self: Command) => {
    const findings = await examine(self);
    for (const { state, what, detail } of findings) console.log(`${state.padEnd(4)}  ${what}: ${detail}`);
    const failed = findings.filter(({ state }) => state === 'fail').length;
    if (failed === 0) return;
    process.stderr.write(`lanwarden: ${failed} of ${findings.length} checks failed\n`);
    process.exitCode = 1;
  });
}

async function examine(command: Command): Promise<Finding[]> {
  const findings = [checkNode(), checkClock(systemClock.now()), await checkDriver(), await checkConfig(command)];
  let config;
  try {
    ({ config } = loadCommandConfig(command));
  } catch {
    return findings; // what is wrong with it was said; the other checks need it
  }
  findings.push(
    checkZones(config),
    checkFolder(config),
    await checkDisk(config),
    await checkMetadata(config),
    checkUdpBuffer(config),
  );
  return [...findings, ...(await checkPorts(config))];
}

async function checkConfig(command: Command): Promise<Finding> {
  try {
    const { loaded, problems } = await loadWithModules(command);
    if (problems.length > 0) return warn('plugins', problems.map(({ id, problem }) => `${id}: ${problem}`).join('; '));
    return ok('config', loaded.file ?? 'no file: defaults and environment');
  } catch (error) {
    return fail('config', messageOf(error));
  }
}

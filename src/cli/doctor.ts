// `lanwarden doctor`: looks for what would keep Lanwarden from running well, and says for each what to do. Changes nothing.

import type { Command } from 'commander';
import { withoutEffect } from '#config/checks.js';
import type { Config } from '#config/schema.js';
import { systemClock } from '#src/clock.js';
import { messageOf } from '#src/faults.js';
import { loadCommandConfig, loadWithModules, loadWithPortal } from './command-config.js';
import { checkEventServer } from './doctor/event-server.js';
import { fail, ok, warn, type Finding } from './doctor/finding.js';
import { checkClock, checkNode, checkUdpBuffer, checkZones } from './doctor/machine.js';
import { checkPorts } from './doctor/ports.js';
import { checkDisk, checkDriver, checkFolder, checkMetadata, checkSegments } from './doctor/storage.js';

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
  const settled = await loadSettled(command);
  if (settled === undefined) return findings; // what is wrong with it was said; the other checks need it
  const { config } = settled;
  findings.push(
    ...settled.portal,
    ...withoutEffect(config).map(({ path, what }) => warn(path, what)),
    checkZones(config),
    checkFolder(config),
    await checkDisk(config),
    await checkMetadata(config),
    ...(config.events.store === 'postgres' ? await checkEventServer(config) : [await checkSegments(config)]),
    checkUdpBuffer(config),
  );
  return [...findings, ...(await checkPorts(config))];
}

/** As `serve` would have it, with the portal's settings; without them when the database cannot be read, which checkMetadata says. */
async function loadSettled(command: Command): Promise<{ config: Config; portal: Finding[] } | undefined> {
  try {
    const { loaded, leftOut } = await loadWithPortal(command);
    const count = [...loaded.origins.values()].filter((origin) => origin === 'portal').length;
    const portal = leftOut.map(({ path, why }) =>
      warn('settings of the portal', `${path} is left out: ${why}. Take it back under Settings`),
    );
    if (count > 0) portal.push(ok('settings of the portal', `${count} in force`));
    return { config: loaded.config, portal };
  } catch {
    return withoutPortal(command);
  }
}

function withoutPortal(command: Command): { config: Config; portal: Finding[] } | undefined {
  try {
    return { config: loadCommandConfig(command).config, portal: [] };
  } catch {
    return undefined;
  }
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

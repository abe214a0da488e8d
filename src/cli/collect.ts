// `lanwarden collect`: a collector alone. `serve` runs it as its child with a snapshot of the settings. By itself it is one of several on
// a PostgreSQL server, or the one of a folder with SQLite.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { withoutEffect } from '#config/checks.js';
import { inheritedDescriptors, invalidConfig } from '#config/load.js';
import type { Config } from '#config/schema.js';
import { Collector } from '../collector.app.js';
import { readSnapshot, withOwnPlaces, writeSnapshot } from '../collector/settings.js';
import { prepareDataDir } from '../data-dir.js';
import { Fault, messageOf } from '../faults.js';
import type { CollectorSettings } from '../link/messages.js';
import { createLog, type Log } from '../log.js';
import { onStopSignal } from '../signals.js';
import { giveSpareMemoryBack } from '../spare-memory.js';
import { loadCommandConfig } from './command-config.js';
import { type OnLeftOut, settingsWithKeys } from './portal-settings.js';

export default function collect(command: Command): void {
  command
    .addOption(new Option('--snapshot <file>', 'settings as `serve` left them').hideHelp())
    .action(async (options: { snapshot?: string }, self: Command) => {
      const { settings, why } =
        options.snapshot === undefined ? await ownSettings(self) : { settings: readSnapshot(options.snapshot) };
      const log = createLog('collector', settings.config.log.level);
      const sockets = inheritedDescriptors();
      if (sockets.length > 0) log.info({ sockets }, 'sockets of the service manager were handed over');
      if (why !== undefined) log.warn({ why }, 'settings, sources and keys are those of the last run');
      // Of a collector that `serve` runs the portal says it.
      if (settings.isAlone)
        for (const { path, what } of withoutEffect(settings.config)) log.warn({ path }, `${path} ${what}`);
      const collector = new Collector({ settings, log, mode: 'process' });
      let leave = (): Promise<void> => Promise.resolve();
      onStopSignal(log, async () => {
        await collector.stop();
        await leave();
      });
      try {
        await collector.start();
        if (settings.isAlone) leave = await takePart(self, collector, settings, log);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.fatal({ code: error.code }, error.message);
        process.exit(1);
      }
      giveSpareMemoryBack();
      for (const { name, state, address, port, receiveBufferBytes } of collector.health().listeners)
        log.info(
          { listener: name, state, address, port, ...bufferOf(receiveBufferBytes) },
          state === 'off' ? 'listener is off' : 'listener started',
        );
    });
}

/** What the kernel granted of the receive buffer: Linux tells twice of it (socket(7), SO_RCVBUF). */
function bufferOf(bytes: number | undefined): object {
  return bytes === undefined ? {} : { receiveBufferBytes: process.platform === 'linux' ? bytes / 2 : bytes };
}

interface OwnSettings {
  readonly settings: CollectorSettings;
  /** Those of the last run: why there are none of now. */
  readonly why?: string;
}

/** @throws Fault CONFIG_INVALID, DATABASE_CORRUPT; DATABASE_AWAY, DATABASE_REFUSED where there was no run before */
async function ownSettings(command: Command): Promise<OwnSettings> {
  refuseOwnEvents(loadCommandConfig(command).config);
  try {
    return { settings: await read(command) };
  } catch (error) {
    const isAway = error instanceof Fault && ['DATABASE_AWAY', 'DATABASE_REFUSED'].includes(error.code);
    if (!isAway) throw error;
    const { config } = loadCommandConfig(command);
    const snapshot = snapshotIn(config.data.dir);
    if (!existsSync(snapshot)) throw error;
    const settings = withOwnPlaces(readSnapshot(snapshot), config);
    return { settings: { ...settings, isAlone: true }, why: messageOf(error) };
  }
}

/** Both are boot keys: no portal sets them. @throws Fault CONFIG_INVALID */
function refuseOwnEvents({ database, events }: Config): void {
  if (database.url === undefined || events.store === 'postgres') return;
  const what = `found ${events.store}, but database.url makes this collector one of several, and no other node would find its events. Set it to postgres, and events.url too where they are in another database`;
  throw invalidConfig([{ path: 'events.store', what }]);
}

/** With a database of several, no portal is beside it. */
async function read(command: Command, onLeftOut?: OnLeftOut): Promise<CollectorSettings> {
  const settings = await settingsWithKeys(command, onLeftOut);
  return settings.config.database.url === undefined ? settings : { ...settings, isAlone: true };
}

/** Returns how to leave the others. */
async function takePart(
  command: Command,
  collector: Collector,
  settings: CollectorSettings,
  log: Log,
): Promise<() => Promise<void>> {
  // Loaded here, because the collector of `serve` needs none of it.
  const { CollectorMember } = await import('../cluster/collector-member.js');
  const member = new CollectorMember({
    collector,
    settings,
    log,
    keep: (now) => keep(now, log),
    // What is left out was said at the start.
    read: () => read(command, () => undefined),
  });
  await member.start();
  keep(settings, log);
  return () => member.stop();
}

/** For a start without the server; a disk that is full costs no more than that. */
function keep(settings: CollectorSettings, log: Log): void {
  try {
    writeSnapshot(snapshotIn(prepareDataDir(settings.config.data.dir)), settings);
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'settings could not be kept for a start without the metadata server');
  }
}

function snapshotIn(dataDir: string): string {
  return join(dataDir, 'run', 'collector.json');
}

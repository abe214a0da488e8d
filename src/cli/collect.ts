// `lanwarden collect`: a collector alone. `serve` runs it as its child with a snapshot of the settings.

import { type Command, Option } from 'commander';
import { inheritedDescriptors } from '#config/load.js';
import { Collector } from '../collector.app.js';
import { readSnapshot } from '../collector/settings.js';
import { Fault } from '../faults.js';
import type { CollectorSettings } from '../link/messages.js';
import { createLog } from '../log.js';
import { onStopSignal } from '../signals.js';
import { giveSpareMemoryBack } from '../spare-memory.js';
import { collectorSettings, ingestKeysOf } from './portal-settings.js';

export default function collect(command: Command): void {
  command
    .addOption(new Option('--snapshot <file>', 'settings as `serve` left them').hideHelp())
    .action(async (options: { snapshot?: string }, self: Command) => {
      const settings = options.snapshot === undefined ? await ownSettings(self) : readSnapshot(options.snapshot);
      const log = createLog('collector', settings.config.log.level);
      const sockets = inheritedDescriptors();
      if (sockets.length > 0) log.info({ sockets }, 'sockets of the service manager were handed over');
      const collector = new Collector({ settings, log, mode: 'process' });
      onStopSignal(log, () => collector.stop());
      try {
        await collector.start();
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        log.fatal({ code: error.code }, error.message);
        process.exit(1);
      }
      giveSpareMemoryBack();
      for (const { name, state, address, port, receiveBufferBytes } of collector.health().listeners)
        log.info({ listener: name, state, address, port, ...bufferOf(receiveBufferBytes) }, 'listener started');
    });
}

/** What the kernel granted of the receive buffer: Linux tells twice of it (socket(7), SO_RCVBUF). */
function bufferOf(bytes: number | undefined): object {
  return bytes === undefined ? {} : { receiveBufferBytes: process.platform === 'linux' ? bytes / 2 : bytes };
}

async function ownSettings(command: Command): Promise<CollectorSettings> {
  const settings = await collectorSettings(command);
  return { ...settings, ingestKeys: await ingestKeysOf(settings.config) };
}

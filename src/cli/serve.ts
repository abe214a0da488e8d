// `lanwarden serve`: the portal and its collector, until SIGTERM or SIGINT.

import type { Command } from 'commander';
import type { LoadedConfig } from '#config/load.js';
import { Fault } from '../faults.js';
import { nearest } from '../nearest.js';
import { discoverModules } from '../plugin/discovery.js';
import { createLog } from '../log.js';
import { onStopSignal } from '../signals.js';
import { collectSooner, giveSpareMemoryBack } from '../spare-memory.js';
import { surviveStrayErrors } from '../stray-errors.js';
import { loadCommandConfig, loadWithModules } from './command-config.js';

export default function serveCommand(command: Command): void {
  // The default command: a slip in another command's name ends up here.
  command
    .argument('[none...]', 'takes no arguments')
    .action(async (names: string[], _options: unknown, self: Command) => {
      const [name] = names;
      if (name !== undefined) throw unknownCommand(name, self);
      const { loaded, moduleSchemas } = await loadWithModules(self);
      const { config } = loaded;
      const log = createLog('portal', config.log.level);
      const { plugins } = await discoverModules(config.plugins);
      const { Server } = await import('../serve.js');
      const load = (portal: object): LoadedConfig => loadCommandConfig(self, { moduleSchemas, portal });
      const server = new Server({ config, load, moduleSchemas }, plugins, log);
      onStopSignal(log, () => server.stop());
      const url = await server.start();
      surviveStrayErrors(log);
      collectSooner();
      giveSpareMemoryBack();
      log.info({ url }, 'ready');
    });
}

function unknownCommand(name: string, self: Command): Fault {
  const near = nearest(name, self.parent?.commands.map((command) => command.name()) ?? []);
  return new Fault(
    'USAGE',
    `There is no command "${name}"${near === undefined ? '' : `, did you mean "${near}"?`} See lanwarden --help.`,
  );
}

// `lanwarden serve`: the portal and its collector, until SIGTERM or SIGINT.

import type { Command } from 'commander';
import { discoverModules } from '../plugin/discovery.js';
import { createLog } from '../log.js';
import { onStopSignal } from '../signals.js';
import type { Running } from '../serve.js';
import { loadWithModules } from './command-config.js';

export default function serveCommand(command: Command): void {
  command.action(async (_options: unknown, self: Command) => {
    const { loaded } = await loadWithModules(self);
    const { config } = loaded;
    const log = createLog('portal', config.log.level);
    const { plugins } = await discoverModules(config.plugins);
    const { serve } = await import('../serve.js');
    let running: Running | undefined;
    onStopSignal(log, async () => running?.stop());
    running = await serve(
      loaded,
      plugins.filter(({ id }) => !config.plugins.off.includes(id)),
      log,
    );
    log.info({ url: config.portal.url ?? `http://localhost:${running.port}` }, 'ready');
  });
}

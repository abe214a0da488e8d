// `lanwarden config check|print`: every problem at once; the effective values with who set them, secrets hidden.

import type { Command } from 'commander';
import { withoutEffect } from '#config/checks.js';
import { checkDataDir } from '#config/data-dir.js';
import { wholeSchema } from '#config/load.js';
import { problemLine } from '#config/problems.js';
import { renderEffective } from '#config/render.js';
import { refuseUnknownParsers } from '#src/collector/identify/known-parsers.js';
import { Fault } from '#src/faults.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { loadWhatThereIs, loadWithModules } from './command-config.js';

export default function config(command: Command): void {
  command
    .command('check')
    .description('print every problem of the configuration')
    .action(async (_options: unknown, self: Command) => {
      const { loaded, problems } = await loadWithModules(self);
      checkDataDir(loaded.config.data.dir);
      const parsers = await discoverParsers(loaded.config.plugins);
      refuseUnknownParsers(
        loaded.config,
        parsers.plugins.map(({ id }) => id),
      );
      const broken = [...problems, ...parsers.problems];
      if (broken.length > 0) {
        throw new Fault(
          'PLUGIN_INVALID',
          broken.map(({ id, path, problem }) => `plugin ${id} (${path}): ${problem}`).join('\n  '),
        );
      }
      for (const problem of withoutEffect(loaded.config)) process.stderr.write(`lanwarden: ${problemLine(problem)}\n`);
      console.log(
        `configuration is fine${loaded.file === undefined ? ' (no file, defaults and environment)' : ` (${loaded.file})`}`,
      );
    });
  command
    .command('print')
    .description('print the effective values as YAML, each with who set it (also in the portal); secrets are hidden')
    .action(async (_options: unknown, self: Command) => {
      // The mistake that somebody looks for may be the address of the database: the rest is printed all the same.
      const { loaded, moduleSchemas, leftOut } = await loadWhatThereIs(self);
      for (const { path, why } of leftOut)
        process.stderr.write(`lanwarden: ${path}, set in the portal, is left out: ${why}\n`);
      process.stdout.write(renderEffective(loaded, wholeSchema(moduleSchemas)));
    });
}

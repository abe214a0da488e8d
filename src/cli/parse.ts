// `lanwarden parse`: lines through the very code the collector uses, one JSON event a line out, in input order, nothing stored.

import { once } from 'node:events';
import { type Command, Option } from 'commander';
import type { Config } from '#config/schema.js';
import type { Frame } from '../collector/frame.js';
import { Sources } from '../collector/identify/sources.js';
import { IMPORT_PEER } from '../collector/import-sessions.js';
import { Interpreter } from '../collector/interpret.js';
import { Dispatcher, type Tried } from '../collector/parse/dispatcher.js';
import { toJson } from '../event/event.js';
import { Fault } from '../faults.js';
import { changedAt, readLines } from '../import/lines.js';
import { discoverParsers } from '../plugin/discovery.js';
import { parseWhen } from '../time-range.js';
import { visibleJson } from './terminal.js';
import { loadCommandConfig } from './command-config.js';

interface Options {
  readonly source?: string;
  readonly framing: 'lf' | 'octet';
  readonly now?: string;
  readonly trace?: boolean;
}

export default function parse(command: Command): void {
  command
    .argument('[file]', 'file with one message a line (.gz is unpacked); - or nothing: standard input', '-')
    .option('--source <name>', 'apply the settings of this source')
    .addOption(new Option('--framing <kind>', 'how messages are separated').choices(['lf', 'octet']).default('lf'))
    .option('--now <time>', 'the receive time, from which missing years are inferred (ISO 8601)')
    .option(
      '--trace',
      'tell for each line which source it is from, which parsers were asked and what they said, and whether it would be stored',
    )
    .action(async (file: string, options: Options, self: Command) => {
      const { config } = loadCommandConfig(self);
      const interpreter = await createInterpreter(config, options.source);
      const now = options.now === undefined ? undefined : parseWhen(options.now, Date.now());
      const history = { reference: now ?? changedAt(file) ?? Date.now() };
      const receivedAt = now ?? Date.now();
      let printed = '';
      for await (const lines of readLines(file, { framing: options.framing })) {
        for (const { bytes, truncated } of lines) {
          const frame: Frame = {
            bytes,
            truncated,
            receivedAt,
            transport: 'import',
            peer: IMPORT_PEER,
            history,
            ...(options.source ? { source: options.source } : {}),
          };
          printed += `${print(interpreter, frame, options.trace === true)}\n`;
        }
        if (!process.stdout.write(printed)) await once(process.stdout, 'drain');
        printed = '';
      }
    });
}

/** Nothing is counted here. */
const NO_LEDGER = { size: 0, has: () => false, slot: () => 0 };

async function createInterpreter(config: Config, source: string | undefined): Promise<Interpreter> {
  if (source !== undefined && !config.sources.some(({ name }) => name === source)) {
    throw new Fault(
      'USAGE',
      `No source is named "${source}". Configured: ${config.sources.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }
  const { plugins, problems } = await discoverParsers(config.plugins);
  for (const { id, problem } of problems) process.stderr.write(`lanwarden: parser ${id} was left out: ${problem}\n`);
  const dispatcher = new Dispatcher(plugins, {
    errorLimit: config.collector.parserErrorLimit,
    off: config.plugins.off,
  });
  return new Interpreter({
    sources: new Sources(NO_LEDGER, config.sources, config.time.zone),
    dispatcher,
    zone: config.time.zone,
  });
}

function print(interpreter: Interpreter, frame: Frame, trace: boolean): string {
  const tried: Tried[] | undefined = trace ? [] : undefined;
  const { event, source } = interpreter.interpret(frame, tried);
  const json = toJson(event);
  if (tried === undefined) return visibleJson(json);
  const outcome = source.drops(event) ? 'filtered' : 'stored';
  return visibleJson({
    ...json,
    'lanwarden.trace': { source: source.name, outcome, retention: source.retention, parsers: tried },
  });
}

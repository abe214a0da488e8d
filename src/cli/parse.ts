// `lanwarden parse`: lines through the very code the collector uses, one JSON event a line out (several for a line that holds several events), in input order, nothing stored.

import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { Enricher } from '../collector/enrich/enricher.js';
import { problemsOf } from '../collector/enrich/state.js';
import { fateOf } from '../collector/fate.js';
import type { Frame } from '../collector/frame.js';
import { usableSources } from '../collector/identify/made-sources.js';
import { NO_SLOTS, Sources } from '../collector/identify/sources.js';
import { IMPORT_PEER } from '../collector/import-sessions.js';
import { Interpreter, type Trace } from '../collector/interpret.js';
import { Dispatcher } from '../collector/parse/dispatcher.js';
import { splitFrame } from '../collector/split/split-frame.js';
import { toJson } from '../event/event.js';
import { Fault } from '../faults.js';
import { changedAt, readLines } from '../import/lines.js';
import type { CollectorSettings } from '../link/messages.js';
import { discoverParsers } from '../plugin/discovery.js';
import { parseWhen } from '../time-range.js';
import { visible, visibleJson } from './terminal.js';
import { collectorSettings } from './portal-settings.js';

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
      const interpreter = await createInterpreter(await collectorSettings(self), options.source);
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
          for (const each of splitFrame(frame, interpreter.decode(frame)) ?? [frame])
            printed += `${print(interpreter, each, options.trace === true)}\n`;
        }
        if (!process.stdout.write(printed)) await once(process.stdout, 'drain');
        printed = '';
      }
    });
}

async function createInterpreter(settings: CollectorSettings, source: string | undefined): Promise<Interpreter> {
  const { config } = settings;
  const { plugins, problems } = await discoverParsers(config.plugins);
  for (const { id, problem } of problems) complain(`parser ${id} was left out: ${problem}`);
  const usable = usableSources(
    config.sources,
    settings.sources,
    plugins.map(({ id }) => id),
  );
  for (const { id, problem } of usable.problems) complain(`source ${id}: ${problem}`);
  refuseUnknown(source, usable.sources);
  const enricher = new Enricher(config);
  await enricher.refresh();
  for (const problem of problemsOf(enricher)) complain(problem);
  return new Interpreter({
    enricher,
    sources: new Sources(NO_SLOTS, usable.sources, { zone: config.time.zone, unknown: config.senders.unknown }),
    dispatcher: new Dispatcher(plugins, { errorLimit: config.collector.parserErrorLimit, off: config.plugins.off }),
    zone: config.time.zone,
  });
}

function refuseUnknown(name: string | undefined, sources: readonly { readonly name: string }[]): void {
  if (name === undefined || sources.some((source) => source.name === name)) return;
  const known = sources.map((source) => source.name).join(', ') || 'none';
  throw new Fault('USAGE', `No source is named "${name}". There are: ${known}.`);
}

/** A source's name is somebody's text. */
function complain(text: string): void {
  process.stderr.write(`lanwarden: ${visible(text)}\n`);
}

function print(interpreter: Interpreter, frame: Frame, isTraced: boolean): string {
  const trace: Trace | undefined = isTraced ? { tried: [] } : undefined;
  const { event, source } = interpreter.interpret(frame, trace);
  const { becomes, why } = fateOf(event, frame, source);
  source.hide?.(event);
  const json = toJson(event);
  if (trace === undefined) return visibleJson(json);
  return visibleJson({
    ...json,
    'lanwarden.trace': {
      source: source.name,
      outcome: becomes,
      why,
      retention: source.retention,
      parsers: trace.tried,
    },
  });
}

// View models: the list of imports, one of them before, while and after it runs.

import { Injectable } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { FORMATS, type Format } from '#src/import/format.js';
import { readDelimiter } from '#src/import/formats/mapping.js';
import { previewFile, type Preview } from '#src/import/preview.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { ImportFiles, type ImportFile } from './import-files.js';
import { ImportQueue } from './import-queue.js';
import { ImportSettings } from './import-settings.js';
import { aliasOf, columnsIn, columnsOfMapping, DELIMITERS, TARGETS } from './start-form.js';
import { Uploads } from './uploads.js';

const FORMAT_LABELS: Readonly<Record<Format, string>> = {
  lines: 'Text: one message a line',
  ndjson: 'JSON: one object a line',
  csv: 'CSV: a table',
  evtx: 'Windows event log (.evtx)',
  xml: 'Event XML',
};
const STATES: Readonly<Record<ImportFile['state'], string>> = {
  uploaded: 'not started',
  queued: 'waits',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Fields of the form, as they came. */
export type Said = Readonly<Record<string, unknown>>;

@Injectable()
export class ImportPage {
  constructor(
    private readonly files: ImportFiles,
    private readonly uploads: Uploads,
    private readonly queue: ImportQueue,
    private readonly settings: ImportSettings,
  ) {}

  async list(error?: string): Promise<object> {
    const files = (await this.files.list()).map((file) => this.#view(file));
    return { ...page('Import'), files, error, maxBytes: this.settings.now().maxUploadBytes };
  }

  /** @param said in a form or an address; what is not is as in the last start, else told by the file. @throws Fault NOT_FOUND */
  async one(id: number, said: Said, error?: string): Promise<object> {
    const file = await this.byId(id);
    const isThere = file.storedAs !== '' && this.files.isHere(file);
    const startable = isThere && ['uploaded', 'failed', 'cancelled'].includes(file.state);
    const start = startable ? await this.#startModel(file, said) : undefined;
    return { ...page(visibleText(file.name)), file: this.#view(file), start, error };
  }

  async state(id: number): Promise<object> {
    return { file: this.#view(await this.byId(id)) };
  }

  /** @throws Fault NOT_FOUND */
  async byId(id: number): Promise<ImportFile> {
    const file = await this.files.byId(id);
    if (file === undefined) throw new Fault('NOT_FOUND', 'There is no such import.');
    return file;
  }

  /** The one that is to be changed. @throws Fault NOT_FOUND, CONFLICT (it is another portal's) */
  async ownById(id: number): Promise<ImportFile> {
    const file = await this.byId(id);
    if (this.files.isHere(file)) return file;
    const next = this.files.isOrphan(file)
      ? 'It is away: if it is gone for good, remove the entry, and upload the file again.'
      : 'Go on with it there.';
    throw new Fault('CONFLICT', `This file was given to ${holderOf(file)}. ${next}`);
  }

  /** Undefined: a portal that is there has the file. @throws Fault NOT_FOUND */
  async orphanById(id: number): Promise<ImportFile | undefined> {
    const file = await this.byId(id);
    return this.files.isOrphan(file) ? file : undefined;
  }

  async #startModel(file: ImportFile, said: Said): Promise<object> {
    const format = FORMATS.find((each) => each === said.format) ?? file.format ?? undefined;
    const preview = await this.#preview(file, format, delimiterOf(said.delimiter) ?? (file.delimiter || undefined));
    const { table } = preview;
    const columns = columnsIn(said) ?? (table && columnsBefore(file, table.delimiter));
    return {
      format: preview.format,
      formats: FORMATS.map((value) => ({ value, label: FORMAT_LABELS[value] })),
      source: visibleText(typeof said.source === 'string' ? said.source : (file.source ?? '')),
      problem: preview.problem === undefined ? undefined : visibleText(preview.problem),
      records: preview.records.map((text) => visibleText(text)),
      targets: TARGETS,
      delimiters: DELIMITERS,
      dayOrder: said.dates ?? file.dayOrder ?? 'mdy',
      table: table && {
        isOwn: table.isOwn,
        delimiter: table.delimiter === '\t' ? 'tab' : table.delimiter,
        columns: table.columns.map((name, index) => ({
          name: visibleText(name),
          target: columns === undefined ? aliasOf(table.guessed.get(index)) : (columns.get(index) ?? ''),
        })),
        rows: table.rows.map((row) => row.map((cell) => visibleText(cell))),
      },
    };
  }

  async #preview(file: ImportFile, format: Format | undefined, delimiter: string | undefined): Promise<Preview> {
    try {
      return await previewFile(this.uploads.pathOf(file.storedAs), file.name, {
        dayOrder: 'mdy',
        ...(format !== undefined && { format }),
        ...(delimiter !== undefined && { delimiter }),
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { format: format ?? 'lines', records: [], problem: error.message };
    }
  }

  #view(file: ImportFile): object {
    const progress = this.queue.progressOf(file.id);
    const { summary } = file;
    const isOrphan = this.files.isOrphan(file);
    const isGoing = file.state === 'queued' || file.state === 'running';
    return {
      ...file,
      name: visibleText(file.name),
      source: visibleText(file.source ?? ''),
      error: file.error === null ? undefined : visibleText(file.error),
      stateText: isOrphan && isGoing ? 'cut off' : STATES[file.state],
      formatText: file.format === null ? '' : FORMAT_LABELS[file.format],
      elsewhere: this.files.isHere(file) ? undefined : holderOf(file),
      isOrphan,
      isGoing: isGoing && !isOrphan,
      progress,
      percent:
        progress === undefined || file.bytes === 0 ? 0 : Math.min(100, Math.floor((progress.bytes / file.bytes) * 100)),
      problems: (summary?.problems ?? []).slice(0, 20).map((problem) => visibleText(problem)),
      counts: summary === null ? [] : countsOf(summary),
      eventsHref: summary !== null && summary.stored > 0 ? eventsOf(file) : undefined,
    };
  }
}

/** Of the last start; another delimiter makes other columns. */
function columnsBefore({ mapping, delimiter }: ImportFile, now: string): ReadonlyMap<number, string> | undefined {
  if (mapping === null || (delimiter !== null && delimiter !== '' && delimiter !== now)) return undefined;
  return columnsOfMapping(mapping);
}

/** Two may run on one machine: then its number tells them apart. */
function holderOf({ node, nodeName }: ImportFile): string {
  if (node === null) return 'another portal';
  return `another portal (${visibleText(nodeName ?? '')}, node ${node})`;
}

/** By their time of receipt: what was imported may be of any year. Others that came in meanwhile are among them, unless it has a source. */
function eventsOf({ source, startedAt, endedAt }: ImportFile): string | undefined {
  if (startedAt === null || endedAt === null) return undefined;
  const received = `received:[${new Date(startedAt).toISOString()} TO ${new Date(endedAt).toISOString()}]`;
  const named = source === null || source === '' ? '' : `source:"${source.replaceAll(/["\\]/g, '\\$&')}" `;
  return searchHref({ q: `${named}${received}`, from: EVER });
}

function page(title: string): object {
  return { title, styles: ['import/import.css'], scripts: ['import/import.js'] };
}

/** Before the first log that somebody may have. */
const EVER = '1980-01-01T00:00:00Z';

const COUNTS = ['received', 'stored', 'duplicate', 'filtered', 'limited', 'refused', 'failed', 'damaged'] as const;

function countsOf(summary: NonNullable<ImportFile['summary']>): object[] {
  return COUNTS.map((name) => ({ name, count: summary[name] })).filter(
    ({ name, count }) => count > 0 || name === 'stored',
  );
}

function delimiterOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    return readDelimiter(value);
  } catch {
    return undefined; // somebody's own address; the first line decides then
  }
}

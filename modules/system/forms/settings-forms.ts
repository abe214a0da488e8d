// Settings as forms, for the pages of configuration, plugins and store: what to show, and what becomes of what was typed. The schema
// decides what is right; a mistake goes to the field it belongs to, and what was typed stays.

import { Injectable } from '@nestjs/common';
import type { Problem } from '#config/problems.js';
import { hideSecrets } from '#config/render.js';
import { isSecret, knownPaths, schemaAt, type Schema } from '#config/schema-tree.js';
import type { LoadedConfig } from '#config/load.js';
import { cut, differenceTexts } from '#src/audit/difference-texts.js';
import { Fault } from '#src/faults.js';
import { settingSchema } from '#src/settings/kept-settings.js';
import { LiveConfig, valueAt } from '#src/settings/live-config.js';
import type { SettingChanges } from '#src/settings/settings-store.js';
import { defaultOf, seenOf, type SettingField, settingField } from './setting-field.js';
import { type FormBody, readTyped, type Typed } from './typed-settings.js';

export interface ChangeRecord {
  readonly path: string;
  /** Texts, of long values what differs; secrets are hidden. */
  readonly from: string;
  readonly to: string;
}

export interface Changed {
  readonly kind: 'changed';
  readonly changes: SettingChanges;
  readonly records: readonly ChangeRecord[];
  /** Paths that wait for a restart. */
  readonly waits: readonly string[];
}

/** `fields` and `problems` (those of no field) show a form with mistakes again. */
export type Outcome =
  | Changed
  | { readonly kind: 'invalid'; readonly fields: readonly SettingField[]; readonly problems: readonly string[] };

@Injectable()
export class SettingsForms {
  constructor(private readonly live: LiveConfig) {}

  /** Every single setting, in the order of the schema. */
  paths(): readonly string[] {
    const { schema } = this.live;
    return knownPaths(schema).filter((path) => settingSchema(schema, path) !== undefined);
  }

  async fields(paths: readonly string[]): Promise<readonly SettingField[]> {
    const [marks, waiting] = [await this.live.marks(), new Set(this.live.waiting())];
    return paths.map((path) =>
      settingField(path, this.#schemaOf(path), {
        value: valueAt(this.live.loaded, path),
        origin: this.live.originOf(path),
        mark: Object.hasOwn(marks, path) ? marks[path] : undefined,
        isEditable: this.live.isEditable(path),
        isWaiting: waiting.has(path),
      }),
    );
  }

  /**
   * Checks what was typed and makes it so. `confirmed` is asked first with what would be in force; when it says no nothing is changed,
   * and undefined is returned.
   */
  async save(
    paths: readonly string[],
    body: FormBody,
    who: string,
    confirmed: (changes: SettingChanges) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<Outcome | undefined> {
    const before = this.live.loaded;
    const fields = (await this.fields(paths)).filter(({ editable }) => editable);
    const typed = new Map<string, Typed>();
    const overtaken: Problem[] = [];
    for (const field of fields) {
      const read = readTyped(field, this.#schemaOf(field.path), body);
      if (read === undefined) continue;
      const isOvertaken = isOther(field, read);
      if (isOvertaken) overtaken.push({ path: field.path, what: this.#overtakenText(field) });
      typed.set(field.path, isOvertaken ? { ...read, was: field.was } : read);
    }
    const problems = [...overtaken, ...[...typed.values()].flatMap(({ problem }) => problem ?? [])];
    if (problems.length > 0) return invalid(fields, typed, problems);
    const changes = this.#changesOf(typed);
    const records = Object.entries(changes).map(([path, to]) => this.#record(path, to));
    try {
      await this.live.preview(changes);
      if (!(await confirmed(changes))) return undefined;
      if (records.length > 0) await this.live.change((now) => unlessOvertaken(changes, before, now), who);
    } catch (error) {
      // Now the fields say so themselves.
      if (error instanceof Overtaken) return this.save(paths, body, who, confirmed);
      const found = problemsOf(error);
      if (found === undefined) throw error;
      return invalid(fields, typed, found);
    }
    return { kind: 'changed', changes, records, waits: this.#waitingOf(changes) };
  }

  /** Takes the portal's setting back; without records when nobody had set it. @throws Fault CONFLICT, CONFIG_INVALID */
  async reset(path: string, who: string): Promise<Changed> {
    const schema = settingSchema(this.live.schema, path);
    const isLeftOut = this.live.leftOut.some((left) => left.path === path);
    const isKept = isLeftOut || this.live.originOf(path).origin === 'portal';
    const record = schema === undefined ? { path, from: '', to: '' } : this.#record(path, undefined);
    const changes = { [path]: undefined };
    await this.live.change(changes, who);
    return { kind: 'changed', changes, records: isKept ? [record] : [], waits: this.#waitingOf(changes) };
  }

  #waitingOf(changes: SettingChanges): readonly string[] {
    const waiting = new Set(this.live.waiting());
    return Object.keys(changes).filter((path) => waiting.has(path));
  }

  /** What differs from what is in force; the default is no setting. A secret that is typed is one that is given, also when it is the same. */
  #changesOf(typed: ReadonlyMap<string, Typed>): SettingChanges {
    const changes: Record<string, unknown> = {};
    for (const [path, { value }] of typed) {
      const isAsBefore = isSame(value ?? defaultOf(this.#schemaOf(path)), valueAt(this.live.loaded, path));
      if (!isAsBefore || (value !== undefined && isSecret(this.#schemaOf(path))))
        changes[path] = isSame(value, defaultOf(this.#schemaOf(path))) ? undefined : value;
    }
    return changes;
  }

  #overtakenText({ path, mark }: SettingField): string {
    const now = cut(hideSecrets(valueAt(this.live.loaded, path), this.#schemaOf(path)));
    return `${mark?.by ?? 'somebody'} changed it meanwhile; it is ${now} now. Save again to replace that with what is typed here`;
  }

  #record(path: string, to: unknown): ChangeRecord {
    const schema = this.#schemaOf(path);
    if (isSecret(schema)) return { path, from: '(a secret)', to: to === undefined ? '(removed)' : '(a secret)' };
    const values = [valueAt(this.live.loaded, path), to ?? defaultOf(schema)] as const;
    const [from, now] = values.map((value) => hideSecrets(value, schema));
    const texts = differenceTexts(from, now);
    const isHidden = isSame(from, now) && !isSame(...values);
    return { path, ...texts, ...(isHidden && { to: `${texts.to} (a secret in it is another)` }) };
  }

  #schemaOf(path: string): Schema {
    const schema = schemaAt(this.live.schema, path.split('.'));
    if (schema === undefined) throw new Fault('NOT_FOUND', `There is no setting ${path}.`);
    return schema;
  }
}

/** Whether the form was made with another value than the one that is in force, and not with what is typed there now. */
function isOther(field: SettingField, typed: Typed): boolean {
  const { was } = typed;
  return was !== undefined && was !== asSent(field.was) && seenOf({ ...field, ...typed }) !== asSent(field.was);
}

/** Browsers send each end of a line in one way. */
const asSent = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** Between the look and the turn of the change another one had its turn. */
class Overtaken extends Error {}

/** @throws Overtaken */
function unlessOvertaken(changes: SettingChanges, before: LoadedConfig, now: LoadedConfig): SettingChanges {
  const isSettled = Object.keys(changes).every((path) => isSame(valueAt(now, path), valueAt(before, path)));
  if (!isSettled) throw new Overtaken();
  return changes;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (!(error instanceof Fault)) return undefined;
  if (error.code === 'CONFIG_INVALID')
    return (error.details?.['problems'] as readonly Problem[] | undefined) ?? [{ path: '', what: error.message }];
  return undefined;
}

/** Each problem at the field it is in; the others (values that must fit each other, a broken file) above the form. */
function invalid(
  fields: readonly SettingField[],
  typed: ReadonlyMap<string, Typed>,
  problems: readonly Problem[],
): Outcome {
  const ofField = (path: string): readonly Problem[] =>
    problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
  const others = problems.filter((problem) => !fields.some(({ path }) => ofField(path).includes(problem)));
  return {
    kind: 'invalid',
    fields: fields.map((field) => {
      const { text = field.text, rows = field.rows, was = field.was } = typed.get(field.path) ?? {};
      const words = ofField(field.path).map(({ path, what }) =>
        path === field.path ? what : `${path.slice(field.path.length + 1)}: ${what}`,
      );
      return { ...field, text, rows, was, invalid: words.length === 0 ? undefined : words.join('; ') };
    }),
    problems: others.map(({ path, what }) => (path === '' ? what : `${path}: ${what}`)),
  };
}

// Models on disk, in `<data.dir>/baselines`: one record a line with its checksum, an index by entity, written beside and renamed, so
// that a reader sees a whole one or none. Immutable once published. A damaged line costs the entity it holds, and is named.

import type { ModelRecord } from '../engine/record.js';

export interface ModelHeader {
  /** Of the format and the engine; another one is not read: learned anew. */
  readonly version: number;
  /** Day (since 1970, installation’s zone) through which it goes. */
  readonly through: number;
  /** ms since 1970 */
  readonly writtenAt: number;
  /** Whatever its writer wants to know again. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface ReadModel {
  readonly header: ModelHeader;
  /** Names (`user:alice`, `engine:calibration`) of records that were damaged. */
  readonly damaged: readonly string[];
}

export class ModelFiles {
  /** @param dir `<data.dir>/baselines`; made when missing */
  constructor(readonly dir: string) {}

  /** Writes, syncs, renames; answers with the file name. Pauses now and then, so that its thread can do other work. */
  async write(
    _name: string,
    _header: Omit<ModelHeader, 'version' | 'writtenAt'>,
    _records: Iterable<ModelRecord>,
  ): Promise<string> {
    throw new Error('not yet');
  }

  /** Record by record, in slices of a few ms. @throws Fault NOT_FOUND, or MODEL_UNREADABLE (header damaged, other version) */
  async read(_file: string, _take: (record: ModelRecord) => void): Promise<ReadModel> {
    throw new Error('not yet');
  }

  /** One entity, by the index: a page needs no whole model. Undefined: not in it, or damaged. */
  async entity(_file: string, _kind: ModelRecord['kind'], _name: string): Promise<ModelRecord | undefined> {
    return undefined;
  }

  /** Newest first, those that can be read at all. */
  async list(): Promise<readonly { readonly file: string; readonly header: ModelHeader }[]> {
    return [];
  }

  async remove(_file: string): Promise<void> {}
}

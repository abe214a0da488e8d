// How an engine is kept: one record a line, each whole in itself, so that a damaged one costs one entity and no more (model/model-file.ts).

export interface ModelRecord {
  /** `engine`: what is shared (calibration, organisation, autoencoder, identity); `user`, `ip`, `host`: one entity. */
  readonly kind: 'engine' | 'user' | 'ip' | 'host';
  /** Which part, or the entity’s name. */
  readonly name: string;
  /** Plain JSON. */
  readonly data: unknown;
}

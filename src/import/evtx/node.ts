// Binary XML as a tree, once a template: what stands in it is text, what each record fills in is a hole.

import type { Value } from './values.js';

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** Filled with a value of the record; `optional`: whoever holds nothing else is left out when it is NULL. */
  | { readonly kind: 'hole'; readonly index: number; readonly optional: boolean }
  | { readonly kind: 'element'; readonly element: Element }
  | { readonly kind: 'instance'; readonly instance: Instance };

export interface Element {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly parts: readonly Part[] }[];
  readonly parts: readonly Part[];
}

/** A template and the values of one record. */
export interface Instance {
  readonly parts: readonly Part[];
  readonly values: readonly Value[];
}

/** What is not as [MS-EVEN6] says, with the offset in its chunk. Costs one record. */
export class BinXmlError extends Error {
  constructor(what: string, at: number) {
    super(`${what} at offset ${at}`);
  }
}

// A part of a page that may fail for itself: too slow is said in its place, and the rest of the page stays useful.

import { Fault } from '#src/faults.js';

/** A part that could not be had says why. */
export type Part<T> = { readonly value: T } | { readonly trouble: string };

/** @throws whatever is no Fault, and BAD_REQUEST: a cursor that is none is the caller's mistake */
export async function part<T>(make: () => Promise<T>): Promise<Part<T>> {
  try {
    return { value: await make() };
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'BAD_REQUEST') throw error;
    return { trouble: error.message };
  }
}

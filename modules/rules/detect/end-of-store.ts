// Where the store begins and ends, for who begins to follow it: what is there is history.

export { endOf, EVER, NOTHING } from '#src/store/end-of-store.js';

/** Before everything: of a store that was empty. */
export const BEGINNING = '';

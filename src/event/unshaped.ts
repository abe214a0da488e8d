// V8 keeps a hidden class for each order in which properties were added, and gives objects up to a plain hash table once they have many.
// Events built from tables have hundreds of orders and many fields: they pay for all of those classes and then for the conversion. A
// hash table from the start is two to six times as fast there (hp-switch 40,000 lines/s to 250,000). Where code names the fields itself,
// in one order, hidden classes are the faster way: not for those.

import type { Fields } from './event.js';

/** The same fields as a hash table; to be called while there are few. Taking away what was not added last makes V8 do that. */
export function unshaped(fields: Fields): Fields {
  const action = fields['event.action'];
  if (action === undefined) return fields;
  delete fields['event.action'];
  fields['event.action'] = action;
  return fields;
}

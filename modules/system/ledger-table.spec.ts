// The order of the ledger's rows, which is asked for every two seconds.

import { expect, it, vi } from 'vitest';
import { ledgerRow } from '../../test/helpers/collector-health.js';
import { ledgerView, select } from './ledger-table.js';

const rows = Array.from({ length: 300 }, (_, i) => ledgerRow({ source: `host${(i * 7) % 300}` }));

it.each(['source', 'lost'])('puts names in the order of their numbers, with one collator for all (by %s)', (sort) => {
  const compared = vi.spyOn(String.prototype, 'localeCompare');
  try {
    const sorted = select(rows, ledgerView.parse({ sort })).map(({ source }) => source);
    expect([sorted[2], sorted[10], sorted[299]]).toEqual(['host2', 'host10', 'host299']);
    expect(compared).not.toHaveBeenCalled();
  } finally {
    compared.mockRestore();
  }
});

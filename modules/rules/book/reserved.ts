// Ids that addresses under /rules and /api/v1/rules mean something else by.

const RESERVED = new Set(['new', 'form', 'try', 'bulk', 'rows', 'exceptions', 'backtest']);

export function isReserved(id: string): boolean {
  return RESERVED.has(id);
}

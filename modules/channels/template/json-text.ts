// JSON that every reader takes: half a surrogate pair, as a text has that was cut somewhere, would be an escape that strict ones refuse.

export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, wellFormed, indent);
}

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

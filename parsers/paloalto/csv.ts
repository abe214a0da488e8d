// One line of comma-separated values (RFC 4180): quotes around values with commas, doubled quotes within.

const MAX_COLUMNS = 130;

export function readColumns(text: string): string[] {
  const columns: string[] = [];
  let at = 0;
  while (at <= text.length && columns.length < MAX_COLUMNS) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      columns.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    const end = closingQuote(text, at + 1);
    columns.push(text.slice(at + 1, end).replaceAll('""', '"'));
    const comma = text.indexOf(',', end);
    at = comma < 0 ? text.length + 1 : comma + 1;
  }
  return columns;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return text.length;
}

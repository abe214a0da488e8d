import { describe, expect, it } from 'vitest';
import { csvRows } from './csv.js';

describe('csvRows', () => {
  it.each(['a\n=b', 'a\r=b', 'a\r\n=b'])('keeps %j one value of one row', (text) => {
    expect(csvRows([[text, 1]])).toBe(`"${text}",1\r\n`);
    expect(csvRows([[text, 1]], '\n')).toBe(`"${text}",1\n`);
  });

  it('takes formulas for texts, and numbers for numbers', () => {
    expect(csvRows([['=1+1', '-1', -1, true]])).toBe("'=1+1,'-1,-1,true\r\n");
  });
});

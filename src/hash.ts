// A 32-bit hash of text: murmur3 over UTF-16 units. The same on every machine and in every process; not for secrets.

/** 0 .. 2^32 - 1. @param seed another one makes another, independent hash */
export function hashText(text: string, seed = 0): number {
  let hash = seed | 0;
  let i = 0;
  for (; i + 1 < text.length; i += 2) hash = mixIn(hash, text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
  if (i < text.length) hash = mixIn(hash, text.charCodeAt(i));
  return finish(hash ^ text.length);
}

function mixIn(hash: number, unit: number): number {
  let k = Math.imul(unit, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

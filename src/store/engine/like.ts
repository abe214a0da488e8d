// Wildcards as SQL has them.

/** `a*b?` as a LIKE pattern, for `escape '\'`. Who uses it sees to it that ASCII case is ignored and no other. */
export function likePattern(pattern: string): string {
  return pattern
    .replace(/[\\%_]/g, '\\$&')
    .replace(/\*+/g, '%')
    .replaceAll('?', '_');
}

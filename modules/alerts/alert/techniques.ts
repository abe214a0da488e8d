// ATT&CK techniques among an alert's tags (as in Sigma: `attack.t1110.001`), with where MITRE tells of them.

export interface Technique {
  /** `T1110.001` */
  readonly id: string;
  readonly href: string;
}

export function techniques(tags: readonly string[]): readonly Technique[] {
  return tags.flatMap((tag) => {
    const [, technique, part] = /^attack\.(t\d{4})(?:\.(\d{3}))?$/i.exec(tag) ?? [];
    if (technique === undefined) return [];
    const words = [technique.toUpperCase(), ...(part === undefined ? [] : [part])];
    return [{ id: words.join('.'), href: `https://attack.mitre.org/techniques/${words.join('/')}/` }];
  });
}

// What modules have to say on the health page beside what the collector reports. A module registers when it starts; its sentences are
// asked for each time the page is made, so they must be at hand.

export type HealthSeverity = 'problem' | 'warning' | 'note';

export interface HealthNote {
  readonly severity: HealthSeverity;
  readonly what: string;
  /** What to do, or what happens by itself. */
  readonly next: string;
  /** To be typed into a shell on the collector's machine. */
  readonly command?: string;
  /** A page of ours that tells more. */
  readonly href?: string;
  /** Who may see that page; left out: whoever sees the note. */
  readonly permission?: string;
}

export class HealthNotes {
  readonly #sources = new Map<string, () => readonly HealthNote[]>();

  /** @param isOff whether the module that such a part belongs to is switched off */
  constructor(private readonly isOff: (part: string) => boolean) {}

  /** @param name `<module>.<what>` */
  register(name: string, notes: () => readonly HealthNote[]): void {
    if (this.#sources.has(name)) throw new Error(`BUG: two sources of health notes are named ${name}`);
    this.#sources.set(name, notes);
  }

  /** One that fails says so: the page must come. */
  all(): readonly HealthNote[] {
    return [...this.#sources]
      .filter(([name]) => !this.isOff(name))
      .flatMap(([name, notes]) => {
        try {
          return notes();
        } catch {
          return { severity: 'warning', what: `${name} could not be looked at.`, next: 'This is a mistake in Lanwarden; everything else runs.' }; // prettier-ignore
        }
      });
  }
}

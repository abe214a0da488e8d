// The languages of event texts beside the English one of templates.ts. As data in language-*.ts:
//   English label = local label / another wording of it          event id = first sentence / another wording of it
// Apostrophes are straight and blanks plain there: local-text.ts writes texts so before it compares.

import { FRENCH, FRENCH_TITLES } from './language-french.js';
import { GERMAN, GERMAN_TITLES } from './language-german.js';

export interface Language {
  /** Any of these shows that a text is in this language. */
  readonly marks: readonly string[];
  /** English label -> local wordings. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** First sentence, without its full stop -> event id. */
  readonly titles: ReadonlyMap<string, string>;
  /** How the closing explanation begins. */
  readonly explanation: string;
}

export const LANGUAGES: readonly Language[] = [
  {
    marks: ['Sicherheits-ID:', 'Kontoname:', 'Anmeldekonto:', 'Authentifizierungspaket:', 'Dienstname:'],
    labels: readLabels(GERMAN),
    titles: readTitles(GERMAN_TITLES),
    explanation: 'Dieses Ereignis wird ',
  },
  {
    marks: [
      'ID de sécurité',
      'Nom du compte',
      "Compte d'ouverture de session",
      "Package d'authentification",
      'Nom du service',
    ],
    labels: readLabels(FRENCH),
    titles: readTitles(FRENCH_TITLES),
    explanation: 'Cet événement est généré',
  },
];

function rowsOf(text: string): readonly (readonly [left: string, right: readonly string[]])[] {
  return text
    .trim()
    .split('\n')
    .map((row) => {
      const [left = '', right = ''] = row.split(' = ', 2);
      return [left, right.split(' / ')] as const;
    });
}

function readLabels(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(rowsOf(text));
}

function readTitles(text: string): ReadonlyMap<string, string> {
  return new Map(rowsOf(text).flatMap(([code, titles]) => titles.map((title): [string, string] => [title, code])));
}

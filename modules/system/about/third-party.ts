// The packages this program is made with, and their licences, read from package.json files once.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** https address, or undefined. */
  readonly homepage: string | undefined;
}

export interface OwnPackage {
  readonly license: string;
  readonly thirdParty: readonly ThirdParty[];
}

interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

let known: OwnPackage | undefined;

export function ownPackage(): OwnPackage {
  return (known ??= read());
}

function read(): OwnPackage {
  const folders = [...foldersAbove(dirname(fileURLToPath(import.meta.url)))];
  const own = folders
    .map((folder) => readJson(join(folder, 'package.json')))
    .find((json) => json?.name === 'lanwarden');
  const names = Object.keys(own?.dependencies ?? {});
  const thirdParty = names.map((name): ThirdParty => {
    const found = folders
      .map((folder) => readJson(join(folder, 'node_modules', name, 'package.json')))
      .find((json) => json !== undefined);
    return {
      name,
      version: found?.version ?? own!.dependencies![name]!,
      license: typeof found?.license === 'string' ? found.license : 'see the package',
      homepage: found?.homepage?.startsWith('https://') === true ? found.homepage : undefined,
    };
  });
  return { license: own?.license ?? 'see LICENSE', thirdParty };
}

function* foldersAbove(folder: string): Iterable<string> {
  yield folder;
  if (dirname(folder) !== folder) yield* foldersAbove(dirname(folder));
}

function readJson(path: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackageJson;
  } catch {
    return undefined; // it lies in another of the folders
  }
}

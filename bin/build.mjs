// Builds dist/ from the sources, and knows whether that is needed. The build goes to a folder of its own that then takes the
// place of dist/, so that a failed build leaves the old one alone and two at once do no harm.
// `node bin/build.mjs` always builds (npm run build); bin/lanwarden.mjs asks ensureBuilt() before each run.
// The compiler is called directly, not through `nest build`: same output, without its start-up, and it can be swapped in whole.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE_FOLDERS = ['src', 'modules', 'parsers', 'config', 'views'];
/** Tests and documentation: in these folders, but not in dist. */
const NOT_BUILT = /\.spec\.ts$|\.md$|[/\\]example\.yaml$|[/\\]testing([/\\]|\.ts$)/;
const STAMP = '.build-stamp.json';

/** Builds when dist is missing or stale; true if it did. Does nothing where there are no sources (an installed package). */
export async function ensureBuilt(root = ROOT) {
  if (!existsSync(join(root, 'src', 'main.ts'))) return false;
  const files = sourceFiles(root);
  const stamp = readStamp(root);
  const quick = quickHash(root, files);
  if (stamp?.quick === quick) return false;

  const content = contentHash(root, files);
  if (stamp?.content === content) {
    writeStamp(join(root, 'dist'), { quick, content }); // only touched (git checkout, cp): no need to build
    return false;
  }
  if (!hasCompiler(root) && existsSync(join(root, 'dist', 'src', 'main.js'))) {
    console.error('lanwarden: dist is older than the sources, but typescript is not installed; running what was built');
    return false;
  }
  await build(root);
  return true;
}

/** Compiles, copies what is not TypeScript, and puts the result in place. Throws with the compiler's messages. */
export async function build(root = ROOT) {
  const started = Date.now();
  console.error(
    `lanwarden: building ${existsSync(join(root, 'dist')) ? '(the sources have changed)' : '(first run)'} ...`,
  );
  const files = sourceFiles(root);
  const stamp = { quick: quickHash(root, files), content: contentHash(root, files) }; // before compiling: a later change is seen
  const fresh = join(root, `.dist-${process.pid}`);
  try {
    await compile(root, fresh);
    copyAssets(root, files, fresh);
    writeStamp(fresh, stamp);
    swap(join(root, 'dist'), fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.error(`lanwarden: built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** outDir stays dist, because `#src/*` is found through it; only the writing goes elsewhere. */
async function compile(root, target) {
  const { default: ts } = await import('typescript');
  const fail = (diagnostic) => {
    throw new Error(format(ts, root, [diagnostic]));
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), { incremental: false }, host);
  const program = ts.createProgram({
    rootNames: config.fileNames,
    options: config.options,
    configFileParsingDiagnostics: config.errors,
  });
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) throw new Error(format(ts, root, problems));
  const outDir = config.options.outDir;
  program.emit(undefined, (file, text) => {
    const to = join(target, relative(outDir, file));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  });
}

function format(ts, root, diagnostics) {
  const text = ts.formatDiagnostics(diagnostics, {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
  return `the sources do not compile:\n${text.trimEnd()}`;
}

function copyAssets(root, files, target) {
  for (const file of files) {
    if (file.endsWith('.ts') || !file.includes(sep)) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(root, file), join(target, file));
  }
}

/** Two builds may end at the same moment; the later one wins. */
function swap(dist, fresh) {
  const old = `${fresh}-old`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(dist)) renameSync(dist, old);
      renameSync(fresh, dist);
      break;
    } catch (error) {
      if (attempt === 5) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Paths below root of all that goes into dist, sorted. */
function sourceFiles(root) {
  const files = ['tsconfig.json'];
  for (const folder of SOURCE_FOLDERS) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = relative(root, join(entry.parentPath, entry.name));
      if (entry.isFile() && !NOT_BUILT.test(path)) files.push(path);
    }
  }
  return files.sort();
}

function quickHash(root, files) {
  const hash = createHash('sha1');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function contentHash(root, files) {
  const hash = createHash('sha1');
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', STAMP), 'utf8'));
  } catch {
    return undefined; // never built, or by another tool
  }
}

function writeStamp(dist, stamp) {
  try {
    writeFileSync(join(dist, STAMP), JSON.stringify(stamp));
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error; // run by another user than the one who built
  }
}

function hasCompiler(root) {
  try {
    createRequire(join(root, 'package.json')).resolve('typescript');
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch((error) => {
    console.error(`lanwarden: ${error.message}`);
    process.exitCode = 1;
  });
}

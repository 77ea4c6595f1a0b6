/**
 * Lets Node run .ts and .tsx files as they are. Node strips types by itself, but does not know JSX, and it loads its
 * stripper anew in each worker thread, which is two thirds of what starting one costs. So what was compiled once is kept
 * in node_modules/.cache and read from there by every later process and thread. `bin/node` loads this into all of them:
 * it is plain JavaScript. What was built needs none of it, and `bin/lode` does not load it.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire, registerHooks, setSourceMapsSupport, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const root = path.dirname(import.meta.dirname);
const modules = path.join(root, 'node_modules');
const cache = path.join(modules, '.cache', 'lode');
/** Another compiler gives other code. */
const compilers = `${process.version} ${statSync(path.join(modules, 'oxc-transform/package.json')).mtimeMs}`;

registerHooks({
  load(url, context, next) {
    if (!/^file:.*\.tsx?$/.test(url)) return next(url, context);
    const file = fileURLToPath(url);
    if (!file.startsWith(root) || file.startsWith(modules)) return next(url, context);
    return { format: 'module', shortCircuit: true, source: compiled(file) };
  },
});

function compiled(file) {
  const { mtimeMs, size } = statSync(file);
  const key = createHash('sha256').update(`${compilers}\0${file}\0${mtimeMs}\0${size}`).digest('hex');
  const kept = path.join(cache, `${key.slice(0, 32)}.js`);
  // Types are stripped in place, so only JSX needs maps for an error to name the right line.
  if (file.endsWith('.tsx')) setSourceMapsSupport(true);
  try {
    return readFileSync(kept, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const source = readFileSync(file, 'utf8');
  const code = file.endsWith('.tsx') ? compile(file, source) : stripTypeScriptTypes(source, { sourceUrl: file });
  keep(kept, code);
  return code;
}

/** Written aside first: another process may read it at this moment. A folder that cannot be written keeps nothing. */
function keep(kept, code) {
  const aside = `${kept}.${process.pid}.${threadId}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(aside, code);
    renameSync(aside, kept);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error.code)) throw error;
  }
}

function compile(file, source) {
  const { transformSync } = require('oxc-transform');
  const jsx = { runtime: 'automatic', importSource: 'preact' };
  const { code, errors, map } = transformSync(file, source, { jsx, sourcemap: true });
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0].message}\n${errors[0].codeframe ?? ''}`);
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

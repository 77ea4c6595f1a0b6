/**
 * Lets Node run .tsx files as they are: Node strips types by itself, but it does not know JSX. `bin/node` loads this into
 * every process and worker thread, so it is plain JavaScript, which costs them 7 ms; the compiler of JSX is loaded with
 * the first .tsx file. What was built needs none of it, and `bin/lode` does not load it.
 */
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    const file = fileURLToPath(url);
    return { format: 'module', shortCircuit: true, source: compile(file, readFileSync(file, 'utf8')) };
  },
});

function compile(file, source) {
  const { transformSync } = require('oxc-transform');
  const jsx = { runtime: 'automatic', importSource: 'preact' };
  const { code, errors, map } = transformSync(file, source, { jsx, sourcemap: true });
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0].message}\n${errors[0].codeframe ?? ''}`);
  // Types are stripped line for line, so only these files need maps for an error to name the right line.
  setSourceMapsSupport(true);
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

/** `PUT /api/v2/package/{id}/deprecations`: the shape that nuget.org's has, as a form or as JSON with the same names. */
import { Problem, type Fault } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { readForm } from '../../http/form-body.ts';
import { readJson } from '../../http/json-body.ts';
import { originOf } from '../../http/request-origin.ts';
import type { BulkDeps } from '../../packages/bulk/set-listed-of-many.ts';
import { deprecate, type DeprecationWish } from '../../packages/deprecation/deprecate.ts';
import { requireId } from '../path-parameters.ts';
import { withKey, type WithKeyDeps } from './with-key.ts';

type Deps = BulkDeps & WithKeyDeps;

/** 200, and all versions that were named are deprecated, or deprecated no more. */
export function deprecationsHandler(deps: Deps): HttpHandler {
  return (request) =>
    withKey(deps, request, 'unlist', async (principal): Promise<HttpAnswer> => {
      const id = requireId(request);
      if ((request.header('user-agent') ?? '').trim() === '') {
        throw new Problem('bad_request', 'Say in the header User-Agent what sends this.');
      }
      const wish = readWish(await readFields(request));
      await deprecate(deps, principal, { id, ...wish }, originOf(request));
      return { status: 200 };
    });
}

interface Fields {
  text(name: string): string;
  all(name: string): readonly string[];
}

async function readFields(request: HttpRequest): Promise<Fields> {
  const type = (request.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    const form = await readForm(request);
    return { text: (name) => form.text(name), all: (name) => [...form.all(name), ...form.all(`${name}[]`)] };
  }
  const body = await readJson(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('bad_request', 'The JSON is no object with the fields of a deprecation.');
  }
  const members = new Map<string, unknown>(Object.entries(body));
  return {
    text: (name) => textOf(name, members.get(name)),
    all(name) {
      const value = members.get(name) ?? [];
      return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((each) => textOf(name, each));
    },
  };
}

function textOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && !value.includes('\0')) return value;
  if (typeof value === 'boolean') return String(value);
  throw new Problem('bad_request', `${name} is not a text.`);
}

function readWish(fields: Fields): Omit<DeprecationWish, 'id'> {
  const faults: Fault[] = [];
  const flag = (name: string) => {
    const text = fields.text(name).trim().toLowerCase();
    if (!['', 'true', 'false'].includes(text)) {
      faults.push({ code: 'not_a_boolean', detail: `${name} is either true or false.`, at: name });
    }
    return text === 'true';
  };
  const versions = fields.all('versions').filter((text) => text.trim() !== '');
  if (versions.length === 0) {
    faults.push({ code: 'no_versions', detail: 'Name the versions in the field versions.', at: 'versions' });
  }
  const verb = fields.text('listedVerb').trim().toLowerCase();
  if (!['', 'unchanged', 'unlist', 'relist'].includes(verb)) {
    faults.push({ code: 'listed_verb', detail: 'listedVerb is Unchanged, Unlist or Relist.', at: 'listedVerb' });
  }
  const words = {
    isLegacy: flag('isLegacy'),
    hasCriticalBugs: flag('hasCriticalBugs'),
    isOther: flag('isOther'),
    alternatePackageId: fields.text('alternatePackageId'),
    alternatePackageVersion: fields.text('alternatePackageVersion'),
    message: fields.text('message'),
  };
  const [first] = faults;
  if (first !== undefined) throw new Problem('bad_request', first.detail, { faults });
  const listed = verb === 'unlist' || verb === 'relist' ? verb === 'relist' : undefined;
  return { selection: { kind: 'versions', versions }, words, listed };
}

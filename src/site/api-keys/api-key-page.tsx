import { changeApiKey } from '../../accounts/keys/change-api-key.ts';
import { accessToKey, requireKey } from '../../accounts/keys/key-access.ts';
import type { ApiKeyRow } from '../../accounts/keys/keys.queries.ts';
import { regenerateApiKey } from '../../accounts/keys/regenerate-api-key.ts';
import { revokeApiKey } from '../../accounts/keys/revoke-api-key.ts';
import { settingInForce } from '../../accounts/settings/settings.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { ApiKeysDeps } from './api-keys-page.tsx';
import { emptyKey } from './create-section.tsx';
import { KeyBox, type ShownKey } from './key-box.tsx';
import { KeyEnd, KeyHolder, KeyPackages, KeyScopes, KeyUse } from './key-state.tsx';
import { EditKey, RegenerateKey, RevokeKey } from './key-tasks.tsx';
import { offeredPackages } from './offered-packages.ts';
import { packagesOf, typedKey, type TypedKey } from './typed-key.ts';

/** `GET /account/apikeys/{key}`: what a key may do, and what can be done about it. */
export function apiKeyPage(deps: ApiKeysDeps): HttpHandler {
  return page(deps, (visit) => showKey(deps, visit));
}

/** `POST /account/apikeys/{key}`: another name, other scopes or packages. */
export function changeKeyForm(deps: ApiKeysDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const typed = typedKey(fields);
    if (fields.text('step') === 'find') return showKey(deps, visit, { typed });
    const { name, scopes } = typed;
    const change = { publicId: keyParameter(visit), name, scopes, packages: packagesOf(typed) };
    return orShow(
      async () => {
        await changeApiKey(deps, viewer, change, originOf(visit.request));
        const said = flash(deps, { kind: 'done', text: `The key ${name.trim()} is changed. It holds from now on.` });
        return seeOther(visit.site.urls.apiKey(change.publicId), [said]);
      },
      (problem) => showKey(deps, visit, { typed, problem }),
    );
  });
}

/** `POST /account/apikeys/{key}/regenerate`: its answer is the only page that shows the new text. */
export function regenerateKeyForm(deps: ApiKeysDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { publicId: keyParameter(visit), expiresAt: Number(fields.text('expires')) };
    return orShow(
      async () => {
        await deps.limiter.take('key', viewer.publicId);
        const text = (await regenerateApiKey(deps, viewer, wish, originOf(visit.request))).reveal();
        return showKey(deps, visit, { text });
      },
      (problem) => showKey(deps, visit, { problem }),
    );
  });
}

/** `POST /account/apikeys/{key}/revoke` */
export function revokeKeyForm(deps: ApiKeysDeps): HttpHandler {
  return form(deps, async (visit) => {
    const publicId = keyParameter(visit);
    await revokeApiKey(deps, requireViewer(visit), publicId, originOf(visit.request));
    const text = 'The key is revoked: it is refused from now on.';
    return seeOther(visit.site.urls.apiKey(publicId), [flash(deps, { kind: 'done', text })]);
  });
}

function keyParameter({ request }: Visit): string {
  return request.params['key'] ?? '';
}

interface Shown {
  readonly typed?: TypedKey;
  readonly problem?: Problem;
  /** The new text. */
  readonly text?: string;
}

async function showKey(deps: ApiKeysDeps, visit: Visit, { typed, problem, text }: Shown = {}): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const row = await requireKey(deps.database, viewer, { publicId: keyParameter(visit), access: 'revoke' });
  const manages = (await accessToKey(deps.database, viewer, row)) === 'manage';
  const edit = manages ? await editForm(deps, row, { typed, problem }) : undefined;
  const days = Math.min(row.days ?? Number.POSITIVE_INFINITY, await settingInForce(deps.database, 'key-days'));
  const shown: ShownKey | undefined = text === undefined ? undefined : { name: row.name, text, isNew: false };
  return html(visit, {
    title: row.name,
    body: (
      <>
        <Crumbs trail={[{ label: 'API keys', href: visit.site.urls.apiKeys }]} here={row.name} />
        <h1>{row.name}</h1>
        {shown !== undefined && <KeyBox shown={shown} />}
        <KeyFacts visit={visit} row={row} />
        {edit !== undefined && row.revokedAt === null && <EditKey visit={visit} row={row} edit={edit} />}
        {manages && (
          <RegenerateKey visit={visit} row={row} days={days} problem={typed === undefined ? problem : undefined} />
        )}
        {row.revokedAt === null && <RevokeKey visit={visit} row={row} />}
      </>
    ),
  });
}

async function editForm(
  { database }: ApiKeysDeps,
  row: ApiKeyRow,
  { typed, problem }: { readonly typed: TypedKey | undefined; readonly problem: Problem | undefined },
) {
  const packages = JSON.parse(row.packages) as string[];
  const picked = packages.filter((glob) => !glob.includes('*'));
  const globs = packages.filter((glob) => glob.includes('*')).join(' ');
  const scopes = JSON.parse(row.scopes) as string[];
  const values = typed ?? { ...emptyKey(row.ownerName), name: row.name, scopes, picked, glob: globs };
  const offered = await offeredPackages(database, [row.ownerId], values);
  return { values, offered, problem: typed === undefined ? undefined : problem };
}

function KeyFacts({ visit, row }: { readonly visit: Visit; readonly row: ApiKeyRow }) {
  const { now } = visit;
  return (
    <DefinitionList
      items={[
        { term: 'Owner', value: <KeyHolder row={row} viewerId={requireViewer(visit).actorId} /> },
        { term: 'Scopes', value: <KeyScopes row={row} /> },
        { term: 'Packages', value: <KeyPackages row={row} most={Number.POSITIVE_INFINITY} /> },
        { term: 'Expires', value: <KeyEnd row={row} now={now} /> },
        { term: 'Last used', value: <KeyUse row={row} now={now} /> },
        { term: 'Made', value: <Time at={row.createdAt} now={now} show="both" /> },
      ]}
    />
  );
}
